"""A page token is good for the caller, the list and the query that it was given to, and for nothing else: 2.1."""

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from launchpath.domain.page import page
from tests.fuzz.effort import FACTOR, trying
from tests.fuzz.hostile import TEXTS, encoded
from tests.fuzz.house import House
from tests.fuzz.speaker import JSON, Answer
from tests.making import unique


@dataclass(frozen=True)
class Listing:
    """A list that has more than one page, and the token of its second one."""

    who: str
    operation: str
    request: dict[str, Any]
    token: str

    def go_on(self, house: House, token: str) -> Answer:
        document = self.request | {"PageSize": 1, "PageToken": token}
        return house.send(self.who, self.operation, JSON, encoded(document, JSON))


@pytest.fixture(scope="module")
def listings(fuzzed: House) -> list[Listing]:
    """One of every list, of some with several filters and orders."""
    fuzzed.supply()
    fuzzed.settle()
    product = fuzzed.making.product()
    portfolios = [fuzzed.making.portfolio(product) for _ in range(2)]
    fuzzed.making.open(portfolios[0], "arn:aws:iam::123456789012:user/somebody")
    rules = {"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}}}
    for _ in range(2):
        fuzzed.making.constraint(portfolios[0], product, "TEMPLATE", rules)
    options = [fuzzed.making.admin.create_tag_option(Key="page", Value=unique("v"))["TagOptionDetail"] for _ in "ab"]
    for portfolio_id in portfolios:
        fuzzed.making.admin.associate_tag_option_with_resource(ResourceId=portfolio_id, TagOptionId=options[0]["Id"])
    path_id = portfolios[0].replace("port-", "lpv3-")
    version = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id, "PathId": path_id}
    launched = fuzzed.launch("developer", version)
    fuzzed.settle()
    wanted = [
        ("admin", "ListPortfolios", {}),
        ("admin", "SearchProductsAsAdmin", {}),
        ("admin", "SearchProductsAsAdmin", {"SortBy": "Title"}),
        ("admin", "ListTagOptions", {}),
        ("admin", "ListTagOptions", {"Filters": {"Key": "page"}}),
        ("admin", "ListConstraintsForPortfolio", {"PortfolioId": portfolios[0]}),
        ("admin", "ListPrincipalsForPortfolio", {"PortfolioId": portfolios[0]}),
        ("admin", "ListPortfoliosForProduct", {"ProductId": product.id}),
        ("admin", "ListResourcesForTagOption", {"TagOptionId": options[0]["Id"]}),
        ("admin", "ListRecordHistory", {}),
        ("admin", "SearchProvisionedProducts", {}),
        ("developer", "SearchProducts", {}),
        ("developer", "SearchProducts", {"SortBy": "Title", "SortOrder": "DESCENDING"}),
        ("developer", "SearchProducts", {"Filters": {"Owner": ["tests"]}}),
        ("developer", "ListLaunchPaths", {"ProductId": product.id}),
        ("developer", "ScanProvisionedProducts", {}),
        ("developer", "SearchProvisionedProducts", {}),
        ("developer", "SearchProvisionedProducts", {"SortBy": "name"}),
        ("developer", "SearchProvisionedProducts", {"SortBy": "arn", "SortOrder": "DESCENDING"}),
        ("developer", "ListRecordHistory", {}),
        ("developer", "DescribeRecord", {"Id": launched["RecordId"]}),
        ("developer", "GetProvisionedProductOutputs", {"ProvisionedProductId": launched["ProvisionedProductId"]}),
    ]
    return [_listing(fuzzed, *one) for one in wanted]


def _listing(house: House, who: str, operation: str, request: dict[str, Any]) -> Listing:
    reply = house.send(who, operation, JSON, encoded(request | {"PageSize": 1}, JSON)).tree
    return Listing(who, operation, request, reply.get("NextPageToken") or reply["PageToken"])


def is_refused(answer: Answer) -> bool:
    return (
        answer.code in ("SerializationException", "ValidationException")
        or answer.tree.get("Message") == "Invalid page token."
    )


def test_a_token_leads_to_the_next_page(house: House, listings: list[Listing]) -> None:
    for listing in listings:
        assert listing.go_on(house, listing.token).status == 200


def test_a_token_of_another_list_query_or_caller_is_refused(house: House, listings: list[Listing]) -> None:
    @trying(60 * FACTOR)
    @given(st.sampled_from(listings), st.sampled_from(listings))
    def holds(listing: Listing, other: Listing) -> None:
        assume(listing != other)
        assert is_refused(listing.go_on(house, other.token)), ascii((listing, other))

    holds()


@st.composite
def damaged(draw: st.DrawFn, token: str) -> str:
    """A token after an accident, or after somebody has changed some of its bytes."""
    if draw(st.booleans()):
        start = draw(st.integers(0, len(token)))
        end = draw(st.integers(start, min(len(token), start + 4)))
        return token[:start] + draw(st.text(max_size=4) | st.sampled_from(TEXTS[:30])) + token[end:]
    content = bytearray(base64.urlsafe_b64decode(token))
    place = draw(st.integers(0, len(content)))
    content[place : place + draw(st.integers(0, 1))] = draw(st.binary(max_size=2))
    return base64.urlsafe_b64encode(content).decode()


def test_a_damaged_token_is_refused(house: House, listings: list[Listing]) -> None:
    @trying(60 * FACTOR)
    @given(st.sampled_from(listings), st.data())
    def holds(listing: Listing, data: st.DataObject) -> None:
        token = data.draw(damaged(listing.token))
        answer = listing.go_on(house, token)
        # Some letters at the end of base64 carry bits that nobody reads: then it is the same token.
        assert is_refused(answer) or answer.body == listing.go_on(house, listing.token).body, ascii(token)

    holds()


@pytest.mark.parametrize(
    "position", [[], [1, 2], ["x"], [[1]], [{}], [None], [True], [0.5], [2**63], [-(2**70)], ["\x00"], ["'"], [1] * 100]
)
def test_a_token_forged_by_somebody_who_has_read_our_source_is_refused_or_leads_into_the_same_list(
    house: House, position: list[Any]
) -> None:
    forged = page(1, None, "ListPortfolios", "123456789012").token(position)
    answer = house.send("admin", "ListPortfolios", JSON, encoded({"PageToken": forged}, JSON))
    assert answer.status == 200 or is_refused(answer)


@pytest.mark.parametrize("position", [["x"], ["x", "y"], [1, 1], ["x", 1, 1], [None, 1], [["x"], 1], ["x", 2**63]])
def test_a_forged_token_of_a_sorted_list_is_refused_or_leads_into_the_same_list(
    house: House, position: list[Any]
) -> None:
    query = ("SearchProductsAsAdmin", "123456789012", None, None, "Title", None)
    forged = page(1, None, *query).token(position)
    answer = house.send("admin", "SearchProductsAsAdmin", JSON, encoded({"PageToken": forged, "SortBy": "Title"}, JSON))
    assert answer.status == 200 or is_refused(answer)
