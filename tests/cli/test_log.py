"""The server's log: one JSON line for each request and step, none of them a secret."""

import json
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from launchpath.logs import configure, unheard
from tests.making import Making, unique
from tests.refusals import refused
from tests.running import RunningServer, ended


def lines(server: RunningServer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def test_every_line_is_json_with_time_level_and_message(demo: RunningServer) -> None:
    for line in lines(demo):
        assert {"time", "level", "logger", "message"} <= set(line)


def test_a_request_is_one_line_with_operation_caller_outcome_and_milliseconds(demo: RunningServer, admin: Any) -> None:
    answer = admin.list_portfolios()
    request_id = answer["ResponseMetadata"]["RequestId"]
    [line] = [line for line in lines(demo) if line.get("request_id") == request_id]
    assert line["operation"] == "ListPortfolios"
    assert line["caller"] == "arn:aws:iam::123456789012:user/admin"
    assert line["outcome"] == "OK"
    assert line["milliseconds"] > 0


def test_a_refusal_is_one_line_with_its_code(demo: RunningServer, admin: Any) -> None:
    with refused("ResourceNotFoundException"):
        admin.describe_portfolio(Id="port-not-there")
    line = lines(demo)[-1]
    assert (line["operation"], line["outcome"]) == ("DescribePortfolio", "ResourceNotFoundException")
    assert "port-not-there" not in json.dumps(line)


def test_a_launch_is_told_step_by_step(demo: RunningServer, making: Making, developer: Any) -> None:
    record_id = making.offered().launch(developer)["RecordId"]
    ended(developer, record_id)
    steps = [line["status"] for line in lines(demo) if line.get("record_id") == record_id and "status" in line]
    assert steps == ["IN_PROGRESS", "SUCCEEDED"]


def test_what_a_request_began_is_told_under_its_id_and_the_records(
    demo: RunningServer, making: Making, developer: Any
) -> None:
    product = making.offered()
    answer = developer.provision_product(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, ProvisionedProductName=unique("told")
    )
    record_id, request_id = answer["RecordDetail"]["RecordId"], answer["ResponseMetadata"]["RequestId"]
    ended(developer, record_id)
    told = [line for line in lines(demo) if line.get("request_id") == request_id]
    assert sorted(line["logger"] for line in told) == ["launchpath.request", "launchpath.work", "launchpath.work"]
    assert {line["record_id"] for line in told} == {record_id}


def test_a_failed_launch_is_told_with_the_engines_reason(demo: RunningServer, making: Making, developer: Any) -> None:
    record_id = making.offered().launch(developer, parameters={"Delay": "9999"})["RecordId"]
    reason = ended(developer, record_id)["RecordErrors"][0]["Description"]
    last = [line for line in lines(demo) if line.get("record_id") == record_id and "status" in line][-1]
    assert (last["status"], last["reason"]) == ("FAILED", reason)


def test_a_log_file_is_for_us_alone_and_continued(tmp_path: Any) -> None:
    file = tmp_path / "serve.log"
    with RunningServer(tmp_path, "--engine", "none", "--log-file", str(file)) as server:
        server.client("admin").list_portfolios()
    before = file.read_text()
    assert '"operation":"ListPortfolios"' in before
    assert file.stat().st_mode & 0o777 == 0o600
    with RunningServer(tmp_path, "--engine", "none", "--log-file", str(file)):
        pass
    assert file.read_text().startswith(before)


def test_the_log_may_be_the_first_thing_in_a_new_data_folder(tmp_path: Any) -> None:
    file = tmp_path / "data" / "serve.log"
    with RunningServer(tmp_path, "--engine", "none", "--log-file", str(file)):
        pass
    assert '"message":"ready"' in file.read_text()
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_text_log_is_readable_by_people(tmp_path: Any) -> None:
    with RunningServer(tmp_path, "--engine", "none", "--log-format", "text") as server:
        server.client("admin").list_portfolios()
    line = next(line for line in server.log.read_text().splitlines() if "ListPortfolios" in line)
    assert "outcome=OK" in line
    with pytest.raises(json.JSONDecodeError):
        json.loads(line)


@pytest.fixture
def configured() -> Iterator[Callable[..., None]]:
    """Configures the log; what it was before comes back."""
    root, ours = logging.getLogger(), logging.getLogger("launchpath")
    before = root.handlers[:], root.level, ours.level
    yield configure
    root.handlers[:], root.level = before[0], before[1]
    ours.setLevel(before[2])


def test_libraries_are_heard_from_warnings_on(
    configured: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    configured("json")
    logging.getLogger("library").info("chatter")
    logging.getLogger("library").warning("trouble")
    logging.getLogger("launchpath.x").info("step", extra={"record_id": "rec-1"})
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"] for line in said] == ["trouble", "step"]
    assert said[1]["record_id"] == "rec-1"


def test_a_line_with_what_is_no_text_is_written_too(configured: Callable[..., None], tmp_path: Path) -> None:
    configured("json", tmp_path / "log")
    logging.getLogger("launchpath.x").info("no such file", extra={"file": os.fsdecode(b"caf\xe9")})
    said = json.loads((tmp_path / "log").read_text())
    assert os.fsencode(said["file"]) == b"caf\xe9"


def test_a_library_that_is_not_to_be_heard_says_nothing_until_it_may_again(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    library = logging.getLogger("library")
    with unheard("library"):
        library.error("left behind")
        warnings.warn("never awaited", RuntimeWarning, stacklevel=1)
    library.error("a fault")
    assert [record.getMessage() for record in caplog.records] == ["a fault"]
    assert list(recwarn) == []
