"""Every version of the sample catalog explains itself, launches, can be updated and leaves nothing behind."""

import re
from collections import Counter
from typing import Any

import pytest
import yaml
from cfnlint.api import lint
from cfnlint.config import ManualArgs

#: The policies of queues, topics and buckets are for the cloud; moto says that it passes over them.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")

#: W1011 asks for dynamic references instead of a NoEcho parameter. They need a secret store that a person filled
#: first; a catalog whose forms ask for a password is simpler to begin with, and NoEcho is what it has to show.
ACCEPTED = ["W1011"]

#: What makes a store safe, by the type of the resource and the path of the property.
SAFE = {
    "AWS::DynamoDB::Table": {"SSESpecification": {"SSEEnabled": True}},
    "AWS::ECR::Repository": {"ImageScanningConfiguration": {"ScanOnPush": True}},
    "AWS::KMS::Key": {"EnableKeyRotation": True},
    "AWS::RDS::DBInstance": {"StorageEncrypted": True, "PubliclyAccessible": False},
    "AWS::S3::Bucket": {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    "AWS::SQS::Queue": {"SqsManagedSseEnabled": True},
}


def explanation(version: Any) -> dict[str, Any]:
    return version.template["Metadata"]["AWS::CloudFormation::Interface"]


def resources(version: Any, type: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in version.template["Resources"].values() if each["Type"] == type]


def fits(parameter: dict[str, Any], value: str) -> bool:
    """Semantics 6.4: a pattern must match the whole value, lengths count characters, limits are numbers."""
    number = float(value) if parameter["Type"] == "Number" else 0.0
    return (
        value in [str(allowed) for allowed in parameter.get("AllowedValues", [value])]
        and re.fullmatch(parameter.get("AllowedPattern", ".*"), value) is not None
        and parameter.get("MinLength", 0) <= len(value) <= parameter.get("MaxLength", 4096)
        and parameter.get("MinValue", number) <= number <= parameter.get("MaxValue", number)
    )


def test_cloudformations_linter_accepts_the_template_and_the_rules_of_its_constraints(
    version: Any, rules: dict[str, Any]
) -> None:
    template = version.text + (yaml.safe_dump({"Rules": rules[version.product]}) if rules[version.product] else "")
    assert lint(template, config=ManualArgs(regions=["us-east-1"], ignore_checks=ACCEPTED)) == []


def test_a_form_shows_every_parameter_once_with_a_label_and_a_description(version: Any) -> None:
    shown = [name for group in explanation(version)["ParameterGroups"] for name in group["Parameters"]]
    assert Counter(shown) == Counter(list(version.parameters))
    assert explanation(version)["ParameterLabels"].keys() == version.parameters.keys()
    assert all(parameter["Description"] for parameter in version.parameters.values())


def test_a_default_satisfies_its_own_constraints(version: Any) -> None:
    defaults = [parameter for parameter in version.parameters.values() if "Default" in parameter]
    assert [parameter for parameter in defaults if not fits(parameter, str(parameter["Default"]))] == []


def test_a_parameter_that_can_be_refused_says_what_it_must_be(version: Any) -> None:
    for parameter in version.parameters.values():
        if parameter.keys() & {"AllowedValues", "AllowedPattern", "MinLength", "MinValue"}:
            assert parameter["ConstraintDescription"].startswith("must ")


def test_what_the_tests_choose_satisfies_the_constraints_too(version: Any, chosen: dict[str, str]) -> None:
    for name, parameter in version.parameters.items():
        assert fits(parameter, chosen[name]) if name in chosen else "Default" in parameter


def test_every_output_tells_what_it_is_for(version: Any) -> None:
    assert version.template["Outputs"]
    assert all(output["Description"].endswith(".") for output in version.template["Outputs"].values())


def test_no_secret_is_handed_out(version: Any) -> None:
    secrets = [name for name, parameter in version.parameters.items() if parameter.get("NoEcho")]
    assert [name for name in secrets if name in str(version.template["Outputs"])] == []


def test_a_store_is_encrypted_and_closed(version: Any) -> None:
    for type, properties in SAFE.items():
        for resource in resources(version, type):
            assert {**resource, **properties} == resource
    for bucket in resources(version, "AWS::S3::Bucket"):
        assert bucket["BucketEncryption"]
        assert bucket["PublicAccessBlockConfiguration"]["BlockPublicAcls"]


def test_a_role_may_use_what_the_product_made_and_nothing_else(version: Any) -> None:
    for role in resources(version, "AWS::IAM::Role"):
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert "*" not in str(statement)
                assert statement["Resource"].keys() == {"Fn::GetAtt"}


def test_it_launches_and_hands_out_what_a_person_needs(version: Any, options: Any, launched: Any) -> None:
    outputs = launched(version.product, version.name, **options.get(version.product, {}))
    always = {name for name, output in version.template["Outputs"].items() if "Condition" not in output}
    assert always <= outputs.keys() <= version.template["Outputs"].keys()
    assert [value for value in outputs.values() if not value or "${" in value or "None" in value] == []


def test_terminating_leaves_nothing_behind(version: Any, options: Any, sandbox: Any) -> None:
    before = sandbox.inventory()
    stack = sandbox.launch(version, options.get(version.product, {}))
    assert sandbox.inventory() > before
    sandbox.terminate(stack)
    assert sandbox.inventory() == before


def test_updating_to_the_next_version_keeps_what_people_use(step: Any, options: Any, launched: Any) -> None:
    old, new = step
    choices = options.get(new.product, {})
    before = launched(old.product, old.name, **choices)
    after = launched.update(new, **choices)
    assert [name for name, value in before.items() if not after[name].startswith(value)] == []


def test_an_updated_product_leaves_nothing_behind_either(step: Any, options: Any, sandbox: Any) -> None:
    before, choices = sandbox.inventory(), options.get(step[1].product, {})
    stack = sandbox.launch(step[0], choices)
    sandbox.update(stack, step[1], choices)
    sandbox.terminate(stack)
    assert sandbox.inventory() == before


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_the_message_queue_can_be_launched_without_a_single_parameter(versions: Any, name: str) -> None:
    [queue] = [version for version in versions["Message queue"] if version.name == name]
    assert [parameter for parameter in queue.parameters.values() if "Default" not in parameter] == []
