"""Parameters as a module's variables: texts on the wire, values for Terraform (semantics 7.4)."""

import pytest

from launchpath.domain.parameter import Parameter
from launchpath.engines.terraform import variables


def value(kind: str, text: str, **rest: object) -> object:
    """What Terraform gets for a text of this type; "left out" if nothing."""
    declared = Parameter(key="it", type=kind, **rest)  # type: ignore[arg-type]
    return variables.values([declared], {"it": text}).get("it", "left out")


@pytest.mark.parametrize(
    ("kind", "text", "handed_over"),
    [
        ("string", "[1]", "[1]"),
        ("string", "", ""),
        ("number", "5", "5"),
        ("bool", "true", "true"),
        ("list(string)", '["a", "b"]', ["a", "b"]),
        ("list(string)", "a, b", ["a", "b"]),
        ("set(number)", "1,2", ["1", "2"]),
        ("list(string)", '["a", upper("b")]', '["a", upper("b")]'),
        ("map(string)", '{"a": "b"}', {"a": "b"}),
        ("map(string)", '{ a = "b" }', {"a": "b"}),
        ("object({a = number})", "{ a = 1 }", {"a": 1}),
        ("any", "plain", "plain"),
        ("any", "[1, 2]", [1, 2]),
    ],
)
def test_a_text_becomes_the_value_that_it_says(kind: str, text: str, handed_over: object) -> None:
    assert value(kind, text) == handed_over


def test_a_value_that_is_the_default_is_left_to_the_module() -> None:
    assert value("list(string)", '["a"]', default='["a"]') == "left out"


@pytest.mark.parametrize("kind", ["number", "list(string)"])
def test_an_empty_text_stands_for_nothing_where_it_can_be_no_value(kind: str) -> None:
    assert value(kind, "") == "left out"


def test_an_empty_text_stands_for_null_where_that_is_the_default() -> None:
    assert value("string", "", optional=True) == "left out"


def test_what_was_not_given_is_not_handed_over() -> None:
    assert variables.values([Parameter(key="it", type="string", optional=True)], {}) == {}
