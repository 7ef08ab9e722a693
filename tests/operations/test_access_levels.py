"""Who sees and changes what was launched: the levels User, Role and Account. Semantics 5."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.making import MadeProduct, Making
from tests.people import People, Person
from tests.refusals import DENIED, INVALID, NOT_FOUND, refusal
from tests.running import ended

LEVELS = ("User", "Role", "Account")


@dataclass(frozen=True)
class Cast:
    """Two sessions of one role and a user, each of whom launched the product once."""

    product: MadeProduct
    anna: Person
    ben: Person
    carl: Person
    #: The record of each launch.
    by_anna: dict[str, Any]
    by_ben: dict[str, Any]
    by_carl: dict[str, Any]

    @property
    def every(self) -> tuple[dict[str, Any], ...]:
        return self.by_anna, self.by_ben, self.by_carl


@pytest.fixture(scope="module")
def cast(making: Making, people: People) -> Cast:
    wide = people.policy({"Action": "servicecatalog:*"})
    (anna, ben), carl = people.sessions("anna", "ben", policy=wide), people.user(wide)
    portfolio = making.portfolio(product := making.product(), user=None)
    for arn in (anna.arn, carl.arn):
        making.open(portfolio, arn)
    return Cast(product, anna, ben, carl, *(product.launched(person.client) for person in (anna, ben, carl)))


def level(key: str, value: str = "self") -> dict[str, Any]:
    return {"AccessLevelFilter": {"Key": key, "Value": value}}


def scanned(cast: Cast, client: Any, **members: Any) -> set[str]:
    pages = client.get_paginator("scan_provisioned_products").paginate(**members)
    found = [one for page in pages for one in page["ProvisionedProducts"]]
    return {one["LastRecordId"] for one in found} & {record["RecordId"] for record in cast.every}


def searched(cast: Cast, client: Any, **members: Any) -> set[str]:
    query = {"SearchQuery": [f"productId:{cast.product.id}"]}
    found = client.search_provisioned_products(Filters=query, **members)["ProvisionedProducts"]
    return {one["LastRecordId"] for one in found}


def recorded(cast: Cast, client: Any, **members: Any) -> set[str]:
    search = {"Key": "product", "Value": cast.product.id}
    return {one["RecordId"] for one in client.list_record_history(SearchFilter=search, **members)["RecordDetails"]}


LISTS = pytest.mark.parametrize("listed", [scanned, searched, recorded])


def ids(*records: dict[str, Any]) -> set[str]:
    return {record["RecordId"] for record in records}


@LISTS
def test_a_session_sees_its_own_its_roles_and_all_of_the_account(cast: Cast, listed: Callable[..., set[str]]) -> None:
    """User is the role's session, Role all its sessions; account contains role contains user."""
    seen = [listed(cast, cast.anna.client, **level(key)) for key in LEVELS]
    assert seen == [ids(cast.by_anna), ids(cast.by_anna, cast.by_ben), ids(*cast.every)]


@LISTS
def test_to_a_user_the_role_level_is_the_users_own(cast: Cast, listed: Callable[..., set[str]]) -> None:
    seen = [listed(cast, cast.carl.client, **level(key)) for key in LEVELS]
    assert seen == [ids(cast.by_carl), ids(cast.by_carl), ids(*cast.every)]


@pytest.mark.parametrize(("listed", "default"), [(scanned, "User"), (recorded, "User"), (searched, "Account")])
def test_each_list_has_its_default_level(cast: Cast, listed: Callable[..., set[str]], default: str) -> None:
    """M."""
    assert listed(cast, cast.anna.client) == listed(cast, cast.anna.client, **level(default))


@LISTS
def test_a_wider_level_than_the_policies_allow_is_denied(
    cast: Cast, developer: Any, listed: Callable[..., set[str]]
) -> None:
    assert listed(cast, developer, **level("User")) == set()
    for key in ("Role", "Account"):
        code, text = refusal(listed, cast=cast, client=developer, **level(key))
        assert code == DENIED
        assert key in text


@LISTS
def test_self_is_the_only_value(cast: Cast, developer: Any, listed: Callable[..., set[str]]) -> None:
    """M: the only supported value is self."""
    code, text = refusal(listed, cast=cast, client=developer, **level("User", "arn:aws:iam::123456789012:user/carl"))
    assert code == INVALID
    assert "self" in text


@pytest.mark.parametrize(("condition", "reach"), [("userLevel", 1), ("roleLevel", 2), ("accountLevel", 3)])
def test_a_policys_level_decides_what_the_operations_on_products_reach(
    making: Making, people: People, cast: Cast, condition: str, reach: int
) -> None:
    """The condition keys servicecatalog:userLevel, roleLevel and accountLevel with the value self."""
    own = {"Condition": {"StringEquals": {f"servicecatalog:{condition}": "self"}}}
    policy = people.policy({"Action": "servicecatalog:ProvisionProduct"}, {"Action": "servicecatalog:*"} | own)
    anna, ben = people.sessions("anna", "ben", policy=policy)
    making.open(making.portfolio(product := making.product(), user=None), anna.arn)
    by_anna, by_ben = product.launched(anna.client), product.launched(ben.client)
    for place, record in enumerate((by_anna, by_ben, cast.by_carl), start=1):
        calls = (
            (anna.client.describe_provisioned_product, {"Id": record["ProvisionedProductId"]}),
            (anna.client.get_provisioned_product_outputs, {"ProvisionedProductId": record["ProvisionedProductId"]}),
            (anna.client.describe_record, {"Id": record["RecordId"]}),
        )
        for call, asked in calls:
            if place <= reach:
                assert call(**asked)["ResponseMetadata"]["HTTPStatusCode"] == 200
            else:
                assert refusal(call, **asked)[0] == NOT_FOUND


def test_the_wider_of_two_levels_holds(cast: Cast, people: People) -> None:
    """Statements add up, as everywhere in IAM."""
    levels = [{"StringEquals": {f"servicecatalog:{key}": "self"}} for key in ("userLevel", "accountLevel")]
    dora = people.user(*(people.policy({"Action": "servicecatalog:*", "Condition": one}) for one in levels))
    assert searched(cast, dora.client) == ids(*cast.every)


def test_a_product_keeps_its_launchers_level_when_somebody_else_updates_it(making: Making, people: People) -> None:
    """It stays the launcher's own; the record is in the history of who asked for it."""
    policy = people.policy({"Action": "servicecatalog:*"})
    anna, ben = people.sessions("anna", "ben", policy=policy)
    making.open(making.portfolio(product := making.product(), user=None), anna.arn)
    launched = product.launched(anna.client)
    subject = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    update = ended(ben.client, ben.client.update_provisioned_product(**subject)["RecordDetail"]["RecordId"])
    assert [len(one.client.scan_provisioned_products()["ProvisionedProducts"]) for one in (anna, ben)] == [1, 0]
    histories = [one.client.list_record_history()["RecordDetails"] for one in (anna, ben)]
    assert histories == [[launched], [update]]
