"""Whether a value matches an AllowedPattern, which is a regular expression in Java's syntax."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchpath.domain import pattern
from launchpath.domain.pattern_class import PatternError


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a|ab", "ab"),
        (r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$", "my-bucket"),
        (r"((\d{1,3})\.){3}\d{1,3}/\d{1,2}", "10.0.0.0/16"),
        (r"(?=.*[A-Z])(?=.*\d)[A-Za-z\d!@#$%^&*]{8,}", "Passw0rd!"),
        (r"[\x20-\x7E]*", "abc ~"),
        (r"\p{Alpha}\p{Punct}[\p{Alnum}\-_]+", "a$a-_9"),
        (r"\p{IsLu}\p{javaLowerCase}*\p{L}\P{Alpha}", "Ab\u00e91"),
        (r"[a-z&&[^aeiou]]+", "bcd"),
        (r"[a-d[m-p]]+", "am"),
        (r"[\w-.]+", "a-.b"),
        (r"[]a]+", "]a"),
        (r"[a-z0-9_--]+", "a-"),
        (r"^[a-zA-Z0-9-_/]+(.log)$", "/var/a-b.log"),
        (r"[+-.]+", "+,-."),
        (r"(?!-)[a-zA-Z0-9-.]{1,63}(?<!-)", "a-b.c"),
        (
            r"(?=^.{3,63}$)(?!^(\d+\.)+\d+$)(^(([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])$)",
            "my.bucket-1",
        ),
        (r"^(([0-9]|1[0-9]{2}|25[0-5])\.){3}([0-9]|25[0-5])(\/([0-9]|[1-2][0-9]|3[0-2]))$", "9.100.255.0/16"),
        (r"^$|^arn:aws:wafv2:us-east-1:[0-9]{12}:global/webacl/.+$", ""),
        (r"^[^\s@]+@[^\s@]+\.[^\s@]+$", "a@b.c"),
        (r"(?![sS][gG]-)[a-zA-Z0-9 ._:/()#@\[\]+=&;{}!$*-]{1,255}", "web [1] & {2}!"),
        (r"[a||b~~]+", "|a~"),
        (r"\Qa.b\E+", "a.bbb"),
        (r"a++b(?>c)", "aabc"),
        (r"(?<n>a)\k<n>(b)\2", "aabb"),
        (r"(?i)abc(?-i)d", "ABCd"),
        (r"\x41\u0042\x{1F600}\0101\cA", "AB\U0001f600A\x01"),
        (r"a\R\h\z", "a\r\n\t"),
        (r"(.|\n)*", "a\nb"),
        (r"a{0,999999}", "a" * 4096),
        ("}]", "}]"),
        ("", ""),
    ],
)
def test_java_s_syntax_is_understood(expression: str, value: str) -> None:
    assert pattern.matches(expression, [value])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[a-z]+", "abcD"),
        ("[a-z]+", "abc\n"),
        ("a$", "a\n"),
        ("b", "abc"),
        (r"\d+", "\u0663"),  # ASCII only, as in Java
        (r"\w+", "\u00e9"),
        (r"[a-z&&[^aeiou]]+", "bcda"),
        (r"\p{Upper}", "a"),
        ("a{999999}", "a" * 4096),
        (".+", ""),
    ],
)
def test_the_whole_value_must_match(expression: str, value: str) -> None:
    """Semantics 6.4."""
    assert not pattern.matches(expression, [value])


def test_every_member_of_a_list_must_match() -> None:
    assert pattern.matches("[ab]", ["a", "b"])
    assert not pattern.matches("[ab]", ["a", "c"])


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("(a", "has a bracket that is not closed"),
        ("a)", "closes a bracket that is not open"),
        ("[a", "has a class that does not end"),
        ("*a", "repeats nothing"),
        ("a{", "is not a regular expression in Java's syntax (character 2)"),
        ("a\\", "is not a regular expression in Java's syntax (character 2)"),
        (r"\y", "is not a regular expression in Java's syntax (character 1)"),
        (r"\p{NoSuchThing}", "is not a regular expression in Java's syntax: unknown property"),
        (r"\x{110000}", "names a character that does not exist"),
        ("[z-a]", "is not a regular expression in Java's syntax: "),
        # The engine's own syntax, not Java's: it could run or grow without end.
        ("(?R)", "is not a regular expression in Java's syntax (character 1)"),
        ("(?1)", "is not a regular expression in Java's syntax (character 1)"),
        ("(?:a){e<=1}", "is not a regular expression in Java's syntax (character 6)"),
        (r"\L<x>", "is not a regular expression in Java's syntax (character 1)"),
        ("(?x)a", "is not a regular expression in Java's syntax (character 1)"),
    ],
)
def test_what_is_not_java_s_syntax_is_refused(expression: str, problem: str) -> None:
    with pytest.raises(PatternError) as caught:
        pattern.check(expression)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 100 + ")" * 100,
        "[" * 100 + "]" * 100,
        "(a{4096}){4096}",
        "(?:" * 20 + "a?b" + ")+" * 20,
        "(?:a?){4096}" * 3,
        "a" * 8193,
        "a{1000000000}",
    ],
)
def test_a_pattern_that_would_fill_the_memory_is_refused(expression: str) -> None:
    with pytest.raises(PatternError):
        pattern.check(expression)


@pytest.mark.parametrize("expression", ["(?:a|aa)+[cd]", "(?:a?){2000}[cd]", "(?:(?:a{0,9}){0,9}){0,9}[cd]"])
def test_a_pattern_that_would_run_for_ever_is_stopped(expression: str) -> None:
    with pytest.raises(PatternError) as caught:
        pattern.matches(expression, ["a" * 4000 + "b"])
    assert str(caught.value) == "takes too long to match this value and has to be written more simply"


SIGNS = [
    *"ab1.^$|()[]{}*+?-,&\\",
    "(?:",
    "(?=",
    "(?<!",
    "(?<n>",
    "(?i)",
    "\\d",
    "\\W",
    "\\p{L}",
    "\\Q",
    "\\E",
    "{1,2}",
    "&&",
]


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(SIGNS), max_size=15).map("".join) | st.text(max_size=10),
    st.text(alphabet="ab1\n", max_size=6),
)
def test_any_pattern_answers_or_is_refused(expression: str, value: str) -> None:
    with contextlib.suppress(PatternError):
        assert pattern.matches(expression, [value]) in (True, False)
