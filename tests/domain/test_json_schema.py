"""A JSON Schema of an object as the parameters that it asks for."""

import pytest

from launchpath.domain.json_schema import SchemaError, parameters, typed


def test_types_bounds_and_secrets_are_understood() -> None:
    size, word = parameters(
        "{required: [word], properties: {size: {type: integer, minimum: 1, maximum: 9, default: 3},"
        " word: {type: string, writeOnly: true, pattern: '[a-z]+', minLength: 2, description: A word.}}}"
    )
    assert (size.type, size.default, size.min_value, size.max_value) == ("Number", "3", "1", "9")
    assert (word.no_echo, word.allowed_pattern, word.min_length, word.description) == (True, "[a-z]+", "2", "A word.")
    assert (size.optional, word.optional) == (True, False)


def test_choices_are_allowed_values() -> None:
    size, loud = parameters("{properties: {size: {enum: [small, large]}, loud: {type: boolean}}}")
    assert (size.allowed_values, loud.allowed_values) == (("small", "large"), ("true", "false"))


def test_json_is_read_as_well_and_lists_and_maps_are_defaults_as_json() -> None:
    (net,) = parameters('{"properties": {"net": {"type": "object", "default": {"zones": ["a", 2]}}}}')
    assert net.default == '{"zones": ["a", 2]}'


def test_programs_get_numbers_and_truths_and_not_their_texts() -> None:
    asked = parameters("{properties: {size: {type: number}, n: {type: integer}, loud: {type: boolean}, word: {}}}")
    values = {"size": "+.5", "n": "+12", "loud": "true", "word": "true"}
    assert typed(asked, values) == {"size": 0.5, "n": 12, "loud": True, "word": "true"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{a: [", r"not well-formed\. \(line 2"),
        ("[a]", "no JSON Schema of an object"),
        ("{type: object}", "no JSON Schema of an object"),
        ("{properties: [a]}", "no JSON Schema of an object"),
        ("{properties: {a: 5}}", "The property a must be a map"),
        ("{properties: {a: {enum: b}}}", "The enum of the property a must be a list"),
        ("{properties: {}, required: 5}", "required must be a list"),
        ("[" * 500, "deeper than 80 levels"),
    ],
)
def test_what_is_no_schema_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(SchemaError, match=why):
        parameters(text)
