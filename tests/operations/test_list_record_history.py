"""ListRecordHistory: semantics 2.10."""

from typing import Any

import pytest

from tests.making import MadeProduct, Making
from tests.people import People, Person
from tests.refusals import INVALID, refusal
from tests.running import ended


@pytest.fixture(scope="module")
def anna(people: People) -> Person:
    """A user with nothing but what happens here."""
    return people.user()


@pytest.fixture(scope="module")
def product(making: Making, anna: Person) -> MadeProduct:
    making.open(making.portfolio(product := making.product()), anna.arn)
    return product


@pytest.fixture(scope="module")
def history(product: MadeProduct, anna: Person) -> list[dict[str, Any]]:
    """Anna's records as they ended, oldest first: two launches, an update and the termination of the first."""
    first, second = product.launched(anna.client), product.launched(anna.client)
    subject = {"ProvisionedProductId": first["ProvisionedProductId"]}
    update = anna.client.update_provisioned_product(**subject)["RecordDetail"]["RecordId"]
    updated = ended(anna.client, update)
    termination = anna.client.terminate_provisioned_product(**subject)["RecordDetail"]["RecordId"]
    return [first, second, updated, ended(anna.client, termination)]


def ids(client: Any, **members: Any) -> list[str]:
    return [one["RecordId"] for one in client.list_record_history(**members)["RecordDetails"]]


def test_records_come_newest_first_in_full_those_of_terminated_products_too(
    history: list[dict[str, Any]], anna: Person
) -> None:
    reply = anna.client.list_record_history()
    assert reply["RecordDetails"] == history[::-1]
    assert "NextPageToken" not in reply


def test_records_of_one_product_or_of_one_provisioned_product_can_be_asked_for(
    making: Making, product: MadeProduct, history: list[dict[str, Any]], anna: Person
) -> None:
    every = [record["RecordId"] for record in history][::-1]
    assert ids(anna.client, SearchFilter={"Key": "product", "Value": product.id}) == every
    second = {"Key": "provisionedproduct", "Value": history[1]["ProvisionedProductId"]}
    assert ids(anna.client, SearchFilter=second) == [history[1]["RecordId"]]
    assert ids(anna.client, SearchFilter={"Key": "product", "Value": making.product().id}) == []


@pytest.mark.parametrize(
    "search", [{"Key": "record", "Value": "x"}, {"Key": "Product", "Value": "x"}, {"Value": "x"}, {"Key": "product"}]
)
def test_other_filters_are_refused(developer: Any, search: dict[str, str]) -> None:
    code, text = refusal(developer.list_record_history, SearchFilter=search)
    assert code == INVALID
    assert "provisionedproduct" in text


def test_an_administrator_sees_his_own_by_default_and_all_of_the_account_if_he_asks(
    history: list[dict[str, Any]], product: MadeProduct, admin: Any
) -> None:
    """The default level is User (M)."""
    search = {"Key": "product", "Value": product.id}
    assert ids(admin, SearchFilter=search) == []
    assert ids(admin, SearchFilter=search, AccessLevelFilter={"Key": "User", "Value": "self"}) == []
    everything = ids(admin, SearchFilter=search, AccessLevelFilter={"Key": "Account", "Value": "self"})
    assert everything == [record["RecordId"] for record in history][::-1]


def test_a_record_belongs_to_the_history_of_who_asked_for_it(making: Making, developer: Any, admin: Any) -> None:
    launched = making.offered().launched(developer)
    subject = {"Key": "provisionedproduct", "Value": launched["ProvisionedProductId"]}
    termination = admin.terminate_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"])
    assert ids(developer, SearchFilter=subject) == [launched["RecordId"]]
    assert ids(admin, SearchFilter=subject) == [termination["RecordDetail"]["RecordId"]]
