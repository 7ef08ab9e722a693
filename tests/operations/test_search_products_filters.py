"""SearchProducts: filters, sorting and aggregations. Semantics 2.3, 14 (4, 5)."""

from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import ILL_FORMED, refusal


def names(client: Any, filters: dict[str, list[str]], **members: Any) -> list[str]:
    return [one["Name"] for one in client.search_products(Filters=filters, **members)["ProductViewSummaries"]]


@pytest.fixture(scope="module")
def owner(making: Making) -> str:
    """The owner of three products of different names, texts, vendors and numbers of versions."""
    owner = unique("owner")
    pear = making.product(Owner=owner, Name="Pear Überquelle", Description="a queue of pears", Distributor="Orchard")
    apple = making.product(Owner=owner, Name="apple", Description="a topic", Distributor="Orchard")
    quince = making.product(Owner=owner, Name="Quince", SupportDescription="call the Pear hotline")
    making.version(apple, "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}")
    making.portfolio(pear, apple, quince)
    return owner


def test_without_a_sort_key_products_come_in_the_order_of_their_creation(developer: Any, owner: str) -> None:
    assert names(developer, {"Owner": [owner]}) == ["Pear Überquelle", "apple", "Quince"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("Title", ["apple", "Pear Überquelle", "Quince"]),
        ("VersionCount", ["Pear Überquelle", "Quince", "apple"]),
        ("CreationDate", ["Pear Überquelle", "apple", "Quince"]),
    ],
)
def test_products_are_sorted_either_way(developer: Any, owner: str, sort: str, order: list[str]) -> None:
    """Title disregards case."""
    mine = {"Owner": [owner]}
    assert names(developer, mine, SortBy=sort) == order
    assert names(developer, mine, SortBy=sort, SortOrder="ASCENDING") == order
    assert names(developer, mine, SortBy=sort, SortOrder="DESCENDING") == order[::-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pear", {"Pear Überquelle", "Quince"}),
        ("PEAR queue", {"Pear Überquelle"}),
        ("uber", {"Pear Überquelle"}),
        ("hotline", {"Quince"}),
        ("orchard topic", {"apple"}),
        ("orchard quince", set()),
        ("", {"Pear Überquelle", "apple", "Quince"}),
        ('pear" OR "quince', set()),
    ],
)
def test_full_text_finds_words_of_every_text_without_regard_to_case(
    developer: Any, owner: str, text: str, expected: set[str]
) -> None:
    """14, 5: all terms must match; words are compared without case and accents, by their beginnings."""
    assert set(names(developer, {"Owner": [owner], "FullTextSearch": [text]})) == expected


def test_of_several_values_of_a_key_any_will_do_and_all_keys_must_hold(developer: Any, owner: str) -> None:
    either = {"Owner": [owner, "nobody"], "FullTextSearch": ["apple", "hotline"]}
    assert names(developer, either) == ["apple", "Quince"]
    assert names(developer, either | {"ProductType": ["CLOUD_FORMATION_TEMPLATE"]}) == ["apple", "Quince"]
    assert names(developer, either | {"ProductType": ["EXTERNAL"]}) == []


def test_the_owner_must_be_the_very_same(developer: Any, owner: str) -> None:
    assert names(developer, {"Owner": [owner[:-1]]}) == []


def test_a_product_is_found_by_its_id_as_source(making: Making, developer: Any) -> None:
    product = making.offered()
    assert names(developer, {"SourceProductId": [product.id]}) == [product.name]


def test_an_unknown_filter_or_sort_key_is_ill_formed(developer: Any) -> None:
    """Enumerations of the model are shape constraints (14, 17)."""
    code, text = refusal(developer.search_products, Filters={"Colour": ["red"]})
    assert code == ILL_FORMED
    assert "FullTextSearch" in text
    assert refusal(developer.search_products, SortBy="Colour")[0] == ILL_FORMED


def test_aggregations_count_over_all_that_is_found_not_over_the_page(developer: Any, owner: str) -> None:
    """14, 4: Owner, ProductType and Vendor, the last being the distributor."""
    reply = developer.search_products(Filters={"Owner": [owner]}, PageSize=1)
    assert reply["ProductViewAggregations"] == {
        "Owner": [{"Value": owner, "ApproximateCount": 3}],
        "ProductType": [{"Value": "CLOUD_FORMATION_TEMPLATE", "ApproximateCount": 3}],
        "Vendor": [{"Value": "Orchard", "ApproximateCount": 2}],
    }


def test_where_nothing_is_found_there_is_an_empty_list_and_no_further_page(developer: Any) -> None:
    reply = developer.search_products(Filters={"Owner": [unique("nobody")]})
    assert reply["ProductViewSummaries"] == []
    assert reply["ProductViewAggregations"] == {"Owner": [], "ProductType": [], "Vendor": []}
    assert "NextPageToken" not in reply
