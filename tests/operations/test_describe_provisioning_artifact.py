"""DescribeProvisioningArtifact: semantics 4.3."""

from typing import Any

import pytest

from tests.making import QUEUE, Making, unique
from tests.refusals import refused

SECRET = """
Parameters:
  Password: {Type: String, NoEcho: true, Default: hunter22, Description: For the queue.}
Resources: {Queue: {Type: "AWS::SQS::Queue"}}
"""


def test_the_reply_has_the_recorded_members(making: Making, admin: Any) -> None:
    # The recorded reply.
    product = making.product()
    described = admin.describe_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=product.version_id)
    described.pop("ResponseMetadata")
    assert set(described) == {"ProvisioningArtifactDetail", "Info", "Status"}
    assert described["Status"] == "AVAILABLE"
    assert described["Info"] == {"TemplateUrl": making.upload(QUEUE)}
    listed = admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]
    assert described["ProvisioningArtifactDetail"] == listed[0]


def test_the_id_alone_is_enough(making: Making, admin: Any) -> None:
    product = making.product()
    described = admin.describe_provisioning_artifact(ProvisioningArtifactId=product.version_id)
    assert described["ProvisioningArtifactDetail"]["Id"] == product.version_id


def test_names_lead_to_the_version_too(making: Making, admin: Any) -> None:
    # Semantics 8.2: puppet asks by ProvisioningArtifactName.
    product = making.product()
    second = making.version(product, QUEUE, name="a second one")
    for of in ({"ProductId": product.id}, {"ProductName": product.name}):
        described = admin.describe_provisioning_artifact(**of, ProvisioningArtifactName="a second one")
        assert described["ProvisioningArtifactDetail"]["Id"] == second


def test_inactive_versions_are_described_too(making: Making, admin: Any) -> None:
    product = making.product()
    version = {"ProductId": product.id, "ProvisioningArtifactId": product.version_id}
    admin.update_provisioning_artifact(**version, Active=False)
    assert admin.describe_provisioning_artifact(**version)["ProvisioningArtifactDetail"]["Active"] is False


def test_parameters_are_shown_if_asked_for(making: Making, admin: Any) -> None:
    # Semantics 4.3, and 2.5 for the form of an element.
    version = {"ProvisioningArtifactId": making.product().version_id}
    described = admin.describe_provisioning_artifact(**version, IncludeProvisioningArtifactParameters=True)
    assert described["ProvisioningArtifactParameters"] == [
        {
            "ParameterKey": "Delay",
            "DefaultValue": "0",
            "ParameterType": "Number",
            "IsNoEcho": False,
            "Description": "Seconds that a message waits.",
            "ParameterConstraints": {"AllowedValues": [], "MinValue": "0", "MaxValue": "900"},
        },
        {
            "ParameterKey": "Kind",
            "DefaultValue": "plain",
            "ParameterType": "String",
            "IsNoEcho": False,
            "ParameterConstraints": {"AllowedValues": ["plain", "fifo"]},
        },
    ]


def test_the_default_of_a_noecho_parameter_is_not_told(making: Making, admin: Any) -> None:
    # Semantics 2.5, 14 27.
    version = {"ProvisioningArtifactId": making.product(SECRET).version_id}
    described = admin.describe_provisioning_artifact(**version, IncludeProvisioningArtifactParameters=True)
    [parameter] = described["ProvisioningArtifactParameters"]
    assert parameter["IsNoEcho"] is True
    assert "DefaultValue" not in parameter


def test_the_verbose_reply_has_the_templates_text(making: Making, admin: Any) -> None:
    # Semantics 4.3: verbose returns more, template info.
    version = {"ProvisioningArtifactId": making.product().version_id}
    info = admin.describe_provisioning_artifact(**version, Verbose=True)["Info"]
    assert info == {"TemplateUrl": making.upload(QUEUE), "CloudFormationTemplate": QUEUE}


def test_a_name_that_several_versions_bear_is_refused(making: Making, admin: Any) -> None:
    # Semantics 3.3, verbatim.
    product = making.product()
    making.version(product, QUEUE, name="v1")
    with refused("InvalidParametersException", "Multiple Provisioning Artifact with name v1 found."):
        admin.describe_provisioning_artifact(ProductId=product.id, ProvisioningArtifactName="v1")


@pytest.mark.parametrize("members", [{}, {"ProvisioningArtifactId": "pa-1", "ProvisioningArtifactName": "v1"}])
def test_neither_id_nor_name_and_both_are_refused(admin: Any, members: dict[str, str]) -> None:
    # Semantics 12.
    with refused("InvalidParametersException", containing="provisioning artifact id or its name"):
        admin.describe_provisioning_artifact(**members)


def test_a_name_needs_its_product(admin: Any) -> None:
    with refused("InvalidParametersException", containing="product id or its name must be specified"):
        admin.describe_provisioning_artifact(ProvisioningArtifactName="v1")


def test_both_names_of_the_product_are_refused(making: Making, admin: Any) -> None:
    product = making.product()
    with refused("InvalidParametersException", containing="but not both"):
        admin.describe_provisioning_artifact(
            ProductId=product.id, ProductName=product.name, ProvisioningArtifactId=product.version_id
        )


def test_an_unknown_version_is_not_found(making: Making, admin: Any) -> None:
    # Semantics 3.3, verbatim.
    product = making.product()
    with refused("ResourceNotFoundException", "ProvisioningArtifact pa-unknown not found."):
        admin.describe_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId="pa-unknown")
    with refused("ResourceNotFoundException", "ProvisioningArtifact pa-unknown not found."):
        admin.describe_provisioning_artifact(ProvisioningArtifactId="pa-unknown")


def test_a_version_of_another_product_is_not_found(making: Making, admin: Any) -> None:
    # Semantics 12.
    product, other = making.product(), making.product()
    with refused("ResourceNotFoundException", f"ProvisioningArtifact {other.version_id} not found."):
        admin.describe_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=other.version_id)


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    name = unique("nothing")
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.describe_provisioning_artifact(ProductId="prod-unknown", ProvisioningArtifactId="pa-unknown")
    with refused("ResourceNotFoundException", f"Product with name {name} not found"):
        admin.describe_provisioning_artifact(ProductName=name, ProvisioningArtifactName="v1")
