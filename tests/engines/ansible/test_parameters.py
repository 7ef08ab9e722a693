"""parameters.yml is a JSON Schema; what it says is what a launch asks for."""

import pytest

from launchpath.domain.parameter import Parameter
from launchpath.engines.ansible.parameters import declared, typed
from launchpath.engines.offers import ArchiveRefused
from tests.terraform import archive

PLAYS = {"provision.yml": "[]", "terminate.yml": "[]"}


def asked(schema: str) -> tuple[Parameter, ...]:
    return declared(archive(**PLAYS, **{"parameters.yml": schema}))


def test_an_archive_without_parameters_asks_for_nothing() -> None:
    assert declared(archive(**PLAYS)) == ()


def test_types_bounds_and_secrets_are_understood() -> None:
    size, word = asked(
        "{required: [word], properties: {size: {type: integer, minimum: 1, maximum: 9, default: 3},"
        " word: {type: string, writeOnly: true, pattern: '[a-z]+', minLength: 2, description: A word.}}}"
    )
    assert (size.type, size.default, size.min_value, size.max_value) == ("Number", "3", "1", "9")
    assert (word.no_echo, word.allowed_pattern, word.min_length, word.description) == (True, "[a-z]+", "2", "A word.")
    assert (size.optional, word.optional) == (True, False)


def test_choices_are_allowed_values() -> None:
    (size, loud) = asked("{properties: {size: {enum: [small, large]}, loud: {type: boolean}}}")
    assert (size.allowed_values, loud.allowed_values) == (("small", "large"), ("true", "false"))


def test_playbooks_get_numbers_and_truths_and_not_their_texts() -> None:
    parameters = asked("{properties: {size: {type: number}, loud: {type: boolean}, word: {type: string}}}")
    values = {"size": "2.5", "loud": "true", "word": "true"}
    assert typed(parameters, values) == {"size": 2.5, "loud": True, "word": "true"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"][", "can't be read"),
        (archive(**{"provision.yml": "[]"}), r"lacks terminate\.yml"),
        (archive(**PLAYS, **{"parameters.yml": "{a: ["}), "can't be read"),
        (archive(**PLAYS, **{"parameters.yml": "[a]"}), "no JSON Schema of an object"),
    ],
)
def test_an_archive_that_makes_no_sense_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(ArchiveRefused, match=why):
        declared(content)
