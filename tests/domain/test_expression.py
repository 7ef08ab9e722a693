"""What the conditions of a template come to when only its parameters are known."""

import pytest

from launchpath.domain.expression import Facts
from launchpath.domain.parameter import Parameter

PARAMETERS = {
    "Env": Parameter(key="Env"),
    "Zones": Parameter(key="Zones", type="CommaDelimitedList"),
    "Image": Parameter(key="Image", type="AWS::SSM::Parameter::Value<List<String>>"),
}
MAPPINGS = {"Sizes": {"prod": {"Size": "big", "Ports": ["80", "443"]}}}


def facts(conditions: dict[str, object], **more: object) -> Facts:
    values = {"Env": "prod", "Zones": "a, b", "Image": "/image", "AWS::Region": "eu-west-1"}
    return Facts(parameters=PARAMETERS, values=values, conditions=conditions, mappings=MAPPINGS, **more)  # type: ignore[arg-type]


def holds(condition: object) -> bool | None:
    return facts({"C": condition}).holds("C")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"Ref": "Env"}, "prod"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "Zones"}, "a,b"),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "Env"}, "Size"]}, "big"),
        ({"Fn::Join": ["-", [{"Ref": "Env"}, {"Ref": "Zones"}]]}, "prod-a-b"),
        ({"Fn::Select": [1, {"Ref": "Zones"}]}, "b"),
        ({"Fn::Select": ["0", {"Fn::Split": ["-", "x-y"]}]}, "x"),
        ({"Fn::Select": ["1", {"Fn::FindInMap": ["Sizes", "prod", "Ports"]}]}, "443"),
        ({"Fn::Sub": "${Env} ${AWS::Region} ${!Env}"}, "prod eu-west-1 ${Env}"),
        ({"Fn::Sub": ["${Own}", {"Own": {"Ref": "Env"}}]}, "prod"),
        ({"Fn::If": [{"Fn::Equals": ["a", "b"]}, "x", {"Ref": "Env"}]}, "prod"),
        (True, "true"),
        ("010", "010"),
    ],
)
def test_a_function_of_parameters_is_decided(left: object, right: object) -> None:
    assert holds({"Fn::Equals": [left, right]}) is True
    assert holds({"Fn::Equals": [left, "something else"]}) is False


@pytest.mark.parametrize(
    "left",
    [
        {"Ref": "AWS::AccountId"},
        {"Ref": "Bucket"},
        {"Ref": "Image"},
        {"Fn::GetAtt": ["Bucket", "Arn"]},
        {"Fn::ImportValue": "x"},
        {"Fn::FindInMap": ["Sizes", "dev", "Size"]},
        {"Fn::Select": ["9", {"Ref": "Zones"}]},
        {"Fn::Select": ["x", {"Ref": "Zones"}]},
        {"Fn::Join": ["-"]},
        {"Fn::Sub": ["${Env}"]},
        {},
        {"Ref": "Env", "Fn::Sub": "x"},
    ],
)
def test_what_only_the_stack_could_tell_is_undecided(left: object) -> None:
    assert holds({"Fn::Equals": [left, "x"]}) is None


def test_an_ssm_parameter_is_decided_where_its_value_is_known() -> None:
    known = facts({"C": {"Fn::Contains": [{"Ref": "Image"}, "b"]}}, attributes=lambda *_: "a, b")
    assert known.holds("C") is True


def test_a_condition_may_rest_on_another() -> None:
    is_prod = {"Fn::Equals": [{"Ref": "Env"}, "prod"]}
    judged = facts({"Prod": is_prod, "NotProd": {"Fn::Not": [{"Condition": "Prod"}]}})
    assert (judged.holds("Prod"), judged.holds("NotProd"), judged.holds("Nope")) == (True, False, None)


def test_conditions_in_a_circle_are_undecided() -> None:
    assert facts({"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Condition": "A"}}).holds("A") is None


def test_a_value_is_no_condition() -> None:
    assert holds("true") is None
    assert holds({"Ref": "Env"}) is None


def test_conditions_that_double_at_every_step_are_decided_once_each() -> None:
    doubled: dict[str, object] = {
        f"C{number}": {"Fn::And": [{"Condition": f"C{number + 1}"}] * 2} for number in range(45)
    }
    assert facts({**doubled, "C45": {"Fn::Equals": ["a", "a"]}}).holds("C0") is True


def test_a_very_long_chain_of_conditions_is_left_undecided() -> None:
    chain: dict[str, object] = {f"C{number}": {"Condition": f"C{number + 1}"} for number in range(5_000)}
    assert facts({**chain, "C5000": {"Fn::Equals": ["a", "a"]}}).holds("C0") is None
