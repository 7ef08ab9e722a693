"""Whether values keep the rules of template constraints and of the template (semantics 4.5.1)."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchpath.domain.parameter import Parameter
from launchpath.domain.rule import Rule, RuleError, merge, parse, violations

VPC = "AWS::EC2::VPC::Id"
DECLARED = [
    Parameter(key="Environment"),
    Parameter(key="Size"),
    Parameter(key="Vpc", type=VPC),
    Parameter(key="Subnets", type="List<AWS::EC2::Subnet::Id>"),
]
VALUES = {"Environment": "test", "Size": "m1.small", "Vpc": "vpc-1", "Subnets": "subnet-1, subnet-2"}
WORLD = {
    (VPC, "vpc-1", "Tags.Department"): "IT",
    ("AWS::EC2::Subnet::Id", "subnet-1", "VpcId"): "vpc-1",
    ("AWS::EC2::Subnet::Id", "subnet-2", "VpcId"): "vpc-1",
}


def attribute(type_: str, value: str, name: str) -> str | None:
    return WORLD.get((type_, value, name))


def section(test: object, **more: object) -> dict[str, object]:
    return {"R": {"Assertions": [{"Assert": test, "AssertDescription": "Not like this."}], **more}}


def broken(rules: dict[str, object], **values: str) -> list[str]:
    return violations(parse(rules), DECLARED, {**VALUES, **values}, attribute)


def holds(test: object, **values: str) -> bool:
    return broken(section(test), **values) == []


YES = {"Fn::Equals": ["a", "a"]}
NO = {"Fn::Equals": ["a", "b"]}
SIZE = {"Ref": "Size"}


@pytest.mark.parametrize(
    ("test", "result"),
    [
        ({"Fn::Equals": [SIZE, "m1.small"]}, True),
        ({"Fn::Equals": [SIZE, "m1.SMALL"]}, False),
        ({"Fn::Equals": ["5", 5]}, True),
        ({"Fn::Equals": ["true", True]}, True),
        ({"Fn::Not": [NO]}, True),
        ({"Fn::Not": [YES]}, False),
        ({"Fn::And": [YES, YES, YES]}, True),
        ({"Fn::And": [YES, NO]}, False),
        ({"Fn::Or": [NO, NO, YES]}, True),
        ({"Fn::Or": [NO, NO]}, False),
        ({"Fn::Contains": [["m1.large", "m1.small"], SIZE]}, True),
        ({"Fn::Contains": [["m1.large"], SIZE]}, False),
        ({"Fn::Contains": [{"Ref": "Subnets"}, "subnet-2"]}, True),
        ({"Fn::EachMemberEquals": [["a", "a"], "a"]}, True),
        ({"Fn::EachMemberEquals": [["a", "b"], "a"]}, False),
        ({"Fn::EachMemberEquals": [{"Fn::ValueOfAll": [VPC, "Tags.Department"]}, "IT"]}, True),
        ({"Fn::EachMemberIn": [["a"], ["a", "b"]]}, True),
        ({"Fn::EachMemberIn": [["a", "c"], ["a", "b"]]}, False),
        # The service's own example: every subnet lies in one of the VPCs.
        ({"Fn::EachMemberIn": [{"Fn::ValueOfAll": ["AWS::EC2::Subnet::Id", "VpcId"]}, {"Fn::RefAll": VPC}]}, True),
        ({"Fn::EachMemberIn": [{"Fn::ValueOf": ["Subnets", "VpcId"]}, [{"Ref": "Vpc"}]]}, True),
        ({"Fn::Equals": [{"Fn::ValueOf": ["Vpc", "Tags.Department"]}, "IT"]}, True),
        ({"Fn::Equals": [{"Fn::ValueOf": ["Vpc", "Tags.Department"]}, "HR"]}, False),
        ({"Fn::Equals": [{"Fn::If": [YES, SIZE, "x"]}, "m1.small"]}, True),
        ({"Fn::If": [NO, YES, NO]}, False),
        ({"Fn::Contains": [{"Fn::If": [NO, ["a"], ["m1.small"]]}, SIZE]}, True),
        ({"Fn::EachMemberIn": [{"Fn::RefAll": "AWS::EC2::Volume::Id"}, ["vol-1"]]}, True),
    ],
)
def test_each_function_means_what_the_service_s_reference_says(test: object, result: bool) -> None:
    assert holds(test) is result


def test_a_broken_assertion_is_told_in_its_own_words() -> None:
    assert broken(section({"Fn::Equals": [SIZE, "m1.large"]})) == ["Not like this."]


def test_every_broken_assertion_of_every_rule_is_told() -> None:
    assertions = [{"Assert": NO, "AssertDescription": "one"}, {"Assert": YES, "AssertDescription": "two"}]
    rules = {"A": {"Assertions": assertions}, "B": {"Assertions": [{"Assert": NO}]}}
    assert broken(rules) == ["one", "Rule 'B' of this product does not allow these parameter values."]


def test_assertions_count_only_where_the_condition_holds() -> None:
    rules = section(NO, RuleCondition={"Fn::Equals": [{"Ref": "Environment"}, "prod"]})
    assert broken(rules) == []
    assert broken(rules, Environment="prod") == ["Not like this."]


def test_what_cannot_be_judged_counts_as_broken_and_says_why() -> None:
    (text,) = broken(section({"Fn::Equals": [{"Fn::ValueOf": ["Vpc", "DefaultSecurityGroup"]}, "sg-1"]}))
    assert text == "Not like this. (The rule cannot be judged: DefaultSecurityGroup of parameter Vpc is not known.)"


def test_the_contrary_of_what_cannot_be_judged_counts_as_broken_too() -> None:
    unknown = {"Fn::Equals": [{"Fn::ValueOf": ["Vpc", "DefaultSecurityGroup"]}, "sg-1"]}
    assert not holds({"Fn::Not": [unknown]})
    assert not holds({"Fn::Or": [NO, unknown]})
    assert holds({"Fn::Or": [unknown, YES]})
    assert broken(section({"Fn::And": [unknown, NO]})) == ["Not like this."]


def test_a_condition_that_cannot_be_judged_counts_as_met() -> None:
    assert broken(section(NO, RuleCondition={"Fn::Equals": [{"Ref": "Nope"}, ""]})) == ["Not like this."]


def test_a_rule_about_a_parameter_that_a_version_lacks_is_broken() -> None:
    (text,) = broken(section({"Fn::Equals": [{"Ref": "Nope"}, "x"]}))
    assert text.endswith("(The rule cannot be judged: there is no parameter Nope with a value.)")


def test_a_pseudo_parameter_is_known_when_it_is_among_the_values() -> None:
    assert holds({"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}, **{"AWS::Region": "eu-west-1"})


def test_the_rule_that_every_cdk_template_carries_lets_a_launch_pass() -> None:
    """Its parameter is an SSM one; where SSM does not know it, its name stands for it, and is no outdated version."""
    version = Parameter(key="BootstrapVersion", type="AWS::SSM::Parameter::Value<String>")
    values = {"BootstrapVersion": "/cdk-bootstrap/hnb659fds/version"}
    outdated = {"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}
    rules = parse(section({"Fn::Not": [outdated]}))
    assert violations(rules, [version], values) == []
    assert violations(rules, [version], values, lambda *_: "5") == ["Not like this."]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ({"R": []}, "Rule 'R' must be an object with Assertions"),
        ({"R": {}}, "Rule 'R' must have a list of at least one object as Assertions."),
        ({"R": {"Assertions": []}}, "Rule 'R' must have a list of at least one object as Assertions."),
        ({"R": {"Assertions": ["x"]}}, "every member of Assertions must be an object with an Assert"),
        ({"R": {"Assertions": [{"Assert": YES, "Why": "x"}]}}, "Rule 'R' has a member 'Why'"),
        ({"R": {"Assertions": [{"Assert": YES, "AssertDescription": 1}]}}, "an AssertDescription must be a string"),
        (section(YES, Asserts=1), "Rule 'R' has a member 'Asserts'; it may have Assertions and RuleCondition."),
        (section(YES, RuleCondition=None), "Rule 'R', RuleCondition: here must stand a function that is true or false"),
        (section(True), "Rule 'R', Assert: here must stand a function that is true or false"),
        (section(SIZE), "and an object of Ref is none"),
        (section({"Fn::Equals": ["a", "b"], "Fn::Not": [YES]}), "an object of Fn::Equals, Fn::Not is none"),
        (section({"Condition": "C"}), "an object of Condition is none"),
        (section({"Fn::And": [YES]}), "Rule 'R', Assert, Fn::And must have a list of 2 to 10 conditions."),
        (section({"Fn::Or": [YES] * 11}), "Fn::Or must have a list of 2 to 10 conditions."),
        (section({"Fn::Not": [YES, NO]}), "Fn::Not must have a list of 1 condition."),
        (section({"Fn::Equals": ["a"]}), "Fn::Equals must have a list of 2 arguments."),
        (section({"Fn::Equals": "ab"}), "Fn::Equals must have a list of 2 arguments."),
        (section({"Fn::Equals": [["a"], "b"]}), "here must stand a string or a function such as Ref."),
        (section({"Fn::Contains": ["a", "b"]}), "here must stand a list of strings or a function such as Fn::RefAll."),
        (section({"Fn::Contains": [{"Fn::Split": [",", "a"]}, "b"]}), "an object of Fn::Split is none"),
        (section({"Fn::Equals": [{"Fn::ValueOf": [SIZE, "x"]}, "b"]}), "functions cannot be nested here"),
        (section({"Fn::If": ["Named", YES, NO]}), "here must stand a function that is true or false"),
    ],
)
def test_rules_that_are_not_written_as_rules_are_refused(rules: dict[str, object], problem: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(rules)
    assert problem in str(caught.value)


def test_rules_that_nest_too_deep_are_refused() -> None:
    test: object = YES
    for _ in range(5_000):
        test = {"Fn::Not": [test]}
    with pytest.raises(RuleError, match="nests deeper than 40 functions"):
        parse(section(test))


def test_the_parsed_rule_keeps_name_condition_and_assertions() -> None:
    (rule,) = parse(section(YES, RuleCondition=NO))
    assert isinstance(rule, Rule)
    assert (rule.name, rule.condition, rule.assertions[0].test) == ("R", NO, YES)


def test_rules_of_the_same_name_are_all_kept() -> None:
    """Semantics 4.5: several template constraints combine by AND; none may hide another."""
    first, second, third = (section({"Fn::Equals": [SIZE, size]}) for size in ("a", "b", "c"))
    merged = merge(first, second, {"S": first["R"]}, third)
    assert merged == {"R": first["R"], "R2": second["R"], "S": first["R"], "R3": third["R"]}
    assert len(broken(merged)) == 4


def test_the_same_rule_twice_is_one() -> None:
    assert merge(section(YES), {}, section(YES)) == section(YES)
    assert merge() == {}


NAMES = [
    "Fn::And",
    "Fn::Or",
    "Fn::Not",
    "Fn::If",
    "Fn::Equals",
    "Fn::Contains",
    "Fn::EachMemberIn",
    "Ref",
    "Fn::RefAll",
]
nodes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "Vpc", "Subnets", "Nope", VPC]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "Fn::ValueOf", "Fn::ValueOfAll", "x"]), inner, max_size=2)
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(nodes, nodes)
def test_any_rules_are_judged_or_refused(test: object, condition: object) -> None:
    with contextlib.suppress(RuleError):
        assert isinstance(broken(section(test, RuleCondition=condition)), list)
