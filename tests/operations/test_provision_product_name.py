"""ProvisionProduct: a name belongs to one living product of the account. Semantics 2.6, 3.3, 15 (9)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from tests.making import Making, unique
from tests.people import People
from tests.refusals import INVALID, refusal
from tests.running import ended


def taken(name: str) -> tuple[str, str]:
    """What is said of a name in use; clients match this text."""
    return INVALID, f"A stack named {name} already exists."


def test_a_name_in_use_is_refused_across_products_and_people(making: Making, developer: Any, people: People) -> None:
    """Unique for the account, be the other product visible or not."""
    other, name = people.user(), unique("name")
    making.offered().launch(developer, name)
    making.open(making.portfolio(product := making.product()), other.arn)
    for client in (developer, other.client):
        assert refusal(product.launch, client=client, name=name) == taken(name)


def test_a_failed_launch_keeps_its_name_until_it_is_terminated(making: Making, developer: Any) -> None:
    product, name = making.offered(), unique("name")
    failed = product.launched(developer, name, parameters={"Nothing": "1"})
    assert refusal(product.launch, client=developer, name=name) == taken(name)
    termination = developer.terminate_provisioned_product(ProvisionedProductId=failed["ProvisionedProductId"])
    ended(developer, termination["RecordDetail"]["RecordId"])
    assert product.launch(developer, name)["Status"] == "CREATED"


def test_names_are_told_apart_by_case(making: Making, developer: Any) -> None:
    product, name = making.offered(), unique("name")
    product.launch(developer, name)
    assert product.launch(developer, name.upper())["Status"] == "CREATED"


def test_twenty_calls_at_once_with_one_name_launch_once(making: Making, developer: Any) -> None:
    """15, 9: one success, the others are told that the name is taken."""
    product, name = making.offered(), unique("name")

    def attempt(_: int) -> tuple[str, str]:
        try:
            return product.launch(developer, name)["Status"], ""
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"]["Message"]

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(attempt, range(20)))
    assert answers == [("CREATED", ""), *[taken(name)] * 19]
