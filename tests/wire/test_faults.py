"""A fault of ours is a 500 with the request's id for the client, and a traceback for us only."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from launchpath.api.types import ListPortfoliosOutput, PortfolioDetail

Send = Callable[..., Any]


def fail(request: Any) -> Any:
    raise ZeroDivisionError("the database's password is hunter2")


def test_a_fault_is_an_internal_failure_that_tells_nothing_but_its_id(send: Send, house: Any) -> None:
    house.answers["ListPortfolios"] = fail
    answer = send()
    assert (answer.status, json.loads(answer.body)) == (
        500,
        {
            "__type": "InternalFailure",
            "message": "The request processing has failed because of an unknown error, exception or failure. "
            f"The server's log has the details under request id {answer.headers['x-amzn-requestid']}.",
        },
    )


def test_a_fault_is_logged_with_its_traceback_and_its_id(
    send: Send, house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house.answers["ListPortfolios"] = fail
    answer = send()
    fault, line = [record for record in caplog.records if record.name.startswith("launchpath.")]
    assert fault.exc_info is not None
    assert fault.exc_info[0] is ZeroDivisionError
    assert answer.headers["x-amzn-requestid"] in fault.getMessage()
    assert line.outcome == "InternalFailure"


def test_a_reply_that_cannot_be_written_is_a_fault_too(send: Send, house: Any) -> None:
    house.answers["ListPortfolios"] = lambda request: ListPortfoliosOutput(
        portfolio_details=(PortfolioDetail(id=object()),),  # type: ignore[arg-type]
    )
    assert send().status == 500


def test_the_server_goes_on_after_a_fault(send: Send, house: Any) -> None:
    house.answers["ListPortfolios"] = fail
    assert [send().status, send(target="AWS242ServiceCatalogService.ListTagOptions").status] == [500, 200]
