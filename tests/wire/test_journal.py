"""Every request leaves one structured line, without any value of a parameter."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from launchpath.api.errors import ResourceNotFoundException

Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def facts(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    (record,) = [record for record in caplog.records if record.name == "launchpath.request"]
    names = ("operation", "caller", "outcome", "protocol", "request_id", "milliseconds")
    return {name: getattr(record, name) for name in names}


def written(caplog: pytest.LogCaptureFixture) -> str:
    """All that our own loggers were told."""
    ours = [record for record in caplog.records if record.name.startswith("launchpath.")]
    return " ".join(f"{record.getMessage()} {vars(record)}" for record in ours)


def test_a_request_is_on_record_with_its_caller_and_outcome(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    answer = send()
    line = facts(caplog)
    assert line.pop("milliseconds") > 0
    assert line == {
        "operation": "ListPortfolios",
        "caller": "arn:aws:iam::123456789012:user/ann",
        "outcome": "OK",
        "protocol": "awsJson1.1",
        "request_id": answer.headers["x-amzn-requestid"],
    }


def test_a_refused_request_is_on_record_with_its_code(send: Send, house: Any, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(request: Any) -> Any:
        raise ResourceNotFoundException("Portfolio port-1 not found.")

    house.answers["ListPortfolios"] = refuse
    send()
    assert facts(caplog)["outcome"] == "ResourceNotFoundException"


def test_a_request_in_no_protocol_is_on_record_too(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    send(method="GET")
    line = facts(caplog)
    assert (line["outcome"], line["operation"], line["protocol"]) == ("UnknownOperationException", "-", "-")


def test_a_name_that_the_client_made_up_is_not_written_down(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    send(target="AWS242ServiceCatalogService.Forged")
    assert facts(caplog)["operation"] == "-"
    assert "Forged" not in written(caplog)


def test_neither_values_nor_signatures_nor_keys_are_written_down(
    send: Send, house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    body = (
        b'{"ProvisionedProductName":"db","ProvisionToken":"t","ProvisioningParameters":[{"Key":"P","Value":"hunter2"}]}'
    )
    send(body, target="AWS242ServiceCatalogService.ProvisionProduct")
    assert house.asked[0][2].provisioning_parameters[0].value == "hunter2"
    assert not re.search("hunter2|Signature=|AKIDANN|wJalr", written(caplog))
