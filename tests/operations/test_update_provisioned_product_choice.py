"""UpdateProvisionedProduct: which product, version and path it leads to. Semantics 2.2, 2.7, 4.5."""

from typing import Any

from tests.making import QUEUE, Making, unique
from tests.refusals import INVALID, NOT_FOUND, refusal
from tests.running import ended


def update(client: Any, record: dict[str, Any], **members: Any) -> dict[str, Any]:
    reply = client.update_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"], **members)
    detail: dict[str, Any] = reply["RecordDetail"]
    return detail


def path_of(portfolio: str) -> str:
    return f"lpv3-{portfolio.removeprefix('port-')}"


def set_version(making: Making, product_id: str, version_id: str, **members: Any) -> None:
    making.admin.update_provisioning_artifact(ProductId=product_id, ProvisioningArtifactId=version_id, **members)


def test_versions_are_named_by_id_or_by_name(making: Making, developer: Any) -> None:
    product = making.offered()
    launched, newer = product.launched(developer), making.version(product, QUEUE)
    record = update(developer, launched, ProvisioningArtifactName="v2")
    assert record["ProvisioningArtifactId"] == newer
    ended(developer, record["RecordId"])
    both = {"ProvisioningArtifactId": newer, "ProvisioningArtifactName": "v2"}
    assert refusal(update, client=developer, record=launched, **both)[0] == INVALID
    making.version(product, QUEUE)
    text = "Multiple Provisioning Artifact with name v2 found."
    assert refusal(update, client=developer, record=launched, ProvisioningArtifactName="v2") == (INVALID, text)


def test_a_product_may_become_another_product(making: Making, developer: Any, cloudformation: Any) -> None:
    """2.7; 6.2: the automatic tags keep their original values."""
    first, second = making.offered(), making.offered("Resources: {Topic: {Type: 'AWS::SNS::Topic'}}")
    launched = first.launched(developer)
    there = {"ProductName": second.name, "ProvisioningArtifactId": second.version_id}
    record = ended(developer, update(developer, launched, **there)["RecordId"])
    assert (record["Status"], record["ProductId"]) == ("SUCCEEDED", second.id)
    assert record["PathId"] != launched["PathId"]
    tags = {tag["Key"]: tag["Value"] for tag in record["RecordTags"]}
    assert tags["aws:servicecatalog:productArn"].endswith(first.id)
    assert tags["aws:servicecatalog:provisioningArtifactIdentifier"] == first.version_id
    stack = f"SC-123456789012-{launched['ProvisionedProductId']}"
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    assert [one["LogicalResourceId"] for one in resources] == ["Topic"]


def test_a_version_must_belong_to_the_product(making: Making, developer: Any) -> None:
    first, second = making.offered(), making.offered()
    launched = first.launched(developer)
    text = f"ProvisioningArtifact {first.version_id} not found."
    assert refusal(update, client=developer, record=launched, ProductId=second.id) == (NOT_FOUND, text)


def test_a_product_that_cannot_be_seen_has_no_paths(making: Making, developer: Any) -> None:
    launched, hidden = making.offered().launched(developer), making.product()
    there = {"ProductId": hidden.id, "ProvisioningArtifactId": hidden.version_id}
    text = f"No launch paths found for resource: {hidden.id}"
    assert refusal(update, client=developer, record=launched, **there) == (NOT_FOUND, text)
    both = {"ProductId": hidden.id, "ProductName": hidden.name}
    assert refusal(update, client=developer, record=launched, **both)[0] == INVALID


def test_the_products_own_path_is_kept_though_there_are_several(making: Making, developer: Any) -> None:
    """2.7, as recommended: its path if it is still open, else the rule for launches."""
    making.portfolio(product := making.product())
    second = making.portfolio(product)
    launched = product.launched(developer, PathId=path_of(second))
    record = update(developer, launched)
    assert record["PathId"] == path_of(second)
    ended(developer, record["RecordId"])
    making.portfolio(product)
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=second)
    text = "More than one launch path ids exist. Please specify the launch path id"
    assert refusal(update, client=developer, record=launched) == (INVALID, text)


def test_a_path_that_is_named_is_taken(making: Making, developer: Any) -> None:
    making.portfolio(product := making.product(), DisplayName="One")
    second = making.portfolio(product, DisplayName=(name := unique("Two")))
    launched = product.launched(developer, PathName="One")
    record = update(developer, launched, PathName=name)
    assert record["PathId"] == path_of(second)
    ended(developer, record["RecordId"])
    code, _ = refusal(update, client=developer, record=launched, PathName=name, PathId=path_of(second))
    assert code == INVALID
    assert refusal(update, client=developer, record=launched, PathId="lpv3-aaaaaaaaaaaaa")[0] == NOT_FOUND


def test_without_any_path_left_there_is_no_update(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    launched = product.launched(developer)
    making.admin.disassociate_product_from_portfolio(ProductId=product.id, PortfolioId=portfolio)
    text = f"No launch paths found for resource: {product.id}"
    assert refusal(update, client=developer, record=launched) == (NOT_FOUND, text)


def test_a_deprecated_version_may_be_updated(making: Making, developer: Any) -> None:
    """M: users are able to make updates to a provisioned product of a deprecated version."""
    product = making.offered()
    launched = product.launched(developer)
    set_version(making, product.id, product.version_id, Guidance="DEPRECATED")
    assert ended(developer, update(developer, launched)["RecordId"])["Status"] == "SUCCEEDED"


def test_an_inactive_version_may_not_be_updated_to(making: Making, developer: Any) -> None:
    """M: end users cannot update a provisioned product from an inactive provisioning artifact; it lives on."""
    product = making.offered()
    launched, newer = product.launched(developer), making.version(product, QUEUE)
    set_version(making, product.id, product.version_id, Active=False)
    text = f"ProvisioningArtifact {product.version_id} not found."
    assert refusal(update, client=developer, record=launched) == (NOT_FOUND, text)
    record = update(developer, launched, ProvisioningArtifactId=newer)
    assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"


def test_a_constraint_made_meanwhile_counts_for_the_update(making: Making, developer: Any) -> None:
    """4.5: constraint changes act on later launches and updates."""
    portfolio = making.portfolio(product := making.product())
    launched = product.launched(developer, parameters={"Kind": "fifo"})
    plain = {"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}, "AssertDescription": "Plain!"}
    making.constraint(portfolio, product, "TEMPLATE", {"Rules": {"Plain": {"Assertions": [plain]}}})
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"})
    kept = [{"Key": "Kind", "UsePreviousValue": True}]
    refused = refusal(update, client=developer, record=launched, ProvisioningParameters=kept)
    assert refused == (INVALID, "Plain!")
    record = update(developer, launched)
    assert record["LaunchRoleArn"] == "arn:aws:iam::123456789012:role/Launcher"
    assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"


def test_the_topics_of_the_launch_stay_and_those_of_constraints_follow_them(
    making: Making, developer: Any, cloudformation: Any
) -> None:
    """2.6, 4.5: an update cannot name topics, so those of the launch go on."""
    topic = "arn:aws:sns:us-east-1:123456789012:"
    portfolio = making.portfolio(product := making.product())
    told = making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": [topic + "old"]})
    launched = product.launched(developer, NotificationArns=[topic + "mine"])
    making.admin.delete_constraint(Id=told)
    making.constraint(portfolio, product, "NOTIFICATION", {"NotificationArns": [topic + "new"]})
    ended(developer, update(developer, launched)["RecordId"])
    stack = f"SC-123456789012-{launched['ProvisionedProductId']}"
    arns = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["NotificationARNs"]
    assert sorted(arns) == [topic + "mine", topic + "new"]
