"""TagOptions: made, changed, offered, applied. Semantics 4.6."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.making import MadeProduct, Making, unique
from tests.running import ended


def option(admin: Any, key: str, value: str) -> str:
    identifier: str = admin.create_tag_option(Key=key, Value=value)["TagOptionDetail"]["Id"]
    return identifier


def code(refusal: pytest.ExceptionInfo[ClientError]) -> str:
    return refusal.value.response["Error"]["Code"]


def launched_tags(client: Any, product: MadeProduct, **members: Any) -> dict[str, str]:
    record = ended(client, product.launch(client, **members)["RecordId"])
    return {tag["Key"]: tag["Value"] for tag in record["RecordTags"]}


def test_a_new_option_is_active_and_belongs_to_the_account(admin: Any) -> None:
    key = unique("Env")
    detail = admin.create_tag_option(Key=key, Value="dev")["TagOptionDetail"]
    assert detail["Id"].startswith("tag-")
    assert (detail["Key"], detail["Value"], detail["Active"], detail["Owner"]) == (key, "dev", True, "123456789012")
    assert admin.describe_tag_option(Id=detail["Id"])["TagOptionDetail"] == detail


def test_a_key_and_value_exist_once(admin: Any) -> None:
    key = unique("Env")
    option(admin, key, "dev")
    with pytest.raises(ClientError, match="already exists") as refusal:
        option(admin, key, "dev")
    assert code(refusal) == "DuplicateResourceException"


def test_an_update_with_the_present_value_is_a_duplicate(admin: Any) -> None:
    identifier = option(admin, unique("Env"), "dev")
    with pytest.raises(ClientError, match="already exists") as refusal:
        admin.update_tag_option(Id=identifier, Value="dev")
    assert code(refusal) == "DuplicateResourceException"


def test_an_update_changes_the_given_members_only(admin: Any) -> None:
    identifier = option(admin, unique("Env"), "dev")
    admin.update_tag_option(Id=identifier, Active=False)
    detail = admin.update_tag_option(Id=identifier, Value="prod")["TagOptionDetail"]
    assert (detail["Value"], detail["Active"]) == ("prod", False)


def test_a_list_is_filtered_and_paged_with_page_token(admin: Any) -> None:
    key = unique("Env")
    made = [option(admin, key, value) for value in ("a", "b", "c")]
    first = admin.list_tag_options(Filters={"Key": key}, PageSize=2)
    second = admin.list_tag_options(Filters={"Key": key}, PageSize=2, PageToken=first["PageToken"])
    assert [one["Id"] for one in first["TagOptionDetails"] + second["TagOptionDetails"]] == made
    assert "PageToken" not in second


def test_an_option_in_use_is_not_deleted(admin: Any, making: Making) -> None:
    product, identifier = making.product(), option(admin, unique("Env"), "dev")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=identifier)
    with pytest.raises(ClientError) as refusal:
        admin.delete_tag_option(Id=identifier)
    assert code(refusal) == "ResourceInUseException"
    admin.disassociate_tag_option_from_resource(ResourceId=product.id, TagOptionId=identifier)
    admin.delete_tag_option(Id=identifier)
    with pytest.raises(ClientError, match="not found"):
        admin.describe_tag_option(Id=identifier)


def test_an_association_exists_once(admin: Any, making: Making) -> None:
    product, identifier = making.product(), option(admin, unique("Env"), "dev")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=identifier)
    with pytest.raises(ClientError) as refusal:
        admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=identifier)
    assert code(refusal) == "DuplicateResourceException"


def test_the_resources_of_an_option_are_listed_by_type(admin: Any, making: Making) -> None:
    product, identifier = making.product(), option(admin, unique("Env"), "dev")
    portfolio = making.portfolio(product)
    for resource in (product.id, portfolio):
        admin.associate_tag_option_with_resource(ResourceId=resource, TagOptionId=identifier)

    def listed(**members: str) -> list[str]:
        found = admin.list_resources_for_tag_option(TagOptionId=identifier, **members)["ResourceDetails"]
        return [one["Id"] for one in found]

    assert listed() == [product.id, portfolio]
    assert listed(ResourceType="Portfolio") == [portfolio]
    assert listed(ResourceType="Product") == [product.id]


def test_describing_a_portfolio_or_product_shows_its_options(admin: Any, making: Making) -> None:
    product, identifier = making.product(), option(admin, unique("Env"), "dev")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=identifier)
    shown = admin.describe_product_as_admin(Id=product.id)["TagOptions"]
    assert [one["Id"] for one in shown] == [identifier]


def test_a_deleted_product_frees_its_options(admin: Any, making: Making) -> None:
    product, identifier = making.product(), option(admin, unique("Env"), "dev")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=identifier)
    admin.delete_product(Id=product.id)
    admin.delete_tag_option(Id=identifier)


def test_the_launch_parameters_show_what_may_be_chosen(admin: Any, making: Making, developer: Any) -> None:
    product, key = making.offered(), unique("Env")
    for value in ("dev", "prod"):
        admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=option(admin, key, value))
    shown = developer.describe_provisioning_parameters(ProductId=product.id, ProvisioningArtifactId=product.version_id)
    assert shown["TagOptions"] == [{"Key": key, "Values": ["dev", "prod"]}]


def test_a_single_value_goes_onto_the_launch_by_itself(admin: Any, making: Making, developer: Any) -> None:
    product, key = making.offered(), unique("Env")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=option(admin, key, "dev"))
    assert launched_tags(developer, product)[key] == "dev"


def test_a_value_outside_the_offer_is_refused_at_the_call(admin: Any, making: Making, developer: Any) -> None:
    product, key = making.offered(), unique("Env")
    admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=option(admin, key, "dev"))
    with pytest.raises(ClientError, match="offer dev") as refusal:
        product.launch(developer, Tags=[{"Key": key, "Value": "prod"}])
    assert code(refusal) == "InvalidParametersException"


def test_a_conflict_of_portfolio_and_product_leaves_its_tag(admin: Any, making: Making, developer: Any) -> None:
    product, key = making.product(), unique("Env")
    portfolio = making.portfolio(product)
    for resource, value in ((product.id, "dev"), (portfolio, "prod")):
        admin.associate_tag_option_with_resource(ResourceId=resource, TagOptionId=option(admin, key, value))
    assert launched_tags(developer, product)[f"sc-tagoption-conflict-{portfolio}-{product.id}"] == key
