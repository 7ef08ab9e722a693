"""Bytes that are no document of the protocol, under headers that no client sends, are refused and harm nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.operations import OPERATIONS
from tests.fuzz.contract import fitting
from tests.fuzz.effort import FACTOR, trying
from tests.fuzz.hostile import BYTES, encoded, mangled
from tests.fuzz.house import House
from tests.fuzz.known import filled
from tests.fuzz.speaker import CBOR, JSON

#: Operations whose documents are short, long, and deep.
SOME = ("DescribeRecord", "SearchProducts", "ListPortfolios", "ProvisionProduct", "CreateProduct")

#: Spellings of headers that a front end might stumble over. Without a protocol it answers 403 or 404 (semantics 3.2).
HEADERS = [
    {"Content_Type": "application/json"},
    {"Content_Type": "APPLICATION/X-AMZ-JSON-1.1; charset=utf-16"},
    {"X_Amz_Target": ""},
    {"X_Amz_Target": "AWS242ServiceCatalogService."},
    {"X_Amz_Target": "AWS242ServiceCatalogService.__class__"},
    {"X_Amz_Target": "AWS242ServiceCatalogService.PutTemplate"},
    {"X_Amz_Target": "AWS242ServiceCatalogService.AcceptPortfolioShare"},
    {"X_Amz_Target": "." * 5000},
    {"X_Amz_Target": "\xff\xfe.\xa0"},
    {"Content_Encoding": "gzip"},
    {"Expect": "100-continue"},
    {"X_Forwarded_For": "127.0.0.1"},
    {"Range": "bytes=0-0"},
]


@pytest.mark.parametrize("protocol", [JSON, CBOR])
def test_bytes_that_were_never_a_document_are_answered(house: House, protocol: str) -> None:
    for body in BYTES[protocol]:
        house.send("admin", "DescribeRecord", protocol, body)


@pytest.mark.parametrize("protocol", [JSON, CBOR])
def test_a_document_after_an_accident_is_answered(house: House, protocol: str) -> None:
    @trying(40 * FACTOR)
    @given(st.data(), st.sampled_from(["admin", "developer"]), st.sampled_from([*SOME, *OPERATIONS]))
    def holds(data: st.DataObject, who: str, operation: str) -> None:
        document = filled(data.draw(fitting(operation)), lambda known: f"{known.kind}-aaaaaaaaaaaaa")
        house.send(who, operation, protocol, data.draw(mangled(protocol, encoded(document, protocol))))

    holds()


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ascii(headers)[:50])
def test_a_request_under_odd_headers_is_answered(house: House, headers: dict[str, str]) -> None:
    house.send("developer", "ScanProvisionedProducts", JSON, b"{}", **headers)
