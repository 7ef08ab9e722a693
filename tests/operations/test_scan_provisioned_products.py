"""ScanProvisionedProducts: semantics 2.11, 13."""

from typing import Any

from tests.making import Making, unique
from tests.pages import every
from tests.people import People
from tests.running import ended


def scanned(client: Any, **members: Any) -> list[dict[str, Any]]:
    return every(client.scan_provisioned_products, "ProvisionedProducts", **members)


def test_products_are_shown_as_they_are_described(making: Making, people: People) -> None:
    """Those in ERROR too, in the order of their launch."""
    product, anna = making.product(), people.user()
    making.open(making.portfolio(product), anna.arn)
    good = product.launched(anna.client)
    bad = product.launched(anna.client, parameters={"Nothing": "1"})
    described = [
        anna.client.describe_provisioned_product(Id=one["ProvisionedProductId"])["ProvisionedProductDetail"]
        for one in (good, bad)
    ]
    assert scanned(anna.client) == described
    assert [one["Status"] for one in described] == ["AVAILABLE", "ERROR"]


def test_terminated_products_are_not_shown(making: Making, people: People) -> None:
    product, anna = making.product(), people.user()
    making.open(making.portfolio(product), anna.arn)
    launched, kept = product.launched(anna.client), product.launched(anna.client)
    subject = {"ProvisionedProductId": launched["ProvisionedProductId"]}
    termination = anna.client.terminate_provisioned_product(**subject)["RecordDetail"]["RecordId"]
    ended(anna.client, termination)
    assert [one["Id"] for one in scanned(anna.client)] == [kept["ProvisionedProductId"]]


def test_who_launched_nothing_sees_an_empty_list(people: People) -> None:
    reply = people.user().client.scan_provisioned_products()
    assert reply["ProvisionedProducts"] == []
    assert "NextPageToken" not in reply


def test_an_administrator_sees_his_own_by_default_and_all_of_the_account_if_he_asks(
    making: Making, developer: Any, admin: Any
) -> None:
    """The default level is User (M)."""
    record = making.offered().launch(developer, name := unique("scanned"))
    assert name not in [one["Name"] for one in scanned(admin)]
    everything = scanned(admin, AccessLevelFilter={"Key": "Account", "Value": "self"})
    assert record["ProvisionedProductId"] in [one["Id"] for one in everything]
