"""`launchpath events RECORD`: the log of a record, line by line, until it has ended."""

from pathlib import Path
from typing import Any

from tests.cli.running import launchpath
from tests.making import QUEUE, Making
from tests.running import RunningServer

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")


def test_it_follows_a_record_until_it_has_ended(making: Making, demo: RunningServer, developer: Any) -> None:
    record = making.offered().launch(developer, name := f"followed-{demo.folder.name}-{id(making)}")
    done = launchpath("events", record["RecordId"], "--data", str(demo.folder))
    headline, *lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert headline.startswith(f"PROVISION_PRODUCT {name}  ")
    assert "SUCCEEDED" in lines[-1]
    assert any("Queue " in line and "CREATE_COMPLETE" in line for line in lines)


def test_a_failed_record_ends_the_command_with_1(making: Making, demo: RunningServer, developer: Any) -> None:
    record = making.offered(BROKEN).launch(developer)
    done = launchpath("events", record["RecordId"], "--data", str(demo.folder))
    assert done.returncode == 1
    assert "CREATE_FAILED" in done.stdout


def test_a_record_that_is_not_there_is_told_so(demo: RunningServer) -> None:
    done = launchpath("events", "rec-aaaaaaaaaaaaa", "--data", str(demo.folder))
    assert done.returncode == 1
    assert "Record rec-aaaaaaaaaaaaa not found." in done.stderr


def test_without_a_server_it_says_what_to_do(tmp_path: Path) -> None:
    done = launchpath("events", "rec-aaaaaaaaaaaaa", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "launchpath serve" in done.stderr
