"""What may not be seen is told apart from what does not exist by nobody. Semantics 0 (5), 2.2, 5."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore import xform_name

from tests.making import MadeProduct, Making, unique
from tests.people import People, Person
from tests.refusals import INVALID, NOT_FOUND, refusal, refused

#: What ids, names and the like are replaced by in what is told of them.
_THIS = "<this>"


@dataclass(frozen=True)
class Hidden:
    """A product in a portfolio, and the same launched: all of it somebody else's."""

    owner: Person
    product: MadeProduct
    portfolio_id: str
    record: dict[str, Any]

    @property
    def identifiers(self) -> dict[str, str]:
        return {
            "product": self.product.id,
            "product_name": self.product.name,
            "view": self.product.view_id,
            "artifact": self.product.version_id,
            "launched": self.record["ProvisionedProductId"],
            "launched_name": self.record["ProvisionedProductName"],
            "record": self.record["RecordId"],
            "path": self.record["PathId"],
        }


#: The same of nothing.
NOTHING = {
    "product": "prod-aaaaaaaaaaaaa",
    "product_name": "No such product",
    "view": "prodview-aaaaaaaaaaaaa",
    "artifact": "pa-aaaaaaaaaaaaa",
    "launched": "pp-aaaaaaaaaaaaa",
    "launched_name": "no-such-launch",
    "record": "rec-aaaaaaaaaaaaa",
    "path": "lpv3-aaaaaaaaaaaaa",
}


def arn(one: dict[str, str]) -> str:
    return f"arn:aws:servicecatalog:us-east-1:123456789012:stack/{one['launched_name']}/{one['launched']}"


@pytest.fixture(scope="module")
def hidden(making: Making, people: People) -> Hidden:
    owner = people.user()
    portfolio_id = making.portfolio(product := making.product(), user=None)
    making.open(portfolio_id, owner.arn)
    return Hidden(owner, product, portfolio_id, product.launched(owner.client))


@pytest.fixture(scope="module")
def stranger(making: Making, people: People) -> Person:
    """Somebody with the same policies, who has a product and a launch of their own."""
    somebody = people.user(
        "AWSServiceCatalogEndUserFullAccess",
        people.policy({"Action": "servicecatalog:GetProvisionedProductOutputs"} | {"Condition": people.OWN}),
    )
    making.open(making.portfolio(own := making.product(), user=None), somebody.arn)
    own.launched(somebody.client)
    return somebody


def _new() -> dict[str, str]:
    return {"ProvisionedProductName": unique("never")}


#: Each operation that takes an id or a name, with a request that names one thing.
REQUESTS: dict[str, tuple[str, Callable[[dict[str, str]], dict[str, Any]]]] = {
    "a product by id": ("DescribeProduct", lambda one: {"Id": one["product"]}),
    "a product by name": ("DescribeProduct", lambda one: {"Name": one["product_name"]}),
    "a product view": ("DescribeProductView", lambda one: {"Id": one["view"]}),
    "paths": ("ListLaunchPaths", lambda one: {"ProductId": one["product"]}),
    "parameters by id": (
        "DescribeProvisioningParameters",
        lambda one: {"ProductId": one["product"], "ProvisioningArtifactId": one["artifact"]},
    ),
    "parameters by name": (
        "DescribeProvisioningParameters",
        lambda one: {"ProductName": one["product_name"], "ProvisioningArtifactName": "v1"},
    ),
    "parameters by path": (
        "DescribeProvisioningParameters",
        lambda one: {
            "ProductId": one["product"],
            "ProvisioningArtifactId": one["artifact"],
            "PathId": one["path"],
        },
    ),
    "a launch by id": (
        "ProvisionProduct",
        lambda one: {"ProductId": one["product"], "ProvisioningArtifactId": one["artifact"]} | _new(),
    ),
    "a launch by name": (
        "ProvisionProduct",
        lambda one: {"ProductName": one["product_name"], "ProvisioningArtifactName": "v1"} | _new(),
    ),
    "a launch with tags that would be refused": (
        "ProvisionProduct",
        lambda one: (
            {
                "ProductId": one["product"],
                "ProvisioningArtifactId": one["artifact"],
                "Tags": [{"Key": "aws:mine", "Value": "x"}],
            }
            | _new()
        ),
    ),
    "a launched product by id": ("DescribeProvisionedProduct", lambda one: {"Id": one["launched"]}),
    "a launched product by name": ("DescribeProvisionedProduct", lambda one: {"Name": one["launched_name"]}),
    "outputs": ("GetProvisionedProductOutputs", lambda one: {"ProvisionedProductId": one["launched"]}),
    "outputs that do not exist": (
        "GetProvisionedProductOutputs",
        lambda one: {"ProvisionedProductName": one["launched_name"], "OutputKeys": ["Nothing"]},
    ),
    "an update by id": ("UpdateProvisionedProduct", lambda one: {"ProvisionedProductId": one["launched"]}),
    "an update by ARN": ("UpdateProvisionedProduct", lambda one: {"ProvisionedProductName": arn(one)}),
    "an update by name": ("UpdateProvisionedProduct", lambda one: {"ProvisionedProductName": one["launched_name"]}),
    "an update with tags that would be refused": (
        "UpdateProvisionedProduct",
        lambda one: {"ProvisionedProductId": one["launched"], "Tags": [{"Key": "a", "Value": "x"}]},
    ),
    "an update to a product that does not exist": (
        "UpdateProvisionedProduct",
        lambda one: {"ProvisionedProductId": one["launched"], "ProductId": "prod-bbbbbbbbbbbbb"},
    ),
    "a termination by id": ("TerminateProvisionedProduct", lambda one: {"ProvisionedProductId": one["launched"]}),
    "a termination by ARN": ("TerminateProvisionedProduct", lambda one: {"ProvisionedProductName": arn(one)}),
    "a record": ("DescribeRecord", lambda one: {"Id": one["record"]}),
    "a page of a record": ("DescribeRecord", lambda one: {"Id": one["record"], "PageToken": "x"}),
}


def _told(person: Person, what: str, one: dict[str, str]) -> tuple[str, str]:
    """The refusal, with everything that was said of the thing taken out."""
    operation, request = REQUESTS[what]
    code, text = refusal(getattr(person.client, xform_name(operation)), **request(one))
    for said in sorted(one.values(), key=len, reverse=True):
        text = text.replace(said, _THIS)
    return code, text


@pytest.mark.parametrize("what", REQUESTS)
def test_what_is_somebody_elses_is_refused_as_if_it_were_not_there(hidden: Hidden, stranger: Person, what: str) -> None:
    told = _told(stranger, what, hidden.identifiers)
    assert told == _told(stranger, what, NOTHING)
    assert told[0] == NOT_FOUND


@pytest.mark.parametrize("what", REQUESTS)
def test_neither_does_it_help_to_be_an_administrator(hidden: Hidden, people: People, what: str) -> None:
    """Of products that is: administrators see every launch, but no product without a portfolio (semantics 5)."""
    operation, _ = REQUESTS[what]
    if operation in ("DescribeProduct", "DescribeProductView", "ListLaunchPaths", "ProvisionProduct"):
        admin = people.user("AWSServiceCatalogAdminFullAccess")
        assert _told(admin, what, hidden.identifiers) == _told(admin, what, NOTHING)


def test_lists_leave_out_what_is_somebody_elses(hidden: Hidden, stranger: Person) -> None:
    client, product, launched = stranger.client, hidden.product, hidden.record["ProvisionedProductId"]
    found = client.search_products(Filters={"SourceProductId": [product.id]})
    assert found["ProductViewSummaries"] == []
    assert all(not counted for counted in found["ProductViewAggregations"].values())
    for query in (f"id:{launched}", f"productId:{product.id}", f"productName:{product.name}", hidden.owner.arn):
        searched = client.search_provisioned_products(Filters={"SearchQuery": [query]})
        assert (searched["ProvisionedProducts"], searched["TotalResultsCount"]) == ([], 0)
    for key, value in (("product", product.id), ("provisionedproduct", launched)):
        history = client.list_record_history(SearchFilter={"Key": key, "Value": value})
        assert history["RecordDetails"] == []


def test_a_version_of_a_product_that_is_hidden_is_none_of_a_product_that_is_not(
    making: Making, hidden: Hidden, stranger: Person
) -> None:
    making.open(making.portfolio(own := making.product(), user=None), stranger.arn)
    for version in (hidden.product.version_id, NOTHING["artifact"]):
        with refused(NOT_FOUND, f"ProvisioningArtifact {version} not found."):
            stranger.client.describe_provisioning_parameters(ProductId=own.id, ProvisioningArtifactId=version)


def test_a_path_of_others_is_none(making: Making, hidden: Hidden, stranger: Person) -> None:
    """The portfolio holds the product, but is not open to the caller."""
    making.open(making.portfolio(own := making.product(), user=None), stranger.arn)
    making.admin.associate_product_with_portfolio(ProductId=own.id, PortfolioId=hidden.portfolio_id)
    for path in (hidden.record["PathId"], NOTHING["path"]):
        with refused(NOT_FOUND, f"Launch path {path} not found for resource: {own.id}"):
            own.launch(stranger.client, PathId=path)


def test_the_name_of_a_launch_is_the_one_thing_that_is_told(making: Making, hidden: Hidden, stranger: Person) -> None:
    """Names belong to one living product of the account (semantics 2.6)."""
    making.open(making.portfolio(own := making.product(), user=None), stranger.arn)
    name = hidden.record["ProvisionedProductName"]
    with refused(INVALID, f"A stack named {name} already exists."):
        own.launch(stranger.client, name)


def test_a_token_of_somebody_else_leads_nobody_to_the_record(hidden: Hidden, making: Making, people: People) -> None:
    """Not even who may launch the same and asks for the very same."""
    (first, second), token = (people.user(), people.user()), unique("token")
    for one in (first, second):
        making.open(hidden.portfolio_id, one.arn)
    record = hidden.product.launch(first.client, name := unique("launched"), ProvisionToken=token)
    code, text = refusal(hidden.product.launch, client=second.client, name=name, ProvisionToken=token)
    assert code == INVALID
    assert record["RecordId"] not in text


def test_a_page_token_of_somebody_else_is_none(making: Making, people: People, hidden: Hidden) -> None:
    """Semantics 2.1."""
    first, second = people.user(), people.user()
    for portfolio_id in (hidden.portfolio_id, making.portfolio(making.product(), user=None)):
        making.open(portfolio_id, first.arn)
    token = first.client.search_products(PageSize=1)["NextPageToken"]
    with refused(INVALID, "Invalid page token."):
        second.client.search_products(PageSize=1, PageToken=token)
