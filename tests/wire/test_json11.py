"""awsJson 1.1: what is tolerated, and that no bytes can do harm (semantics 11.1)."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api import types
from launchpath.api.errors import AccessDeniedException, Phrase, SerializationException, ValidationException
from launchpath.wire import json11
from launchpath.wire.dialect import Misfit


def decoded(body: bytes, shape: type[msgspec.Struct] = types.SearchProductsInput) -> Any:
    return json11.decode(shape, body)


def test_unknown_members_are_ignored() -> None:
    assert decoded(b'{"Colour":"red","PageSize":5,"Deep":[{"a":[]}]}') == types.SearchProductsInput(page_size=5)


def test_null_members_are_absent() -> None:
    assert decoded(b'{"PageSize":null,"Filters":null}') == types.SearchProductsInput()


def test_an_empty_list_is_not_absent() -> None:
    assert decoded(b'{"Filters":{"Owner":[]}}') == types.SearchProductsInput(filters={"Owner": ()})


MALFORMED = {
    "nothing": b"",
    "a list": b"[]",
    "a string": b'"{}"',
    "null": b"null",
    "half": b'{"PageSize":',
    "two documents": b"{}{}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "invalid UTF-8": b'{"PageToken":"\xff"}',
    "half a surrogate pair": b'{"PageToken":"\\ud800"}',
    "NaN": b'{"PageSize":NaN}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep in an unknown member": b'{"Colour":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a number of thousands of digits": b'{"PageSize":' + b"9" * 5000 + b"}",
    "a float without end": b'{"PageSize":1e999}',
    "a syntax error after a wrong type": b'{"PageSize":"5",',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_json_object_is_refused_without_a_text(body: bytes) -> None:
    """Semantics 3.2: the member is absent."""
    with pytest.raises(SerializationException) as refused:
        decoded(body)
    assert json11.encode_error(refused.value) == b'{"__type":"SerializationException"}'


@pytest.mark.parametrize("size", [b'"5"', b"5.0", b"5e0", b"true", b"[5]", b"100000000000000000000000", b"-1", b"101"])
def test_a_page_size_must_be_a_whole_number_in_its_range(size: bytes) -> None:
    assert isinstance(decoded(b'{"PageSize":' + size + b"}"), Misfit)


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_no_bytes_are_a_fault_of_the_server(body: bytes) -> None:
    try:
        assert isinstance(decoded(body), types.SearchProductsInput | Misfit)
    except SerializationException:
        assert not body.startswith(b"{}")


def test_a_reply_leaves_out_what_is_absent_and_keeps_the_models_order() -> None:
    detail = types.RecordDetail(status="CREATED", record_id="rec-1", created_time=1577136715.0, record_tags=())
    assert json11.encode(types.DescribeRecordOutput(record_detail=detail)) == (
        b'{"RecordDetail":{"RecordId":"rec-1","Status":"CREATED","CreatedTime":1577136715.0,"RecordTags":[]}}'
    )


def test_a_modelled_errors_text_has_a_capital_and_a_front_end_errors_has_none() -> None:
    """Semantics 3.1, 3.2."""
    assert json11.encode_error(AccessDeniedException("No.")) == b'{"__type":"AccessDeniedException","Message":"No."}'
    assert json11.encode_error(ValidationException("No.")) == b'{"__type":"ValidationException","message":"No."}'


def test_a_text_that_can_be_told_in_other_languages_is_a_text() -> None:
    error = AccessDeniedException("No {thing}.", thing=Phrase("key {key}", key="k"))
    assert json11.encode_error(error) == b'{"__type":"AccessDeniedException","Message":"No key k."}'


def test_a_member_named_twice_the_first_time_wrongly_is_refused(send: Callable[..., Any]) -> None:
    answer = send(b'{"PageSize":"5","PageSize":5}')
    assert (answer.status, answer.body) == (400, b'{"__type":"SerializationException"}')
