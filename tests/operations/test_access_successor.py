"""Who gets the name of a deleted user or role gets nothing with it: not what they launched, nor their tokens."""

from typing import Any

import pytest

from tests.cli.installed import Installed
from tests.making import MadeProduct, Making, unique
from tests.people import People
from tests.refusals import NOT_FOUND, refusal
from tests.running import RunningServer

END_USER = "AWSServiceCatalogEndUserFullAccess"


class Zoe:
    """A user of this name, who may launch a product; made again she is somebody else."""

    def __init__(self, demo: RunningServer, name: str) -> None:
        commands = Installed(demo.folder)
        self.arn = commands.told("user", "create", name)["Arn"]
        commands.said("policy", "attach", END_USER, f"user/{name}")
        key = commands.told("key", "create", name)
        secrets = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
        self.client = demo.client("admin", **secrets)
        self.delete = lambda: commands.said("user", "delete", name)


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.product()


@pytest.fixture(scope="module")
def launched(demo: RunningServer, making: Making, product: MadeProduct) -> tuple[dict[str, Any], Zoe]:
    """What the first Zoe launched, and the second one, to whom the product is open, too."""
    name = unique("zoe")
    first = Zoe(demo, name)
    making.open(portfolio_id := making.portfolio(product, user=None), first.arn)
    record = product.launched(first.client, name=name, ProvisionToken=name)
    first.delete()
    second = Zoe(demo, name)
    making.open(portfolio_id, second.arn)
    return record, second


def test_the_next_one_sees_nothing_of_it(launched: tuple[dict[str, Any], Zoe]) -> None:
    record, zoe = launched
    assert zoe.client.scan_provisioned_products()["ProvisionedProducts"] == []
    assert zoe.client.search_provisioned_products()["ProvisionedProducts"] == []
    assert zoe.client.list_record_history()["RecordDetails"] == []
    assert refusal(zoe.client.describe_record, Id=record["RecordId"])[0] == NOT_FOUND


def test_the_next_one_can_change_nothing_of_it(launched: tuple[dict[str, Any], Zoe]) -> None:
    record, zoe = launched
    this = {"ProvisionedProductId": record["ProvisionedProductId"]}
    assert refusal(zoe.client.terminate_provisioned_product, TerminateToken="t", **this)[0] == NOT_FOUND
    assert refusal(zoe.client.update_provisioned_product, UpdateToken="u", **this)[0] == NOT_FOUND


def test_a_token_of_the_first_one_leads_the_next_one_nowhere(
    launched: tuple[dict[str, Any], Zoe], product: MadeProduct
) -> None:
    record, zoe = launched
    name = record["ProvisionedProductName"]
    code, message = refusal(lambda: product.launch(zoe.client, name=name, ProvisionToken=name))
    assert (code, "was used before, with another request" in message) == ("InvalidParametersException", True)


def test_a_token_of_one_session_leads_another_one_nowhere(people: People, making: Making) -> None:
    one, two = people.sessions("one", "two")
    making.open(making.portfolio(product := making.product(), user=None), one.arn)
    name = unique("mine")
    record = product.launched(one.client, name=name, ProvisionToken=name)
    assert refusal(two.client.describe_record, Id=record["RecordId"])[0] == NOT_FOUND
    assert "was used before" in refusal(lambda: product.launch(two.client, name=name, ProvisionToken=name))[1]
