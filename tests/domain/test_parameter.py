"""Which values a launch gets, and the texts with which it is refused some (semantics 2.7, 3.4, 6.4)."""

import contextlib
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchpath.domain.parameter import (
    USE_PREVIOUS,
    Given,
    Parameter,
    ParameterError,
    check,
    failure_text,
    resolve,
)


def refusal(declared: list[Parameter], values: Given, previous: Mapping[str, str] | None = None) -> str:
    with pytest.raises(ParameterError) as caught:
        resolve(declared, values, previous)
    return str(caught.value)


def problem(parameter: Parameter, value: str) -> str | None:
    try:
        check(parameter, value)
    except ParameterError as error:
        return str(error)
    return None


P = Parameter(key="P")
NUMBER = Parameter(key="P", type="Number")
LIST = Parameter(key="P", type="CommaDelimitedList")


def test_a_value_that_is_given_wins_over_the_default() -> None:
    declared = [Parameter(key="A", default="a"), Parameter(key="B", default="b")]
    assert resolve(declared, {"B": "other"}) == {"A": "a", "B": "other"}


def test_an_empty_value_is_a_value() -> None:
    """Semantics 2.7: it must reach the stack as an empty string."""
    assert resolve([Parameter(key="A", default="a"), Parameter(key="B", default="")], {"A": ""}) == {"A": "", "B": ""}


def test_a_previous_value_is_kept_where_that_is_asked_for() -> None:
    assert resolve([Parameter(key="A", default="a")], {"A": USE_PREVIOUS}, {"A": "kept"}) == {"A": "kept"}


def test_a_parameter_that_an_update_does_not_list_takes_the_default() -> None:
    """Semantics 14, point 11."""
    assert resolve([Parameter(key="A", default="a")], {}, {"A": "kept"}) == {"A": "a"}


def test_missing_parameters_are_refused_with_cloudformations_text() -> None:
    declared = [Parameter(key="A"), Parameter(key="B", default="b"), Parameter(key="C")]
    assert refusal(declared, {}) == "Parameters: [A, C] must have values"


def test_an_update_without_a_value_is_refused_although_there_was_one() -> None:
    assert refusal([P], {}, {"P": "kept"}) == "Parameters: [P] must have values"


def test_unknown_parameters_are_refused_before_all_else() -> None:
    assert refusal([P], {"X": "1", "Y": USE_PREVIOUS}) == "Parameters: [X, Y] do not exist in the template"


@pytest.mark.parametrize("previous", [None, {}, {"Other": "x"}])
def test_a_new_parameter_has_no_previous_value(previous: dict[str, str] | None) -> None:
    """Semantics 2.7."""
    assert refusal([P, Parameter(key="Q")], {"P": USE_PREVIOUS}, previous) == (
        "Invalid input for parameter key P. Cannot specify usePreviousValue as true "
        "for a parameter key not in the previous template"
    )


def test_what_may_be_left_out_and_was_stays_so() -> None:
    """Clients send UsePreviousValue for every parameter that a version has."""
    declared = [Parameter(key="Note", optional=True)]
    assert resolve(declared, {"Note": USE_PREVIOUS}, {}) == {}


def test_a_default_and_a_previous_value_must_satisfy_the_constraints_too() -> None:
    declared = [replace(P, default="", min_length="1")]
    assert refusal(declared, {}) == "Parameter 'P' must contain at least 1 characters"
    assert refusal(declared, {"P": USE_PREVIOUS}, {"P": ""}) == "Parameter 'P' must contain at least 1 characters"


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        (replace(P, allowed_values=("a", "b")), "c", "Parameter 'P' must be one of AllowedValues"),
        (replace(P, allowed_values=("a", "b")), "a,b", "Parameter 'P' must be one of AllowedValues"),
        (replace(P, allowed_pattern="[a-z]+"), "a1", "Parameter 'P' must match pattern [a-z]+"),
        (replace(P, min_length="2"), "é", "Parameter 'P' must contain at least 2 characters"),
        (replace(P, max_length="2"), "abc", "Parameter 'P' must contain at most 2 characters"),
        (P, "x" * 4097, "Parameter 'P' must contain at most 4096 characters"),
        (NUMBER, "ten", "Parameter 'P' must be a number"),
        (NUMBER, "", "Parameter 'P' must be a number"),
        (NUMBER, "٣", "Parameter 'P' must be a number"),
        (replace(NUMBER, min_value="1"), "0.5", "Parameter 'P' must be a number not less than 1"),
        (replace(NUMBER, max_value="1e2"), "100.1", "Parameter 'P' must be a number not greater than 1e2"),
        (replace(NUMBER, allowed_values=("1", "2")), "3", "Parameter 'P' must be one of AllowedValues"),
        (replace(NUMBER, type="List<Number>"), "1, two", "Parameter 'P' must be a number"),
        (
            replace(NUMBER, type="List<Number>", max_value="5"),
            "1,6",
            "Parameter 'P' must be a number not greater than 5",
        ),
        (replace(LIST, allowed_values=("a", "b")), "a,c", "Parameter 'P' must be one of AllowedValues"),
        (replace(LIST, allowed_pattern="[a-z]+"), "a,1", "Parameter 'P' must match pattern [a-z]+"),
    ],
)
def test_a_value_that_breaks_a_constraint_is_refused_with_cloudformations_text(
    parameter: Parameter, value: str, text: str
) -> None:
    assert problem(parameter, value) == text


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (replace(P, allowed_values=("a", "")), ""),
        (replace(P, allowed_pattern="[a-z]*"), ""),
        (replace(P, min_length="1", max_length="1"), "😀"),
        (NUMBER, "-1.5e3"),
        (NUMBER, "+.5"),
        (NUMBER, "007"),
        (replace(NUMBER, min_value="1", max_value="10"), "10"),
        (replace(LIST, allowed_values=("a", "b")), "a, b ,a"),
        (replace(LIST, allowed_pattern="[a-z]+"), "ab , cd"),
        (replace(NUMBER, type="List<Number>"), "80, 443"),
        (Parameter(key="P", type="AWS::EC2::VPC::Id"), "not-a-vpc"),
    ],
)
def test_a_value_that_keeps_the_constraints_is_taken(parameter: Parameter, value: str) -> None:
    assert problem(parameter, value) is None


def test_the_constraint_description_replaces_the_reason() -> None:
    """CloudFormation then leaves the quotes out: "Parameter InstanceType failed to satisfy constraint: must be ..."."""
    parameter = replace(P, allowed_values=("a",), constraint_description="must be a valid EC2 instance type.")
    assert problem(parameter, "b") == "Parameter P failed to satisfy constraint: must be a valid EC2 instance type."


def test_constraints_of_an_ssm_parameter_are_on_its_name() -> None:
    """Semantics 2.5."""
    parameter = Parameter(key="P", type="AWS::SSM::Parameter::Value<List<String>>", allowed_pattern="/[a-z/,]+")
    assert (parameter.is_ssm, parameter.is_list, parameter.stands_for_list) == (True, False, True)
    assert problem(parameter, "/a/b,c") is None
    assert problem(parameter, "a") == "Parameter 'P' must match pattern /[a-z/,]+"


def test_a_refusal_never_tells_the_value() -> None:
    secret = Parameter(key="P", no_echo=True, default="hunter2", allowed_pattern="[a-z]{3}", max_length="4")
    texts = [refusal([secret], {}), refusal([replace(secret, allowed_pattern=None)], {"P": "hunter3"})]
    assert not [text for text in texts if "hunter" in text]
    assert "hunter2" not in repr(secret)


def test_a_failed_launch_shows_the_reason_as_the_service_does() -> None:
    """Semantics 3.4, with the two blanks."""
    assert failure_text("Parameters: [KeyName] must have values", "5528-x") == (
        "AmazonCloudFormationException  Parameters: [KeyName] must have values "
        "(Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError; Request ID: 5528-x)"
    )


keys = st.sampled_from(["A", "B", "C"])
texts = st.text(max_size=8) | st.sampled_from(["1", "-1.5", "a,b", "1e9999", "1e99999", "9" * 50, ""])
parameters = st.builds(
    Parameter,
    key=keys,
    type=st.sampled_from(
        ["String", "Number", "List<Number>", "CommaDelimitedList", "AWS::SSM::Parameter::Value<String>"]
    ),
    default=st.none() | texts,
    allowed_values=st.lists(texts, max_size=2).map(tuple),
    allowed_pattern=st.none() | st.text(alphabet="ab(){}[]^$*+?|\\.,-&0123456789pPdQE<=!:i", max_size=12),
    constraint_description=st.none() | texts,
    **{bound: st.none() | texts for bound in ("min_length", "max_length", "min_value", "max_value")},
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(parameters, max_size=3),
    st.dictionaries(keys, texts | st.just(USE_PREVIOUS), max_size=3),
    st.none() | st.dictionaries(keys, texts, max_size=3),
)
def test_any_values_are_resolved_or_refused(
    declared: list[Parameter], values: Given, previous: dict[str, str] | None
) -> None:
    with contextlib.suppress(ParameterError):
        assert resolve(declared, values, previous).keys() == {parameter.key for parameter in declared}
