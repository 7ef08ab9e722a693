"""Wildcards as IAM has them, in policies and in IAM_PATTERN principals (semantics 4.4, 5)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.domain.wildcard import matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("role/dev-*", "role/dev-"),
        ("role/dev-*", "role/dev-a/b"),
        ("role/*/ops", "role/team/a/ops"),
        ("role/*a*a", "role/aa"),
        ("role/de?", "role/dev"),
        ("*", ""),
        ("a.c", "a.c"),
        ("*\n", "any\n"),
    ],
)
def test_a_star_stands_for_any_letters_and_a_question_mark_for_one(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("role/dev-*", "role/de"),
        ("role/de?", "role/de"),
        ("role/de?", "role/devs"),
        ("*aa", "a"),
        ("a.c", "abc"),
        ("Role/x", "role/x"),
        ("x", "x\n"),
    ],
)
def test_the_whole_text_must_fit(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


def test_case_is_ignored_on_demand_alone() -> None:
    assert matches("servicecatalog:DESCRIBE*", "servicecatalog:DescribeRecord", fold=True)
    assert not matches("servicecatalog:DESCRIBE*", "servicecatalog:DescribeRecord")


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_it_finds_what_trying_everything_finds(pattern: str, text: str) -> None:
    everything = "".join({"*": ".*", "?": "."}.get(letter, letter) for letter in pattern)
    assert matches(pattern, text) == bool(re.fullmatch(everything, text))


def test_a_hostile_pattern_is_answered_as_any_other() -> None:
    """Trying everything would take longer than the world has existed."""
    assert not matches("*a" * 250 + "*b", "a" * 2000)
    assert matches("*a" * 250 + "*", "a" * 2000)
