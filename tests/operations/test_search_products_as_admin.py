"""SearchProductsAsAdmin: semantics 2.1, 2.3, 4.2."""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.pages import every, pages
from tests.refusals import refused


def found(admin: Any, **request: Any) -> list[str]:
    details = every(admin.search_products_as_admin, "ProductViewDetails", **request)
    return [detail["ProductViewSummary"]["ProductId"] for detail in details]


@pytest.fixture
def three(making: Making) -> tuple[str, list[MadeProduct]]:
    """Three products in one portfolio, their names out of order; the portfolio's id."""
    products = [making.product(Name=unique(prefix)) for prefix in ("Österreich", "apple", "Zebra")]
    return making.portfolio(*products, user=None), products


def test_every_product_of_the_account_is_found_in_a_portfolio_or_not(making: Making, admin: Any) -> None:
    alone, held = making.product(), making.product()
    making.portfolio(held, user=None)
    assert {alone.id, held.id} <= set(found(admin))


def test_an_element_is_the_detail_that_describe_shows(making: Making, admin: Any) -> None:
    product = making.product()
    [detail] = admin.search_products_as_admin(Filters={"FullTextSearch": [product.name]})["ProductViewDetails"]
    assert detail == admin.describe_product_as_admin(Id=product.id)["ProductViewDetail"]


def test_a_portfolio_narrows_the_search_to_its_products(admin: Any, three: tuple[str, list[MadeProduct]]) -> None:
    # Semantics 8.2: puppet asks so, with ProductSource.
    portfolio_id, products = three
    wanted = [product.id for product in products]
    assert found(admin, PortfolioId=portfolio_id) == wanted
    assert found(admin, PortfolioId=portfolio_id, ProductSource="ACCOUNT") == wanted


def test_products_are_sorted_by_title_without_regard_to_case_and_accents(
    admin: Any, three: tuple[str, list[MadeProduct]]
) -> None:
    portfolio_id, (austria, apple, zebra) = three
    ordered = [apple.id, austria.id, zebra.id]
    assert found(admin, PortfolioId=portfolio_id, SortBy="Title", SortOrder="ASCENDING") == ordered
    assert found(admin, PortfolioId=portfolio_id, SortBy="Title") == ordered
    assert found(admin, PortfolioId=portfolio_id, SortBy="Title", SortOrder="DESCENDING") == ordered[::-1]


def test_products_are_sorted_by_their_age(admin: Any, three: tuple[str, list[MadeProduct]]) -> None:
    portfolio_id, products = three
    oldest_first = [product.id for product in products]
    assert found(admin, PortfolioId=portfolio_id, SortBy="CreationDate") == oldest_first
    descending = found(admin, PortfolioId=portfolio_id, SortBy="CreationDate", SortOrder="DESCENDING")
    assert descending == oldest_first[::-1]


def test_products_are_sorted_by_the_number_of_their_active_versions(
    making: Making, admin: Any, three: tuple[str, list[MadeProduct]]
) -> None:
    portfolio_id, (one, three_versions, two) = three
    for product, number in ((three_versions, 2), (two, 2)):
        versions = [making.version(product, QUEUE, name=f"v{n}") for n in range(number)]
    admin.update_provisioning_artifact(ProductId=two.id, ProvisioningArtifactId=versions[0], Active=False)
    ordered = found(admin, PortfolioId=portfolio_id, SortBy="VersionCount")
    assert ordered == [one.id, two.id, three_versions.id]


@pytest.mark.parametrize("sort", [{}, {"SortBy": "Title"}, {"SortBy": "VersionCount", "SortOrder": "DESCENDING"}])
def test_pages_hold_every_product_once_in_any_order(
    admin: Any, three: tuple[str, list[MadeProduct]], sort: dict[str, str]
) -> None:
    portfolio_id, products = three
    request = {"PortfolioId": portfolio_id, **sort}
    walked = pages(admin.search_products_as_admin, "ProductViewDetails", PageSize=2, **request)
    assert [len(page) for page in walked] == [2, 1]
    ids = [detail["ProductViewSummary"]["ProductId"] for page in walked for detail in page]
    assert ids == found(admin, **request)
    assert set(ids) == {product.id for product in products}


def test_a_token_is_bound_to_its_query(admin: Any, three: tuple[str, list[MadeProduct]]) -> None:
    # Semantics 2.1.
    portfolio_id, _ = three
    token = admin.search_products_as_admin(PortfolioId=portfolio_id, PageSize=1)["NextPageToken"]
    for other in ({}, {"PortfolioId": portfolio_id, "SortBy": "Title"}, {"Filters": {"Owner": ["tests"]}}):
        with refused("InvalidParametersException", "Invalid page token."):
            admin.search_products_as_admin(PageToken=token, **other)


def test_filters_of_several_keys_all_hold_and_of_one_key_any(making: Making, admin: Any) -> None:
    # Semantics 2.3.
    team, word = unique("team"), unique("word").replace("-", "x")
    ours, theirs = making.product(Owner=team, Description=word), making.product(Description=word)
    others = making.product(Owner=unique("team"))
    assert found(admin, Filters={"Owner": [team, "nobody"]}) == [ours.id]
    assert found(admin, Filters={"FullTextSearch": [word]}) == [ours.id, theirs.id]
    assert found(admin, Filters={"FullTextSearch": [word], "Owner": [team]}) == [ours.id]
    assert found(admin, Filters={"SourceProductId": [ours.id, others.id]}) == [ours.id, others.id]
    assert found(admin, Filters={"ProductType": ["EXTERNAL"], "Owner": [team]}) == []


def test_the_largest_page_is_20(admin: Any) -> None:
    # Semantics 2.1.
    with refused("ValidationException", containing="less than or equal to 20"):
        admin.search_products_as_admin(PageSize=21)


@pytest.mark.parametrize("members", [{"SortBy": "Name"}, {"SortOrder": "UP"}, {"Filters": {"Name": ["x"]}}])
def test_what_the_model_does_not_name_violates_the_shape(admin: Any, members: dict[str, Any]) -> None:
    with refused("ValidationException", containing="1 validation error detected"):
        admin.search_products_as_admin(**members)


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.search_products_as_admin(PortfolioId="port-unknown")
