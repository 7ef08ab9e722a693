"""AWS::CloudFormation::Interface: groups and labels of a form (CloudFormation user guide)."""

import pytest

from launchpath.domain.template_interface import KEY, Group, read

KEYS = ["Name", "Size", "Password"]


def interface(**content: object) -> dict[str, object]:
    return {KEY: content}


def test_without_one_there_is_one_group_without_a_label() -> None:
    assert read(None, KEYS).groups == (Group("", ("Name", "Size", "Password")),)


def test_groups_and_labels_are_those_of_the_template() -> None:
    found = read(
        interface(
            ParameterGroups=[{"Label": {"default": "Access"}, "Parameters": ["Password", "Name"]}],
            ParameterLabels={"Password": {"default": "Your password"}},
        ),
        KEYS,
    )
    assert found.groups == (Group("Access", ("Password", "Name")), Group("", ("Size",)))
    assert found.labels == {"Password": "Your password"}


def test_a_parameter_in_two_groups_is_in_the_first() -> None:
    groups = [{"Parameters": ["Name"]}, {"Label": {"default": "Rest"}, "Parameters": ["Name", "Name", "Size"]}]
    assert read(interface(ParameterGroups=groups), ["Name", "Size"]).groups == (
        Group("", ("Name",)),
        Group("Rest", ("Size",)),
    )


def test_parameters_that_are_not_there_are_passed_over() -> None:
    groups = [{"Label": {"default": "Gone"}, "Parameters": ["Gone"]}]
    labels = {"Gone": {"default": "Gone"}}
    found = read(interface(ParameterGroups=groups, ParameterLabels=labels), ["Name"])
    assert found.groups == (Group("", ("Name",)),)
    assert found.labels == {}


@pytest.mark.parametrize(
    "content",
    [
        "text",
        {"ParameterGroups": "text", "ParameterLabels": []},
        {"ParameterGroups": ["text", {"Parameters": {"Name": 1}}, {"Parameters": [7]}, {"Label": "x"}]},
        {"ParameterLabels": {"Name": "text", "Size": {"default": 7}}},
    ],
)
def test_what_is_written_otherwise_is_passed_over(content: object) -> None:
    found = read({KEY: content}, KEYS)
    assert [key for group in found.groups for key in group.keys] == KEYS
    assert found.labels == {}
