"""RPC v2 CBOR: the vectors that were seen, what is tolerated, and that no bytes can do harm (semantics 11.3)."""

from typing import Any

import cbor2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api import types
from launchpath.api.errors import ResourceNotFoundException, SerializationException
from launchpath.wire import cbor
from launchpath.wire.dialect import Misfit


def decoded(body: bytes | str, shape: type[msgspec.Struct] = types.SearchProductsInput) -> Any:
    return cbor.decode(shape, bytes.fromhex(body) if isinstance(body, str) else body)


def text(value: str) -> str:
    return cbor2.dumps(value).hex()


def test_the_request_that_botocore_was_seen_to_send() -> None:
    access_filter = "a2" + text("Key") + text("User") + text("Value") + text("self")
    body = "a2" + text("PageSize") + "05" + text("AccessLevelFilter") + access_filter
    request = decoded(body, types.ListRecordHistoryInput)
    assert (request.page_size, request.access_level_filter) == (5, types.AccessLevelFilter(key="User", value="self"))


def test_the_request_that_the_javascript_client_was_seen_to_send() -> None:
    request = decoded("a2624964657265632d31685061676553697a6503", types.DescribeRecordInput)
    assert request == types.DescribeRecordInput(id="rec-1", page_size=3)


def test_the_empty_map_and_no_body_are_the_empty_request() -> None:
    assert decoded("a0") == decoded(b"") == types.SearchProductsInput()


def test_maps_lists_and_texts_may_be_of_unknown_length() -> None:
    owner = "7f" + text("Ow") + text("ner") + "ff"
    body = "bf" + text("Filters") + "bf" + owner + "9f" + text("us") + "ff" + "ff" + "ff"
    assert decoded(body) == types.SearchProductsInput(filters={"Owner": ("us",)})


def test_null_and_unknown_members_are_ignored() -> None:
    assert decoded(cbor2.dumps({"PageSize": None, "Colour": {"a": [1.5, b"x"]}})) == types.SearchProductsInput()


def test_half_and_single_floats_are_read_though_no_member_wants_them() -> None:
    assert decoded("a1" + text("Colour") + "82" + "f93e00" + "fa3fc00000") == types.SearchProductsInput()


@pytest.mark.parametrize("tag", ["c0", "c1", "c2", "d81c", "d823", "d825", "d90100", "d90102", "d9d9f7", "d9ffff"])
def test_a_tagged_value_is_its_plain_value(tag: str) -> None:
    """No tag makes an object, a cycle or a regular expression out of a request."""
    assert decoded("a1" + text("PageSize") + tag + "05") == types.SearchProductsInput(page_size=5)


def test_a_member_named_twice_has_its_last_value() -> None:
    assert decoded("a2" + text("PageSize") + "05" + text("PageSize") + "06") == types.SearchProductsInput(page_size=6)


MALFORMED = {
    "a list": "80",
    "a number": "05",
    "half": "a1" + text("PageSize"),
    "two documents": "a0a0",
    "a break": "ff",
    "a reserved length": "bc",
    "a map of 2^63 members": "bb7fffffffffffffff",
    "a list of 2^63 items": "a1" + text("a") + "9b7fffffffffffffff",
    "a list of 2^28 items": "a1" + text("a") + "9a10000000",
    "a text of 2^63 bytes": "7b7fffffffffffffff",
    "a text of 2^30 bytes": "a1" + text("a") + "7a40000000",
    "invalid UTF-8": "a1" + text("PageToken") + "61ff",
    "deep lists": "81" * 100_000 + "00",
    "deep maps": "a16161" * 100_000 + "00",
    "deep tags": "c6" * 100_000 + "00",
    "deep in an unknown member": "a1" + text("Colour") + "81" * 200 + "00",
    "keys that are numbers": "a10102",
    "keys that are lists": "a1810102",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_map_is_refused_without_a_text(body: str) -> None:
    with pytest.raises(SerializationException) as refused:
        decoded(body)
    assert refused.value.message == ""


@pytest.mark.parametrize("size", ["f93c00", "fa40a00000", "fb4034000000000000"])
def test_a_whole_number_may_come_as_a_float(size: str) -> None:
    # Semantics 11.3.
    assert decoded("a1" + text("PageSize") + size).page_size in (1, 5, 20)


@pytest.mark.parametrize(
    "size", ["f93e00", "f97e00", "f97c00", text("5"), "f5", "4105", "1b7fffffffffffffff", "f7", "e5"]
)
def test_a_page_size_must_be_a_whole_number_in_its_range(size: str) -> None:
    assert isinstance(decoded("a1" + text("PageSize") + size), Misfit)


@given(st.binary(max_size=40).map(b"\xbf\x68PageSize".__add__) | st.binary(max_size=40))
def test_no_bytes_are_a_fault_of_the_server(body: bytes) -> None:
    try:
        assert isinstance(decoded(body), types.SearchProductsInput | Misfit)
    except SerializationException:
        assert body not in (b"", b"\xa0")


def test_a_time_is_tagged_and_what_is_absent_is_left_out() -> None:
    detail = types.RecordDetail(record_id="rec-1", created_time=1577222793.5, record_errors=())
    body = cbor.encode(types.DescribeRecordOutput(record_detail=detail))
    created = text("CreatedTime") + "c1fb41d780a0a2600000"
    assert body.hex() == (
        "a1" + text("RecordDetail") + "a3" + text("RecordId") + text("rec-1") + created + text("RecordErrors") + "80"
    )


def test_an_empty_reply_is_the_empty_map() -> None:
    assert cbor.encode(types.DeletePortfolioOutput()) == b"\xa0"


def test_an_error_names_its_shape_in_full() -> None:
    body = cbor.encode_error(ResourceNotFoundException("nope"))
    assert cbor2.loads(body) == {
        "__type": "com.amazonaws.servicecatalog#ResourceNotFoundException",
        "Message": "nope",
    }
