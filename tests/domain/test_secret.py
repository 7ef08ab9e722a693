"""Which values are secret, and texts without them."""

import html
import json
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchpath.domain.parameter import Parameter
from launchpath.domain.secret import MASK, mask, secrets

DECLARED = [
    Parameter(key="Password", no_echo=True, default="changeme"),
    Parameter(key="Keys", type="CommaDelimitedList", no_echo=True),
    Parameter(key="Name", default="plain"),
]


def test_the_values_of_no_echo_parameters_are_secret() -> None:
    values = {"Password": "hunter2", "Keys": "k1, k2", "Name": "visible"}
    assert secrets(DECLARED, values) == ("hunter2", "changeme", "k1, k2", "k1", "k2")


def test_an_empty_value_is_no_secret() -> None:
    assert secrets([Parameter(key="P", no_echo=True)], {"P": ""}) == ()
    assert mask("a text", ["", ""]) == "a text"


def test_secrets_are_masked_wherever_they_stand() -> None:
    assert mask("hunter2: no hunter2x", ["hunter2"]) == "****: no ****x"


def test_the_longest_secret_is_masked_first() -> None:
    assert mask("hunter2-extra hunter2", ["hunter2", "hunter2-extra"]) == "**** ****"


def test_a_mask_is_not_masked_again() -> None:
    assert mask("hunter2 ****", ["hunter2", "****"]) == "**** ****"


@pytest.mark.parametrize(("text", "masked"), [("a cat", "**** cat"), ("x=a;", "x=****;"), ("banana", "banana")])
def test_a_very_short_secret_is_masked_as_a_word_only(text: str, masked: str) -> None:
    """Elsewhere the mask would spoil the text and tell the secret."""
    assert mask(text, ["a"]) == masked


@pytest.mark.parametrize("escape", [json.dumps, html.escape, quote_plus, repr])
def test_an_escaped_secret_is_masked_too(escape: object) -> None:
    secret = 'p<a>"s\n& é\\'
    assert callable(escape)
    assert "p" not in mask(escape(secret), [secret])


@settings(deadline=None)
@given(st.text(alphabet='ab"\\\n<é ', min_size=4), st.text(alphabet="xyz "), st.text(alphabet="xyz "))
def test_a_secret_never_stays(secret: str, before: str, after: str) -> None:
    masked = mask(before + secret + after, [secret])
    assert secret not in masked
    assert MASK in masked


@settings(deadline=None)
@given(st.text(), st.lists(st.text()))
def test_any_text_can_be_masked(text: str, hidden: list[str]) -> None:
    assert isinstance(mask(text, hidden), str)


def test_a_secret_in_base64_is_masked_too() -> None:
    # What Fn::Base64 makes of it in an output.
    assert mask("aHVudGVyMg==", ["hunter2"]) == MASK
