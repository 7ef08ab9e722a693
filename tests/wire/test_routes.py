"""Methods, paths, content types and targets that the API knows, and what the others get (semantics 3.2, 11)."""

import json
from collections.abc import Callable
from typing import Any

import cbor2
import pytest

Send = Callable[..., Any]
RPC = "/service/AWS242ServiceCatalogService/operation/ListPortfolios"
CBOR = {"Content-Type": "application/cbor"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-amz-json-1.1",
        "application/json",
        "application/x-amz-json-1.1; charset=utf-8",
        "Application/X-Amz-Json-1.1",
    ],
)
def test_json_is_taken_under_each_of_its_names(send: Send, content_type: str) -> None:
    answer = send(headers={"Content-Type": content_type})
    assert (answer.status, answer.body) == (200, b"{}")
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"


def test_every_answer_has_a_request_id_and_a_date(send: Send) -> None:
    for answer in (send(), send(b"["), send(method="GET"), send(target=None, path=RPC, headers=CBOR)):
        assert len(answer.headers["x-amzn-requestid"]) == 36
        assert "GMT" in answer.headers["date"]


@pytest.mark.parametrize("target", [None, "Nonsense", "OtherService.ListPortfolios", "AWS242ServiceCatalogService."])
def test_an_unknown_target_has_no_text(send: Send, target: str | None) -> None:
    answer = send(target=target)
    assert (answer.status, json.loads(answer.body)) == (400, {"__type": "UnknownOperationException"})


@pytest.mark.parametrize("asked", [{"method": "GET"}, {"method": "PUT"}, {"headers": {"Content-Type": "text/html"}}])
def test_a_signed_request_in_no_protocol_is_404_in_xml(send: Send, asked: dict[str, Any]) -> None:
    answer = send(**asked)
    assert (answer.status, answer.body) == (404, b"<UnknownOperationException/>\n")


@pytest.mark.parametrize("asked", [{"method": "GET"}, {"headers": {"Content-Type": "text/html"}}])
def test_an_unsigned_request_in_no_protocol_is_403_in_xml(send: Send, asked: dict[str, Any]) -> None:
    answer = send(sign=False, **asked)
    assert answer.status == 403
    assert b"<Message>Missing Authentication Token</Message>" in answer.body


def test_cbor_answers_say_which_protocol_they_are(send: Send) -> None:
    """Semantics 11.3: Go refuses answers without the header."""
    answer = send(b"\xa0", target=None, path=RPC, headers=CBOR)
    assert (answer.status, answer.body) == (200, b"\xa0")
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert answer.headers["content-type"] == "application/cbor"


def test_cbor_errors_name_the_shape_in_full(send: Send) -> None:
    answer = send(b"\xa0", target=None, path=RPC, headers=CBOR, sign=False)
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert cbor2.loads(answer.body) == {
        "__type": "com.amazonaws.servicecatalog#MissingAuthenticationTokenException",
        "message": "Missing Authentication Token",
    }


def test_an_operation_without_input_needs_neither_body_nor_content_type(send: Send) -> None:
    """Semantics 11.3, from the Smithy specification."""
    assert send(b"", target=None, path=RPC, headers={"Content-Type": ""}).body == b"\xa0"


def test_json_on_the_path_of_cbor_is_in_no_protocol(send: Send) -> None:
    assert send(path=RPC).body == b"<UnknownOperationException/>\n"


def test_the_path_of_another_service_is_unknown(send: Send) -> None:
    answer = send(b"\xa0", target=None, path="/service/Other/operation/ListPortfolios", headers=CBOR)
    assert (answer.status, cbor2.loads(answer.body)["__type"][-25:]) == (404, "UnknownOperationException")


@pytest.mark.parametrize("path", ["/2015-12-10", "/2016-07-07/more", "/2016-07-0", "/elsewhere"])
def test_an_edition_that_is_not_served_is_unknown(send: Send, house: Any, path: str) -> None:
    answer = send(path=path)
    assert (answer.status, json.loads(answer.body)) == (404, {"__type": "UnknownOperationException"})
    assert house.asked == []


def test_an_edition_that_is_not_served_is_unknown_in_cbor_too(send: Send) -> None:
    answer = send(b"\xa0", target=None, path=f"/2015-12-10{RPC}", headers=CBOR)
    assert (answer.status, cbor2.loads(answer.body)["__type"][-25:]) == (404, "UnknownOperationException")
