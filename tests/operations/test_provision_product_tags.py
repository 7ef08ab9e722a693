"""ProvisionProduct: the tags of a launch, on the stack, on the record and in search. Semantics 2.6, 6.2, 9.

TagOptions have a file of their own.
"""

from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import ILL_FORMED, INVALID, refusal


def told(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


@pytest.fixture(scope="module")
def launch(making: Making, developer: Any) -> dict[str, Any]:
    """A launch with tags of its own through a portfolio and of a product that have tags too; where they are shown."""
    product = making.product(Tags=tags(team="data", level="product"))
    portfolio = making.portfolio(product, Tags=tags(cost="42", level="portfolio"))
    record = product.launched(developer, name := unique("tagged"), Tags=tags(mine="yes", team="mine"))
    principal = making.server.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    region = "us-east-1:123456789012"
    automatic = {
        "portfolioArn": f"arn:aws:catalog:{region}:portfolio/{portfolio}",
        "productArn": f"arn:aws:catalog:{region}:product/{product.id}",
        "provisioningPrincipalArn": principal,
        "provisionedProductArn": f"arn:aws:servicecatalog:{region}:stack/{name}/{record['ProvisionedProductId']}",
        "provisioningArtifactIdentifier": product.version_id,
    }
    given = {"mine": "yes", "team": "data", "level": "product", "cost": "42"}
    return {"record": record, "tags": given | {f"aws:servicecatalog:{key}": v for key, v in automatic.items()}}


def test_the_record_tells_all_tags_that_applied(launch: dict[str, Any]) -> None:
    """What the platform team has put on stays, the product's before the portfolio's; five automatic ones join them."""
    assert told(launch["record"]["RecordTags"]) == launch["tags"]


def test_the_stack_carries_the_same_tags(launch: dict[str, Any], cloudformation: Any) -> None:
    name = f"SC-123456789012-{launch['record']['ProvisionedProductId']}"
    assert told(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["Tags"]) == launch["tags"]


def test_search_tells_the_same_tags(launch: dict[str, Any], developer: Any) -> None:
    query = {"SearchQuery": [f"id:{launch['record']['ProvisionedProductId']}"]}
    (found,) = developer.search_provisioned_products(Filters=query)["ProvisionedProducts"]
    assert told(found["Tags"]) == launch["tags"]


def test_a_role_session_is_the_principal_that_the_tags_name(making: Making, people: Any) -> None:
    """6.2: arn:aws:sts::<account>:assumed-role/<role>/<session>."""
    (anna,) = people.sessions("anna")
    making.open(making.portfolio(product := making.product(), user=None), anna.arn)
    record = product.launched(anna.client)
    role = anna.arn.rpartition("/")[2]
    expected = f"arn:aws:sts::123456789012:assumed-role/{role}/anna"
    assert told(record["RecordTags"])["aws:servicecatalog:provisioningPrincipalArn"] == expected


def test_a_product_in_error_has_its_tags_though_it_has_no_stack(making: Making, developer: Any) -> None:
    """2.12: PhysicalId is left out while the automatic tags are there."""
    record = making.offered().launched(developer, parameters={"Nothing": "1"})
    query = {"SearchQuery": [f"id:{record['ProvisionedProductId']}"]}
    (found,) = developer.search_provisioned_products(Filters=query)["ProvisionedProducts"]
    assert "PhysicalId" not in found
    assert len(found["Tags"]) == 5


@pytest.mark.parametrize("key", ["aws:mine", "AWS:mine"])
def test_the_services_own_prefix_is_refused(making: Making, developer: Any, key: str) -> None:
    product = making.offered()
    code, text = refusal(product.launch, client=developer, Tags=[{"Key": key, "Value": "x"}])
    assert code == INVALID
    assert key in text


def test_a_key_given_twice_is_refused(making: Making, developer: Any) -> None:
    product = making.offered()
    code, text = refusal(product.launch, client=developer, Tags=tags(a="1") + tags(a="2"))
    assert code == INVALID
    assert "a is given more than once" in text


def test_fifty_tags_are_the_most_the_automatic_ones_included(making: Making, developer: Any) -> None:
    product = making.offered()
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
    assert product.launch(developer, Tags=many[:45])["Status"] == "CREATED"
    code, text = refusal(product.launch, client=developer, Tags=many[:46])
    assert code == INVALID
    assert "51 tags" in text
    assert refusal(product.launch, client=developer, Tags=many)[0] == ILL_FORMED


def test_tags_in_every_script_are_taken_and_ill_formed_ones_are_not(making: Making, developer: Any) -> None:
    product = making.offered()
    record = product.launched(developer, Tags=[{"Key": "größe", "Value": "日本 5 @home"}])
    assert told(record["RecordTags"])["größe"] == "日本 5 @home"
    for tag in ({"Key": "a%", "Value": "b"}, {"Key": "a", "Value": "b;"}):
        assert refusal(product.launch, client=developer, Tags=[tag])[0] == ILL_FORMED
