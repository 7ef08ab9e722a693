"""Pages and their tokens: semantics 2.1, 14 (7, 8)."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api.errors import InvalidParametersException
from launchpath.domain.page import DEFAULT_SIZE, page

#: What a model's PageToken may be: at most 2024 characters, and SQLite's and PostgreSQL's whole numbers.
positions = st.lists(st.integers(-(2**63), 2**63 - 1) | st.text(max_size=50), min_size=1, max_size=4)


@pytest.mark.parametrize(("asked", "size"), [(None, DEFAULT_SIZE), (0, DEFAULT_SIZE), (1, 1), (100, 100)])
def test_a_page_has_the_size_that_was_asked_for_or_twenty(asked: int | None, size: int) -> None:
    assert page(asked, None, "List").size == size


def test_the_first_page_begins_at_the_beginning() -> None:
    assert page(None, None, "List").after is None


@given(positions)
def test_a_token_leads_to_the_position_that_it_was_made_of(position: list[str | int]) -> None:
    token = page(5, None, "List", "account").token(position)
    assert page(5, token, "List", "account").after == tuple(position)


@given(positions)
def test_a_token_is_plain_text_of_a_url(position: list[str | int]) -> None:
    token = page(5, None, "List").token(position)
    assert token.isascii()
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_size_of_a_page_is_no_part_of_its_query() -> None:
    assert page(7, page(5, None, "List").token([3]), "List").after == (3,)


@pytest.mark.parametrize(
    "other",
    [
        ("Other", "account", {"Owner": ["a"]}),
        ("List", "other", {"Owner": ["a"]}),
        ("List", "account", {"Owner": ["b"]}),
        ("List", "account", None),
        ("List", "account"),
    ],
)
def test_a_token_of_another_query_is_refused(other: tuple[object, ...]) -> None:
    token = page(5, None, "List", "account", {"Owner": ["a"]}).token([3])
    with pytest.raises(InvalidParametersException, match=r"^Invalid page token\.$"):
        page(5, token, *other)


def test_the_order_of_a_querys_filters_does_not_matter() -> None:
    token = page(5, None, {"a": 1, "b": 2}).token([3])
    assert page(5, token, {"b": 2, "a": 1}).after == (3,)


@given(positions, positions)
def test_nobody_can_change_a_tokens_position(position: list[str | int], other: list[str | int]) -> None:
    seal = json.loads(base64.urlsafe_b64decode(page(5, None, "List").token(position) + "=="))[0]
    forged = base64.urlsafe_b64encode(json.dumps([seal, *other]).encode()).decode()
    if other == position:
        assert page(5, forged, "List").after == tuple(position)
    else:
        with pytest.raises(InvalidParametersException):
            page(5, forged, "List")


@given(st.text(max_size=2024))
def test_any_text_is_refused_as_it_is_no_token(text: str) -> None:
    with pytest.raises(InvalidParametersException, match=r"^Invalid page token\.$"):
        page(5, text, "List")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_any_json_is_refused_as_it_is_no_token(value: object) -> None:
    token = base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
    with pytest.raises(InvalidParametersException, match=r"^Invalid page token\.$"):
        page(5, token, "List")


def test_json_without_an_end_is_refused() -> None:
    with pytest.raises(InvalidParametersException):
        page(5, base64.urlsafe_b64encode(b"[" * 1500).decode(), "List")


@pytest.mark.parametrize("position", [(7,), ("a", 7), ("", -(2**63)), ("\x00é", 2**63 - 1)])
def test_a_position_of_a_lists_order_is_gone_on_from(position: tuple[str | int, ...]) -> None:
    token = page(5, None, "List").token(position)
    assert page(5, token, "List").position([type(value) for value in position]) == position


def test_without_a_token_there_is_no_position() -> None:
    assert page(5, None, "List").position([str, int]) is None


@pytest.mark.parametrize(
    "position",
    [("a",), (7,), ("a", 7, 7), (7, 7), ("a", "a"), ("a", 2**63), ("a", True), ("a", 0.5), (None, 7), ("\ud800", 7)],
)
def test_a_position_that_the_lists_order_cannot_have_is_refused(position: tuple[Any, ...]) -> None:
    forged = page(5, page(5, None, "List").token(position), "List")
    with pytest.raises(InvalidParametersException, match=r"^Invalid page token\.$"):
        forged.position([str, int])
