"""Templates that were good once: the samples after accidents to their letters, their lines and their trees."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import launchpath.catalog
from tests.fuzz.hostile import SPOILED, TEXTS, places, put, without
from tests.fuzz.known import filled

SAMPLES = [
    path.read_text()
    for path in sorted((Path(launchpath.catalog.__file__).parent / "sample" / "templates").glob("*.yaml"))
    if path.name.startswith(("bucket", "queue", "topic", "table"))
]

TREE: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Description": "A queue.",
    "Metadata": {"AWS::CloudFormation::Interface": {"ParameterGroups": [{"Parameters": ["Delay"]}]}},
    "Parameters": {
        "Delay": {"Type": "Number", "Default": 0, "MinValue": 0, "MaxValue": 900},
        "Kinds": {"Type": "CommaDelimitedList", "Default": "a,b"},
        "Name": {"Type": "String", "Default": "x", "AllowedPattern": "[a-z]*", "MaxLength": 20, "NoEcho": True},
    },
    "Mappings": {"Sizes": {"small": {"Delay": 1}}},
    "Conditions": {"Slow": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Delay"}, 0]}]}},
    "Rules": {"Named": {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Name"}, ""]}]}}]}},
    "Resources": {
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"DelaySeconds": {"Fn::If": ["Slow", {"Ref": "Delay"}, {"Ref": "AWS::NoValue"}]}},
        },
        "Topic": {"Type": "AWS::SNS::Topic", "DependsOn": "Queue", "Condition": "Slow"},
    },
    "Outputs": {
        "Url": {"Value": {"Ref": "Queue"}},
        "Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}, "Description": {"Fn::Sub": "${Name}"}},
        "First": {"Value": {"Fn::Select": [0, {"Ref": "Kinds"}]}},
        "Mapped": {"Value": {"Fn::FindInMap": ["Sizes", "small", "Delay"]}},
    },
}

#: What means something in YAML or in CloudFormation.
PIECES = [
    "!Ref Queue",
    "!Ref",
    "!GetAtt a.b.c",
    "!GetAtt [Queue, Nothing]",
    "!Sub '${a}${!b}${AWS::Region}${'",
    "!If [a, b]",
    "!Select [9, !Split [',', 'a,b']]",
    "!Join ['', [!Ref Topic, 1]]",
    "!ImportValue other",
    "!Base64 x",
    "!Cidr ['10.0.0.0/8', 300, 8]",
    "!GetAZs ''",
    "!Transform {Name: 'AWS::Include'}",
    "!!python/object/apply:os.system ['true']",
    "!!binary aGk=",
    "!!set {a, b}",
    "!!timestamp 2001-01-01",
    "&a [*a]",
    "&a {<<: *a}",
    "*a",
    "<<: {}",
    "? [complex, key] : value",
    "{[a]: b}",
    "2001-01-01",
    "0o17",
    ".inf",
    ".nan",
    "~",
    "yes",
    "1_000",
    "12:30:45",
    "'",
    '"',
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "%YAML 9.9\n---\n",
    "\t",
    "Fn::Transform: {Name: x}",
    "Type: AWS::CloudFormation::Stack",
    "Type: AWS::CloudFormation::WaitCondition",
    "Type: Custom::Thing",
    "Type: AWS::SSM::Parameter::Value<String>",
    "DeletionPolicy: Retain",
    "{{resolve:ssm:/a:1}}",
    "Conditions: {A: !Condition A}",
    "DependsOn: Queue",
    '{"Ref": "Queue"}',
]

_BOMB = "a: &a [x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@st.composite
def _in_letters(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + draw(st.sampled_from(PIECES + TEXTS[:-4])) + text[end:]
    return text


@st.composite
def _in_lines(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(SAMPLES)).splitlines()
    for _ in range(draw(st.integers(1, 2))):
        one, other = (draw(st.integers(0, len(lines) - 1)) for _ in "ab")
        kind = draw(st.sampled_from(["drop", "repeat", "swap", "indent", "replace"]))
        if kind == "drop":
            lines[one] = ""
        elif kind == "repeat":
            lines.insert(other, lines[one])
        elif kind == "swap":
            lines[one], lines[other] = lines[other], lines[one]
        elif kind == "indent":
            lines[one] = draw(st.sampled_from(["  ", "    ", "\t", ""])) + lines[one].lstrip()
        else:
            lines[one] = lines[one].partition(":")[0] + ": " + draw(st.sampled_from(PIECES))
    return "\n".join(lines)


@st.composite
def _in_the_tree(draw: st.DrawFn) -> str:
    tree: Any = TREE
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(tree)))
        tree = (
            without(tree, place)
            if draw(st.integers(0, 3)) == 0
            else put(tree, place, draw(st.one_of(SPOILED, _EXPRESSIONS, _EXPRESSIONS)))
        )
    return json.dumps(filled(tree, lambda known: known.kind))


_NAMES = st.sampled_from(["Delay", "Queue", "Topic", "Slow", "Nothing", "AWS::Region", "AWS::NoValue", ""])
_EXPRESSIONS = st.recursive(
    st.one_of(_NAMES, st.integers(-1, 3), st.builds(lambda name: {"Ref": name}, _NAMES)),
    lambda inner: st.builds(
        lambda function, operands: {function: operands},
        st.sampled_from(
            [
                *(
                    "Fn::If",
                    "Fn::Sub",
                    "Fn::Join",
                    "Fn::Select",
                    "Fn::Split",
                    "Fn::GetAtt",
                    "Fn::FindInMap",
                    "Fn::Equals",
                ),
                *(
                    "Fn::And",
                    "Fn::Or",
                    "Fn::Not",
                    "Fn::Base64",
                    "Fn::Cidr",
                    "Fn::ImportValue",
                    "Fn::Length",
                    "Condition",
                ),
            ]
        ),
        st.lists(inner, max_size=3) | inner,
    ),
    max_leaves=6,
)

texts = st.one_of(
    _in_letters(),
    _in_letters(),
    _in_lines(),
    _in_lines(),
    _in_the_tree(),
    _in_the_tree(),
    st.sampled_from([*TEXTS, _BOMB]),
)
