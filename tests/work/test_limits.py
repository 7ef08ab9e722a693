"""Launches in flight are limited, the rest wait in order; what takes too long has failed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.fake_cloudformation import Fake, running
from tests.fleet import engine_at
from tests.promises import Promises
from tests.running import RunningServer, wait_for

Open = Callable[..., AbstractContextManager[tuple[Promises, Fake]]]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens a server with these options, and a fake that never gets done until it is told to."""

    @contextmanager
    def open_one(*options: str) -> Iterator[tuple[Promises, Fake]]:
        with running() as fake:
            fake.script("*", polls=1, ms=3_600_000)
            given = ("--engine", "cloudformation", *options)
            with RunningServer(tmp_path, *given, environment=engine_at(fake)) as server:
                yield Promises(server, fake), fake

    return open_one


@pytest.mark.parametrize("option", ["--most-launches", "--most-launches-of-an-account", "--most-launches-of-a-worker"])
def test_no_more_launches_are_in_flight_than_the_limit_and_the_rest_wait_in_order(option: str, opened: Open) -> None:
    with opened(option, "2") as (promises, fake):
        asked = [promises.ask("provision")["RecordId"] for _ in range(5)]
        wait_for(lambda: len(fake.calls("CreateStack")) == 2)
        wait_for(lambda: len(fake.calls("DescribeStackEvents")) > 4)
        statuses = [promises.client.describe_record(Id=one)["RecordDetail"]["Status"] for one in asked]
        assert statuses == ["IN_PROGRESS"] * 2 + ["CREATED"] * 3
        assert len(fake.calls("CreateStack")) == 2
        fake.script("*", polls=1, ms=0)
        promises.check()
        begun = [one["token"] for one in fake.calls("CreateStack")]
        assert set(begun[:2]) == set(asked[:2])
        assert begun.index(asked[4]) > begun.index(asked[2])


def test_a_launch_that_is_stuck_fails_after_the_operators_patience_and_says_why(opened: Open) -> None:
    """14, 23."""
    with opened("--patience-hours", "0.001") as (promises, _):
        failed = promises.end(promises.ask("provision"))
        reason = "The operation did not end within 0.001 hours: it was RUNNING to the last."
        assert (failed["Status"], failed["RecordErrors"]) == ("FAILED", [{"Code": "500", "Description": reason}])
        (product,) = promises.living()
        assert (product["Status"], product["StatusMessage"]) == ("ERROR", reason)


def test_a_launch_that_is_given_up_is_cancelled_at_the_engine(opened: Open) -> None:
    with opened("--patience-hours", "0.001") as (promises, fake):
        promises.end(promises.ask("provision"))
        (stack,) = fake.stacks()
        assert [one["type"] for one in stack["operations"]] == ["CreateStack", "DeleteStack"]


def test_a_launch_whose_engine_never_answers_fails_after_the_operators_patience(opened: Open) -> None:
    with opened("--patience-hours", "0.001") as (promises, fake):
        fake.fault("*", "503", times=1_000)
        failed = promises.end(promises.ask("provision"))
        assert failed["RecordErrors"][0]["Description"].startswith(
            "The operation did not end within 0.001 hours: the engine could not be reached ("
        )
