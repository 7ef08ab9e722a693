"""How a template's text is read: YAML and JSON, and what neither may contain."""

import contextlib
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from launchpath.domain import template
from launchpath.domain.template import TemplateError

RESOURCES = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n"


def refusal(text: str) -> str:
    with pytest.raises(TemplateError) as caught:
        template.read(text)
    return str(caught.value)


def metadata(yaml: str) -> object:
    document = template.read(f"{RESOURCES}Metadata:\n  It: {yaml}\n").metadata
    assert document is not None
    return document["It"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!GetAtt A.B.C", {"Fn::GetAtt": ["A", "B.C"]}),
        ("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}),
        ("!Sub '${A}-x'", {"Fn::Sub": "${A}-x"}),
        ("!Sub ['${A}', {A: !Ref B}]", {"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!If [C, !Base64 a, !ImportValue b]", {"Fn::If": ["C", {"Fn::Base64": "a"}, {"Fn::ImportValue": "b"}]}),
        (
            "!And [!Condition A, !Not [!Condition B]]",
            {"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Condition": "B"}]}]},
        ),
        ("!Transform {Name: X, Parameters: {}}", {"Fn::Transform": {"Name": "X", "Parameters": {}}}),
        (
            "!EachMemberIn [!RefAll T, !ValueOfAll [T, A]]",
            {"Fn::EachMemberIn": [{"Fn::RefAll": "T"}, {"Fn::ValueOfAll": ["T", "A"]}]},
        ),
        ("!ToJsonString {a: !Length [1]}", {"Fn::ToJsonString": {"a": {"Fn::Length": [1]}}}),
    ],
)
def test_a_short_function_is_written_out(short: str, long: object) -> None:
    assert metadata(short) == long


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", True),  # YAML 1.1, as CloudFormation reads it
        ("Off", False),
        ("y", "y"),
        ("'yes'", "yes"),
        ("80", 80),
        ("1.5", 1.5),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("22:22", "22:22"),
        ("1_000", "1_000"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("2010-09-09", "2010-09-09"),
        ("!!str 5", "5"),
    ],
)
def test_metadata_shows_scalars_as_they_are_meant(written: str, read: object) -> None:
    assert metadata(written) == read


def test_json_and_yaml_say_the_same() -> None:
    tree = {"Resources": {"B": {"Type": "AWS::S3::Bucket"}}, "Parameters": {"P": {"Type": "Number", "Default": 1.10}}}
    yaml = "Resources: {B: {Type: 'AWS::S3::Bucket'}}\nParameters: {P: {Type: Number, Default: 1.1}}"
    assert template.read(json.dumps(tree)) == template.read(yaml)


def test_a_byte_order_mark_is_no_part_of_the_template() -> None:
    assert template.read("\ufeff" + RESOURCES) == template.read(RESOURCES)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the template is empty"),
        ("# nothing\n", "the template is empty"),
        ("- a\n", "unsupported structure"),
        ("just words", "unsupported structure"),
        ("a: [", "Template format error: YAML not well-formed. (line 2, column 1)"),
        ("a:\n\tb: 1", "Template format error: YAML not well-formed. (line 2, column 1)"),
        ("{bad", "Template format error: JSON not well-formed. (line 1, column 2)"),
        ('{"a": NaN}', "NaN is not a JSON value"),
        ("a: 1\nb: 2\na: 3", "the key 'a' is given twice (line 3)"),
        ('{"a": 1,\n "a": 2}', "the key 'a' is given twice (line 2)"),
        ('{"a":"\\ud83d\\ude00","b":1,"b":2}', "the key 'b' is given twice"),
        ("a: &x 1", "does not support YAML anchors and aliases, and here is '&x' (line 1)"),
        ("a: 1\nb: *x", "does not support YAML anchors and aliases, and here is '*x' (line 2)"),
        ("a: {<<: {b: 1}}", "does not support YAML hash merges ('<<') (line 1)"),
        ("a: 1\nb: !Reff A", "unknown tag !Reff (line 2)"),
        ("a: !!python/object/apply:os.system [x]", "unknown tag tag:yaml.org,2002:python/object/apply:os.system"),
        ("a: !!binary x", "unknown tag tag:yaml.org,2002:binary"),
        ("? [a]\n: b", "a key must be a plain name (line 1)"),
        ("!Ref a: b", "a key must be a plain name (line 1)"),
        ("a: 1\n---\nb: 2", "a second begins (line 2)"),
        ("a:\n  b:\n    - 1\n    -\n", "[/a/b/1] 'null' values are not allowed in templates (line 4)"),
        ('{"Outputs": null}', "[/Outputs] 'null' values are not allowed in templates"),
        ("a: \ud800", "not valid Unicode text"),
        ('{"a": "\\ud800"}', "not valid Unicode text"),
        ('{"\\udfff": 1}', "not valid Unicode text"),
        ("a: \x00", "YAML not well-formed"),
    ],
)
def test_a_text_that_is_no_template_is_refused_with_the_place(text: str, problem: str) -> None:
    assert problem in refusal(text)


def test_a_template_of_more_than_a_megabyte_is_refused() -> None:
    """Semantics 6.4."""
    assert refusal("x" * 1_000_001).startswith("Template may not exceed 1000000 bytes in size. This one has 1000001")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "{a: " * 100_000,
        "- " * 100_000,
        '{"a":' * 100_000,
        '{"a":' + "[" * 100_000,
        "a: " + "[" * 90 + "]" * 90,
        '{"a":' + "[" * 90 + "]" * 90 + "}",
        "a: " + "!Not [" * 45 + "1" + "]" * 45,
    ],
)
def test_hostile_nesting_is_refused(text: str) -> None:
    assert "nests deeper than 80 levels" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(f'"k{number}":1' for number in range(60_000)) + ',"k1":1}',
        '{"' + "k" * 500_000 + '":[' + "1," * 200_000 + "null]}",
        "a: [" + "1, " * 300_000 + "]",
        "a: '" + "''" * 400_000 + "'",
        ": " * 400_000,
        "? " * 400_000,
        "a: |\n" + " x\n" * 300_000,
        "%" * 900_000,
        "&a " * 300_000,
    ],
)
def test_a_large_hostile_text_is_refused_like_a_small_one(text: str) -> None:
    assert refusal(text)


def test_the_refusal_begins_as_the_service_s_does() -> None:
    """Semantics 3.3: clients know the beginning of this message."""
    with pytest.raises(TemplateError) as caught:
        template.read("a: [")
    assert caught.value.refusal.startswith("Invalid templateBody. Please make sure that your template is valid")
    assert str(caught.value) in caught.value.refusal


SECTIONS = ["Resources", "Parameters", "Rules", "Outputs", "Conditions", "Metadata", "Transform", "Mappings"]
WORDS = [
    "Type",
    "AWS::S3::Bucket",
    "String",
    "Ref",
    "Fn::If",
    "Default",
    "AllowedPattern",
    "Assertions",
    "Assert",
    *SECTIONS,
]
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)
SIGNS = [
    "\n",
    "  ",
    "- ",
    ": ",
    "!Ref ",
    "!GetAtt ",
    "!Sub ",
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "|",
    "? ",
    "#",
]
fragments = st.sampled_from([*WORDS, *SIGNS, "%", "\t", "<<", "~", "1.10", "é", "\x00", "\u2028"])


def read_or_refuse(text: str) -> None:
    with contextlib.suppress(TemplateError):
        template.read(text)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@settings(deadline=None)
@given(st.lists(fragments, max_size=30).map("".join))
def test_any_yaml_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(SECTIONS), st.dictionaries(st.sampled_from(["A", "B", "a-b"]), trees, max_size=2))
)
@example({"Resources": {"A": {"Type": "X"}}, "Rules": {"A": {"Assertions": [{"Assert": {"Fn::If": 1}}]}}})
def test_any_tree_is_read_or_refused(tree: dict[str, object]) -> None:
    read_or_refuse(json.dumps(tree))
