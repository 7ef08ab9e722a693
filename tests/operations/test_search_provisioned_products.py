"""SearchProvisionedProducts: semantics 2.12. The query language itself is tested in tests/domain and tests/store."""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import ILL_FORMED, INVALID, refusal
from tests.running import ended


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.offered()


@pytest.fixture(scope="module")
def launched(product: MadeProduct, developer: Any) -> list[dict[str, Any]]:
    """Three launches, the names not in the order of the launches, the last one failed."""
    names = [f"{letter}-{unique('found')}" for letter in "bca"]
    first, second = (product.launched(developer, name) for name in names[:2])
    return [first, second, product.launched(developer, names[2], parameters={"Nothing": "1"})]


def search(client: Any, *queries: str, **members: Any) -> dict[str, Any]:
    reply: dict[str, Any] = client.search_provisioned_products(Filters={"SearchQuery": list(queries)}, **members)
    return reply


def names(client: Any, *queries: str, **members: Any) -> list[str]:
    return [one["Name"] for one in search(client, *queries, **members)["ProvisionedProducts"]]


def test_a_product_is_shown_with_every_member(
    making: Making, product: MadeProduct, launched: list[dict[str, Any]], developer: Any
) -> None:
    """As described, and tags, the stack's ARN, the names and who launched it."""
    record = launched[0]
    reply = search(developer, f"id:{record['ProvisionedProductId']}")
    assert reply["TotalResultsCount"] == 1
    (found,) = reply["ProvisionedProducts"]
    described = developer.describe_provisioned_product(Id=record["ProvisionedProductId"])["ProvisionedProductDetail"]
    outputs = developer.describe_record(Id=record["RecordId"])["RecordOutputs"]
    user = making.server.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    assert len(found.pop("Tags")) == 5
    assert found == described | {
        "PhysicalId": outputs[-1]["OutputValue"],
        "ProductName": product.name,
        "ProvisioningArtifactName": "v1",
        "UserArn": user,
        "UserArnSession": user,
    }


def test_the_physical_id_is_the_stacks_arn(launched: list[dict[str, Any]], developer: Any) -> None:
    """Puppet takes the stack's name from between its slashes."""
    (found,) = search(developer, f"id:{launched[0]['ProvisionedProductId']}")["ProvisionedProducts"]
    stack = f"SC-123456789012-{launched[0]['ProvisionedProductId']}"
    assert found["PhysicalId"].startswith("arn:aws:cloudformation:us-east-1:123456789012:stack/")
    assert found["PhysicalId"].split("/")[1] == stack


def test_a_launch_without_a_stack_has_no_physical_id(launched: list[dict[str, Any]], developer: Any) -> None:
    (found,) = search(developer, f"name:{launched[2]['ProvisionedProductName']}")["ProvisionedProducts"]
    assert found["Status"] == "ERROR"
    assert found["StatusMessage"].startswith("AmazonCloudFormationException  ")
    assert "PhysicalId" not in found


@pytest.mark.parametrize(
    ("sort", "member"), [("id", "Id"), ("name", "Name"), ("arn", "Arn"), ("lastRecordId", "LastRecordId")]
)
def test_products_are_sorted_either_way(
    product: MadeProduct, launched: list[dict[str, Any]], developer: Any, sort: str, member: str
) -> None:
    query = f"productId:{product.id}"
    up = [one[member] for one in search(developer, query, SortBy=sort)["ProvisionedProducts"]]
    down = search(developer, query, SortBy=sort, SortOrder="DESCENDING")["ProvisionedProducts"]
    assert up == sorted(up)
    assert [one[member] for one in down] == up[::-1]


def test_without_a_sort_key_products_come_in_the_order_of_their_launch(
    product: MadeProduct, launched: list[dict[str, Any]], developer: Any
) -> None:
    assert names(developer, f"productId:{product.id}") == [one["ProvisionedProductName"] for one in launched]


def test_an_unknown_sort_key_is_refused_by_name(developer: Any) -> None:
    code, text = refusal(developer.search_provisioned_products, SortBy="colour")
    assert code == INVALID
    assert "colour" in text
    assert "lastRecordId" in text


def test_search_query_is_the_only_filter(developer: Any) -> None:
    """An enumeration of the model, so a shape constraint (14, 17)."""
    code, text = refusal(developer.search_provisioned_products, Filters={"Colour": ["red"]})
    assert code == ILL_FORMED
    assert "SearchQuery" in text


def test_several_queries_must_all_hold(product: MadeProduct, launched: list[dict[str, Any]], developer: Any) -> None:
    mine = f"productId:{product.id}"
    assert names(developer, mine, "status:AVAILABLE") == [one["ProvisionedProductName"] for one in launched[:2]]
    assert names(developer, mine, "status:AVAILABLE AND name:c*") == [launched[1]["ProvisionedProductName"]]
    assert search(developer, mine, "status:TAINTED")["TotalResultsCount"] == 0


@pytest.mark.parametrize("form", ["{}", "productId:{}", "type:CFN_STACK AND productId:{}", "productName:{name}"])
def test_the_queries_that_real_clients_send_are_understood(
    product: MadeProduct, launched: list[dict[str, Any]], developer: Any, form: str
) -> None:
    assert search(developer, form.format(product.id, name=product.name))["TotalResultsCount"] == 3


def test_the_count_is_of_all_that_is_found_not_of_the_page(
    product: MadeProduct, launched: list[dict[str, Any]], developer: Any
) -> None:
    reply = search(developer, f"productId:{product.id}", PageSize=1)
    assert (len(reply["ProvisionedProducts"]), reply["TotalResultsCount"]) == (1, 3)


def test_the_default_level_is_the_account_as_far_as_the_policies_allow(
    product: MadeProduct, launched: list[dict[str, Any]], admin: Any, people: Any
) -> None:
    """M: the default is Account, unlike in Scan."""
    query = f"productId:{product.id}"
    assert search(admin, query)["TotalResultsCount"] == 3
    assert search(admin, query, AccessLevelFilter={"Key": "User", "Value": "self"})["TotalResultsCount"] == 0
    assert search(people.user().client, query)["TotalResultsCount"] == 0


def test_a_products_names_are_left_out_once_the_product_is_deleted(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    record = product.launched(developer)
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio)
    making.admin.delete_product(Id=product.id)
    (found,) = search(developer, f"id:{record['ProvisionedProductId']}")["ProvisionedProducts"]
    assert found["ProductId"] == product.id
    assert not {"ProductName", "ProvisioningArtifactName"} & found.keys()


def test_after_an_update_the_new_versions_name_is_shown(making: Making, developer: Any) -> None:
    product = making.offered()
    record, newer = product.launched(developer), making.version(product, QUEUE, name="second")
    subject = {"ProvisionedProductId": record["ProvisionedProductId"]}
    update = developer.update_provisioned_product(**subject, ProvisioningArtifactId=newer)
    ended(developer, update["RecordDetail"]["RecordId"])
    (found,) = search(developer, f"id:{record['ProvisionedProductId']}")["ProvisionedProducts"]
    assert found["ProvisioningArtifactName"] == "second"
