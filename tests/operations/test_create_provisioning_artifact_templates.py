"""CreateProvisioningArtifact judges the template before it is published: semantics 3.3, 4.2, 6.4."""

from typing import Any

import pytest

from tests.making import QUEUE, MadeProduct, Making
from tests.refusals import refused

#: Clients know this text (semantics 3.3); what follows it is the reason.
INVALID = "Invalid templateBody. Please make sure that your template is valid"

AS_JSON = """{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}"""
WITH_TAGS = """
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Sub "${AWS::StackName}-queue"}}
Outputs:
  Arn: {Value: !GetAtt Queue.Arn}
"""


def create(making: Making, product: MadeProduct, template: str, **parameters: Any) -> Any:
    given = {"Name": "v2", "Info": {"LoadTemplateFromURL": making.upload(template)}} | parameters
    return making.admin.create_provisioning_artifact(ProductId=product.id, Parameters=given)


@pytest.mark.parametrize("template", [QUEUE, AS_JSON, WITH_TAGS], ids=["yaml", "json", "short tags"])
def test_yaml_with_short_tags_and_json_are_taken(making: Making, template: str) -> None:
    assert create(making, making.product(), template)["Status"] == "CREATING"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "just a text",
        "[]",
        "Resources: {}",
        "AWSTemplateFormatVersion: 2010-09-09",
        "AWSTemplateFormatVersion: '1999-01-01'\nResources: {Q: {Type: 'AWS::SQS::Queue'}}",
        "Resources: {Q: {Type: 'AWS::SQS::Queue'}",
        "Resources: [Q]",
        "Resources: {Q: {Properties: {}}}",
        "Parameters: {P: {}}\nResources: {Q: {Type: 'AWS::SQS::Queue'}}",
        "Resources: {Q: {Type: !!python/object/apply:os.system [id]}}",
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
        "Resources: {Q: {Type: 'AWS::SQS::Queue', Metadata: [*e,*e,*e,*e,*e,*e,*e,*e,*e]}}",
        '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}',
        "[" * 5000,
    ],
)
def test_a_bad_template_is_refused_with_the_services_text_and_the_reason(making: Making, template: str) -> None:
    # Semantics 3.3, 12.
    product = making.product()
    with refused("InvalidParametersException", containing=f"{INVALID}. "):
        create(making, product, template)
    assert len(making.admin.list_provisioning_artifacts(ProductId=product.id)["ProvisioningArtifactDetails"]) == 1


def test_the_reason_is_cloudformations(making: Making) -> None:
    with refused(
        "InvalidParametersException",
        f"{INVALID}. Template format error: At least one Resources member must be defined.",
    ):
        create(making, making.product(), "Resources: {}")


@pytest.fixture
def unchecked(making: Making) -> MadeProduct:
    """A product in a portfolio with one version that was published unread, and can't be read."""
    product = making.offered()
    created = create(making, product, "Resources: {}", DisableTemplateValidation=True)
    return MadeProduct(product.id, product.view_id, product.name, created["ProvisioningArtifactDetail"]["Id"])


def test_validation_can_be_disabled(admin: Any, unchecked: MadeProduct) -> None:
    # Semantics 4.2.
    described = admin.describe_provisioning_artifact(ProvisioningArtifactId=unchecked.version_id)
    assert described["Status"] == "AVAILABLE"


def test_what_needs_an_unchecked_template_is_refused_with_the_reason(
    admin: Any, developer: Any, unchecked: MadeProduct
) -> None:
    version = {"ProductId": unchecked.id, "ProvisioningArtifactId": unchecked.version_id}
    with refused("InvalidParametersException", containing=INVALID):
        developer.describe_provisioning_parameters(**version)
    with refused("InvalidParametersException", containing=INVALID):
        admin.describe_provisioning_artifact(**version, IncludeProvisioningArtifactParameters=True)
    with refused("InvalidParametersException", containing=INVALID):
        unchecked.launch(developer)
