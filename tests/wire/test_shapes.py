"""What does not fit its shape is explained in the service's full text (semantics 3.2), secrets apart."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api import types
from launchpath.api.errors import SerializationException, ValidationException
from launchpath.wire.editions import EDITIONS
from launchpath.wire.shapes import explain


def violation(shape: type[msgspec.Struct], **document: Any) -> str:
    error = explain(shape, document)
    assert isinstance(error, ValidationException)
    return error.message


def mistyped(shape: type[msgspec.Struct], **document: Any) -> str:
    error = explain(shape, document)
    assert isinstance(error, SerializationException)
    return error.message


FAILED = "failed to satisfy constraint: "


def test_a_text_that_is_too_long() -> None:
    assert violation(types.SearchProductsInput, AcceptLanguage="x" * 101) == (
        f"1 validation error detected: Value '{'x' * 101}' at 'acceptLanguage' {FAILED}"
        "Member must have length less than or equal to 100"
    )


def test_a_text_that_is_too_short() -> None:
    assert violation(types.DescribeRecordInput, Id="") == (
        f"1 validation error detected: Value '' at 'id' {FAILED}Member must have length greater than or equal to 1"
    )


def test_a_text_that_does_not_match_shows_the_pattern_of_the_model() -> None:
    assert violation(types.DescribeRecordInput, Id="rec 1") == (
        f"1 validation error detected: Value 'rec 1' at 'id' {FAILED}"
        r"Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\-]*"
    )


def test_a_pattern_of_all_scripts_is_shown_in_the_services_words() -> None:
    assert violation(types.CreateTagOptionInput, Key="a!", Value="b").endswith(
        r"pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
    )


def test_a_value_outside_an_enumeration() -> None:
    assert violation(types.SearchProductsInput, SortOrder="UP") == (
        f"1 validation error detected: Value 'UP' at 'sortOrder' {FAILED}"
        "Member must satisfy enum value set: [ASCENDING, DESCENDING]"
    )


@pytest.mark.parametrize(("size", "limit"), [(-1, "greater than or equal to 0"), (101, "less than or equal to 100")])
def test_a_number_out_of_range(size: int, limit: str) -> None:
    assert violation(types.SearchProductsInput, PageSize=size) == (
        f"1 validation error detected: Value '{size}' at 'pageSize' {FAILED}Member must have value {limit}"
    )


@pytest.mark.parametrize("document", [{}, {"Id": None}])
def test_a_member_that_is_missing_or_null(document: dict[str, Any]) -> None:
    assert violation(types.DescribeRecordInput, **document) == (
        f"1 validation error detected: Value null at 'id' {FAILED}Member must not be null"
    )


def test_all_violations_are_told_in_one_sentence() -> None:
    assert violation(types.DescribeRecordInput, Id="", PageSize=21) == (
        f"2 validation errors detected: Value '' at 'id' {FAILED}Member must have length greater than or equal to 1; "
        f"Value '21' at 'pageSize' {FAILED}Member must have value less than or equal to 20"
    )


def test_one_value_may_break_two_constraints() -> None:
    assert violation(types.DescribeRecordInput, Id="!" * 101).startswith("2 validation errors detected: ")


def test_a_member_of_a_list_is_named_by_its_position() -> None:
    tags = [{"Key": "a", "Value": "b"}, {"Key": "", "Value": None}]
    text = violation(types.CreatePortfolioInput, DisplayName="p", ProviderName="q", IdempotencyToken="t", Tags=tags)
    assert text == (
        f"2 validation errors detected: Value '' at 'tags.2.member.key' {FAILED}"
        f"Member must have length greater than or equal to 1; "
        f"Value null at 'tags.2.member.value' {FAILED}Member must not be null"
    )


def test_a_list_that_is_too_long_is_not_echoed() -> None:
    arns = ["arn:aws:sns:us-east-1:123456789012:t"] * 6
    text = violation(types.ProvisionProductInput, ProvisionedProductName="p", ProvisionToken="t", NotificationArns=arns)
    assert text == (
        f"1 validation error detected: Value at 'notificationArns' {FAILED}"
        "Member must have length less than or equal to 5"
    )


def test_a_key_of_a_map() -> None:
    assert violation(types.SearchProductsInput, Filters={"Colour": ["red"]}) == (
        f"1 validation error detected: Value at 'filters' {FAILED}Map keys must satisfy constraint: "
        "[Member must satisfy enum value set: [FullTextSearch, Owner, ProductType, SourceProductId]]"
    )


def test_a_value_of_a_map_is_named_by_its_key() -> None:
    text = violation(
        types.ExecuteProvisionedProductServiceActionInput,
        ProvisionedProductId="pp-1",
        ServiceActionId="act-1",
        ExecuteToken="t",
        Parameters={"InstanceId": ["x" * 513]},
    )
    assert text == (
        f"1 validation error detected: Value at 'parameters.InstanceId.member.1.member' {FAILED}"
        "Member must have length less than or equal to 512"
    )


def test_a_parameters_value_is_never_echoed() -> None:
    parameters = [{"Key": "Password", "Value": "hunter2" * 1000}]
    text = violation(
        types.ProvisionProductInput, ProvisionedProductName="p", ProvisionToken="t", ProvisioningParameters=parameters
    )
    assert text == (
        f"1 validation error detected: Value at 'provisioningParameters.1.member.value' {FAILED}"
        "Member must have length less than or equal to 4096"
    )


@pytest.mark.parametrize("value", ["5", 5.0, 5.5, float("nan"), True, 2**31, -(2**31) - 1, 10**400, [5], b"5"])
def test_only_whole_numbers_of_32_bits_are_numbers(value: object) -> None:
    assert mistyped(types.SearchProductsInput, PageSize=value).startswith(
        "The value at 'pageSize' must be a whole number of 32 bits, but it is "
    )


@pytest.mark.parametrize(
    ("member", "value", "text"),
    [
        ("AcceptLanguage", 5, "The value at 'acceptLanguage' must be a string, but it is a number."),
        ("AcceptLanguage", b"en", "The value at 'acceptLanguage' must be a string, but it is of another type."),
        ("SortBy", False, "The value at 'sortBy' must be a string, but it is a boolean."),
        ("Filters", [], "The value at 'filters' must be a map, but it is a list."),
        ("Filters", {"Owner": "us"}, "The value at 'filters.Owner.member' must be a list, but it is a string."),
        ("Filters", {b"Owner": []}, "The value at 'filters' must be a string, but it is of another type."),
        (
            "Filters",
            {"Owner": [5]},
            "The value at 'filters.Owner.member.1.member' must be a string, but it is a number.",
        ),
    ],
)
def test_a_wrong_type_is_told_with_its_place(member: str, value: object, text: str) -> None:
    assert mistyped(types.SearchProductsInput, **{member: value}) == text


def test_a_structure_and_a_boolean_have_types_too() -> None:
    assert "must be a structure" in mistyped(types.ListRecordHistoryInput, SearchFilter="rec-1")
    assert "must be a boolean" in mistyped(types.TerminateProvisionedProductInput, IgnoreErrors="yes")


def test_a_wrong_type_anywhere_comes_before_every_violation() -> None:
    assert mistyped(types.SearchProductsInput, AcceptLanguage="x" * 101, PageSize="5")


def test_a_hostile_document_does_not_buy_a_long_answer() -> None:
    tags = [{}] * 100_000
    text = violation(types.CreatePortfolioInput, DisplayName="p", ProviderName="q", IdempotencyToken="t", Tags=tags)
    assert text.startswith("More than 100 validation errors detected: ")
    assert len(text) < 10_000


def test_a_document_that_was_at_fault_before_it_was_a_tree_has_no_text() -> None:
    """As JSON that names a member twice, first with a wrong value."""
    error = explain(types.DescribeRecordInput, {"Id": "rec-1"})
    assert isinstance(error, SerializationException)
    assert error.message == ""


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        | st.fixed_dictionaries({}, optional={"Key": inner, "Value": inner, "Owner": inner})
    ),
    max_leaves=8,
)


INPUTS = [operation.input for edition in EDITIONS.values() for operation in edition.operations.values()]


@given(st.sampled_from(INPUTS), st.data())
def test_whatever_decoding_refuses_is_explained_and_nothing_else_is(
    shape: type[msgspec.Struct], data: st.DataObject
) -> None:
    members = {member: trees for member in shape.__struct_encode_fields__}
    document = data.draw(st.fixed_dictionaries({}, optional=members))
    try:
        msgspec.convert(document, shape)
        fits = True
    except msgspec.ValidationError:
        fits = False
    assert (explain(shape, document).message == "") is fits
