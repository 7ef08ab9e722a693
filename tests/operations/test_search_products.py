"""SearchProducts: semantics 2.3. What is found, how it looks; filters and sorting have their own file."""

import re
from typing import Any

from tests.making import Making, unique
from tests.people import People


def found(client: Any, owner: str, **members: Any) -> list[dict[str, Any]]:
    """What this owner's products look like to the caller."""
    return client.search_products(Filters={"Owner": [owner]}, **members)["ProductViewSummaries"]


def test_a_product_is_shown_with_every_member_and_unset_texts_are_empty(making: Making, developer: Any) -> None:
    """Unset texts come back as "" (2.4); HasDefaultPath is true with exactly one path (DESIGN)."""
    product = making.offered(Owner=(owner := unique("owner")))
    assert found(developer, owner) == [
        {
            "Id": product.view_id,
            "ProductId": product.id,
            "Name": product.name,
            "Owner": owner,
            "ShortDescription": "",
            "Type": "CLOUD_FORMATION_TEMPLATE",
            "Distributor": "",
            "HasDefaultPath": True,
            "SupportEmail": "",
            "SupportDescription": "",
            "SupportUrl": "",
        }
    ]


def test_texts_are_shown_as_the_administrator_wrote_them(making: Making, developer: Any) -> None:
    support = {"SupportEmail": "a@b.example", "SupportDescription": "ask us", "SupportUrl": "https://a.example/"}
    making.offered(Owner=(owner := unique("owner")), Description="short", Distributor="us", **support)
    (shown,) = found(developer, owner)
    assert (shown["ShortDescription"], shown["Distributor"]) == ("short", "us")
    assert {key: shown[key] for key in support} == support


def test_ids_are_a_prefix_and_thirteen_letters_and_view_and_product_differ(making: Making, developer: Any) -> None:
    """Semantics 1.1: lowercase base32; the suffixes of the product and of its view are unrelated."""
    making.offered(Owner=(owner := unique("owner")))
    (shown,) = found(developer, owner)
    assert re.fullmatch("prod-[a-z2-7]{13}", shown["ProductId"])
    assert re.fullmatch("prodview-[a-z2-7]{13}", shown["Id"])
    assert shown["Id"].removeprefix("prodview-") != shown["ProductId"].removeprefix("prod-")


def test_a_product_in_two_portfolios_is_found_once_and_has_no_default_path(making: Making, developer: Any) -> None:
    product = making.offered(Owner=(owner := unique("owner")))
    making.portfolio(product)
    assert [shown["HasDefaultPath"] for shown in found(developer, owner)] == [False]


def test_a_product_in_no_portfolio_or_in_one_of_others_is_not_found(
    making: Making, developer: Any, people: People
) -> None:
    """Semantics 5: what a portfolio does not open to the caller is as if it did not exist."""
    owner = unique("owner")
    making.product(Owner=owner)
    other = people.user()
    making.open(making.portfolio(shared := making.product(Owner=owner), user=None), other.arn)
    assert found(developer, owner) == []
    assert [shown["ProductId"] for shown in found(other.client, owner)] == [shared.id]


def test_an_administrators_rights_show_no_product(making: Making, admin: Any) -> None:
    """Semantics 2.3, 5; DESIGN."""
    making.offered(Owner=(owner := unique("owner")))
    assert found(admin, owner) == []


def test_a_portfolio_is_open_through_a_group_and_through_a_role(making: Making, people: People) -> None:
    """Semantics 5: the identity is the user, its groups, its role."""
    portfolio = making.portfolio(making.product(Owner=(owner := unique("owner"))), user=None)
    group, (session,) = people.group(), people.sessions("anna")
    making.open(portfolio, group)
    making.open(portfolio, session.arn)
    member = people.user(groups=(group,))
    assert [len(found(person.client, owner)) for person in (member, session, people.user())] == [1, 1, 0]


def test_inactive_versions_do_not_hide_a_product(making: Making, developer: Any) -> None:
    product = making.offered(Owner=(owner := unique("owner")))
    making.admin.update_provisioning_artifact(
        ProductId=product.id, ProvisioningArtifactId=product.version_id, Active=False
    )
    assert [shown["ProductId"] for shown in found(developer, owner)] == [product.id]


def test_what_is_found_leads_to_the_products_view(making: Making, developer: Any) -> None:
    """Semantics 10: SearchProducts' output feeds DescribeProductView."""
    making.offered(Owner=(owner := unique("owner")))
    (shown,) = found(developer, owner)
    assert developer.describe_product_view(Id=shown["Id"])["ProductViewSummary"] == shown


def test_the_facets_follow_every_change_of_the_catalog(making: Making, developer: Any) -> None:
    """They are remembered by the catalog's version, beyond the request that counted them (decision 9)."""

    def counted(language: str) -> dict[str, int]:
        found = developer.search_products(Filters={"FullTextSearch": [word]}, AcceptLanguage=language)
        return {one["Value"]: one["ApproximateCount"] for one in found["ProductViewAggregations"]["Owner"]}

    word = unique("facet").replace("-", "")
    first = making.offered(Name=f"{word} one", Owner="a")
    assert counted("x1") == counted("x2") == {"a": 1}
    making.offered(Name=f"{word} two", Owner="b")
    assert counted("x3") == {"a": 1, "b": 1}
    making.admin.update_product(Id=first.id, Owner="b")
    assert counted("x4") == {"b": 2}
