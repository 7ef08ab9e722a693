"""CreateProvisioningArtifact: semantics 4.3. Where templates come from: test_template_sources.py."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import refused


def create(admin: Any, product: MadeProduct, url: str, *, token: str | None = None, **parameters: Any) -> Any:
    members = {"Name": "v2", "Info": {"LoadTemplateFromURL": url}} | parameters
    tokens = {} if token is None else {"IdempotencyToken": token}
    return admin.create_provisioning_artifact(ProductId=product.id, Parameters=members, **tokens)


def versions(admin: Any, product: MadeProduct) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = admin.list_provisioning_artifacts(ProductId=product.id)[
        "ProvisioningArtifactDetails"
    ]
    return listed


def test_the_reply_is_the_new_version_in_creation(making: Making, admin: Any) -> None:
    # Semantics 4.3: Status is CREATING, the URL comes back as TemplateUrl, the guidance is DEFAULT.
    url = making.upload(QUEUE)
    answer = create(admin, making.product(), url, Name="v2", Description="Faster.")
    detail = answer["ProvisioningArtifactDetail"]
    assert re.fullmatch(r"pa-[a-z2-7]{13}", detail.pop("Id"))
    assert detail.pop("CreatedTime")
    assert detail == {
        "Name": "v2",
        "Description": "Faster.",
        "Type": "CLOUD_FORMATION_TEMPLATE",
        "Active": True,
        "Guidance": "DEFAULT",
    }
    assert answer["Info"] == {"TemplateUrl": url}
    assert answer["Status"] == "CREATING"


def test_the_version_is_available_at_once(making: Making, admin: Any) -> None:
    # Semantics 4.3, 8.1: Terraform waits for AVAILABLE, and must never see "not found" after a create.
    product = making.product()
    version_id = create(admin, product, making.upload(QUEUE))["ProvisioningArtifactDetail"]["Id"]
    described = admin.describe_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=version_id)
    assert described["Status"] == "AVAILABLE"


def test_end_users_can_launch_it_at_once(making: Making, admin: Any, developer: Any) -> None:
    product = making.offered()
    version_id = create(admin, product, making.upload(QUEUE))["ProvisioningArtifactDetail"]["Id"]
    shown = developer.describe_product(Id=product.id)["ProvisioningArtifacts"]
    assert version_id in [version["Id"] for version in shown]
    assert product.launch(developer, ProvisioningArtifactId=version_id)["ProvisioningArtifactId"] == version_id


def test_name_and_description_are_omitted_if_they_were_not_given(making: Making, admin: Any) -> None:
    # Semantics 2.4.
    parameters = {"Info": {"LoadTemplateFromURL": making.upload(QUEUE)}}
    created = admin.create_provisioning_artifact(ProductId=making.product().id, Parameters=parameters)
    assert set(created["ProvisioningArtifactDetail"]) == {"Id", "Type", "CreatedTime", "Active", "Guidance"}


def test_an_empty_description_comes_back_empty(making: Making, admin: Any) -> None:
    # Semantics 2.4.
    created = create(admin, making.product(), making.upload(QUEUE), Description="")
    assert created["ProvisioningArtifactDetail"]["Description"] == ""


@pytest.mark.parametrize("name", ["v1", "AWS Control Tower Account Factory", "версия 2", "x" * 8192])
def test_names_may_have_blanks_and_need_not_be_unique(making: Making, admin: Any, name: str) -> None:
    # Semantics 4.3.
    product = making.product()
    for _ in range(2):
        assert create(admin, product, making.upload(QUEUE), Name=name)["ProvisioningArtifactDetail"]["Name"] == name


def test_a_type_may_be_given_if_it_is_the_products(making: Making, admin: Any) -> None:
    product, url = making.product(), making.upload(QUEUE)
    create(admin, product, url, Type="CLOUD_FORMATION_TEMPLATE")
    with refused("InvalidParametersException", containing="A version of type EXTERNAL"):
        create(admin, product, url, Type="EXTERNAL")


def test_the_same_token_and_request_lead_to_the_same_version(making: Making, admin: Any) -> None:
    product, url, token = making.product(), making.upload(QUEUE), unique("token")
    first, second = (create(admin, product, url, token=token) for _ in range(2))
    assert first["ProvisioningArtifactDetail"] == second["ProvisioningArtifactDetail"]
    assert len(versions(admin, product)) == 2


def test_the_same_token_with_another_request_is_refused(making: Making, admin: Any) -> None:
    # Semantics 14, 1.
    product, url, token = making.product(), making.upload(QUEUE), unique("token")
    create(admin, product, url, token=token)
    with refused("InvalidParametersException", containing=token):
        create(admin, product, url, token=token, Name="v3")


def test_a_token_whose_version_was_deleted_is_as_good_as_new(making: Making, admin: Any) -> None:
    product, url, token = making.product(), making.upload(QUEUE), unique("token")
    first = create(admin, product, url, token=token)["ProvisioningArtifactDetail"]["Id"]
    admin.delete_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=first)
    assert create(admin, product, url, token=token)["ProvisioningArtifactDetail"]["Id"] != first


def test_twenty_parallel_creations_lose_no_version(making: Making, admin: Any) -> None:
    # Semantics 4.3, 15: the service itself loses versions here; we must not.
    product, url = making.product(), making.upload(QUEUE)
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda number: create(admin, product, url, Name=f"v{number}"), range(20)))
    ids = {answer["ProvisioningArtifactDetail"]["Id"] for answer in made}
    listed = versions(admin, product)
    assert len(ids) == 20
    assert {detail["Id"] for detail in listed} == ids | {product.version_id}
    assert {detail["Name"] for detail in listed} == {f"v{number}" for number in range(20)}


def test_twenty_parallel_repeats_with_one_token_make_one_version(making: Making, admin: Any) -> None:
    product, url, token = making.product(), making.upload(QUEUE), unique("token")
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: create(admin, product, url, token=token), range(20)))
    assert len({answer["ProvisioningArtifactDetail"]["Id"] for answer in made}) == 1
    assert len(versions(admin, product)) == 2


def test_a_hundred_versions_are_the_most(making: Making, admin: Any) -> None:
    # Semantics 9.
    product, url = making.product(), making.upload(QUEUE)
    for number in range(99):
        create(admin, product, url, Name=f"v{number}")
    with refused("LimitExceededException", containing=f"Product {product.id} has 100 versions already"):
        create(admin, product, url)
    admin.delete_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id)
    create(admin, product, url)


def test_an_unknown_product_is_not_found(making: Making, admin: Any) -> None:
    parameters = {"Info": {"LoadTemplateFromURL": making.upload(QUEUE)}}
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.create_provisioning_artifact(ProductId="prod-unknown", Parameters=parameters)


def test_an_unknown_product_is_told_before_a_bad_source(admin: Any) -> None:
    parameters = {"Info": {"LoadTemplateFromURL": "s3://nowhere/queue.yaml"}}
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.create_provisioning_artifact(ProductId="prod-unknown", Parameters=parameters)
