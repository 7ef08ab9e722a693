"""What is wrong with a request is told in the order of semantics 3.2, last paragraph, in both protocols alike."""

import json
from collections.abc import Callable
from typing import Any

import cbor2
import pytest

Send = Callable[..., Any]
RPC = "/service/AWS242ServiceCatalogService/operation/"
CBOR = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def ask_json(send: Send, operation: str, document: Any, **options: Any) -> tuple[int, str]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    answer = send(body, target=f"AWS242ServiceCatalogService.{operation}", **options)
    return answer.status, json.loads(answer.body)["__type"]


def ask_cbor(send: Send, operation: str, document: Any, **options: Any) -> tuple[int, str]:
    body = document if isinstance(document, bytes) else cbor2.dumps(document)
    headers = {**CBOR, "Content-Type": ""} | options.pop("headers", {})
    answer = send(body, target=None, path=RPC + operation, headers=headers, **options)
    return answer.status, cbor2.loads(answer.body)["__type"].partition("#")[2]


both = pytest.mark.parametrize("ask", [ask_json, ask_cbor])
MALFORMED = b"\xff{"
BAD_AUTHORIZATION = {"Authorization": "AWS4-HMAC-SHA256 Signature=1"}


@both
def test_a_malformed_body_comes_before_an_unknown_operation(send: Send, ask: Callable[..., Any]) -> None:
    assert ask(send, "Nonsense", MALFORMED, sign=False) == (400, "SerializationException")


@both
def test_a_malformed_body_comes_before_a_missing_signature(send: Send, ask: Callable[..., Any]) -> None:
    assert ask(send, "ListPortfolios", MALFORMED, sign=False) == (400, "SerializationException")


@both
def test_an_unknown_operation_comes_before_a_missing_signature(send: Send, ask: Callable[..., Any]) -> None:
    """Semantics 14, 18: 400 in JSON; RPC v2 names the operation in the path, so that it is 404 there (11.3)."""
    status, code = ask(send, "Nonsense", {}, sign=False)
    assert (status, code) == (400 if ask is ask_json else 404, "UnknownOperationException")


@both
def test_a_missing_signature_comes_before_a_wrong_type(send: Send, ask: Callable[..., Any]) -> None:
    wrong = {"PageSize": "5"}
    assert ask(send, "ListPortfolios", wrong, sign=False) == (400, "MissingAuthenticationTokenException")


@both
def test_an_incomplete_signature_comes_before_a_wrong_type(send: Send, ask: Callable[..., Any]) -> None:
    refused = ask(send, "ListPortfolios", {"PageSize": "5"}, sign=False, headers=BAD_AUTHORIZATION)
    assert refused == (400, "IncompleteSignatureException")


@both
def test_a_wrong_type_comes_before_a_broken_constraint(send: Send, ask: Callable[..., Any]) -> None:
    document = {"AcceptLanguage": "x" * 101, "PageSize": "5"}
    assert ask(send, "ListPortfolios", document) == (400, "SerializationException")


@both
def test_a_broken_constraint_comes_before_the_house(send: Send, house: Any, ask: Callable[..., Any]) -> None:
    assert ask(send, "ListPortfolios", {"PageSize": 101}) == (400, "ValidationException")
    assert house.asked == []
