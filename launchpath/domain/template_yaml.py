"""What a YAML template says, read without trusting it.

It is read event by event, not through a loader's constructors: no object can be made, nothing recurses however deep
the nesting, and every refusal knows its line. What CloudFormation leaves out of YAML 1.1 (aliases, hash merges, null
values) is refused here too. `yes`, `no`, `on` and `off` are booleans, as in CloudFormation; dates stay text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

import yaml

from launchpath.domain.template_tree import MAX_DEPTH, KeyTwice, Numeral, TemplateError, Tree

#: The short form of each function and what it stands for.
SHORT_FORMS: Final = {
    "!Ref": "Ref",
    "!Condition": "Condition",
    **{
        f"!{name}": f"Fn::{name}"
        for name in (
            *("And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap"),
            *("ForEach", "GetAZs", "GetAtt", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or"),
            *("RefAll", "Select", "Split", "Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll"),
        )
    },
}

_PLAIN_TAGS = frozenset({"!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "map", "seq"))})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    spelling: truth
    for truth, words in ((True, ("true", "yes", "on")), (False, ("false", "no", "off")))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def parse(text: str) -> Tree:
    """The tree of a YAML template, short functions written out. Raises TemplateError."""
    builder = _Builder()
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        raise TemplateError(_problem(error)) from error
    if builder.root is None:
        raise TemplateError("Template format error: the template is empty.")
    return builder.root


def _events(text: str) -> Iterator[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return cast("Iterator[yaml.Event]", yaml.parse(text, Loader=loader))


def _problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return f"Template format error: YAML not well-formed.{where} The parser says: {problem}."


@dataclass(slots=True)
class _Frame:
    """A map or list whose end has not been read yet."""

    items: dict[str, Tree] | list[Tree]
    tag: str | None
    #: How deep its members lie.
    depth: int
    #: The key whose value comes next; None: a key comes next.
    key: str | None = None

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.items, dict) and self.key is None

    @property
    def step(self) -> str:
        return str(len(self.items)) if isinstance(self.items, list) else str(self.key)


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self) -> None:
        self.root: Tree | None = None
        self._open: list[_Frame] = []

    def take(self, event: yaml.Event) -> None:
        _refuse_alias(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._open.pop()
            self._place(_written_out(frame.tag, frame.items))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise TemplateError(f"Template format error: a template is one YAML document; a second begins{_at(event)}.")

    def _begin(self, event: yaml.Event) -> None:
        if self._open and self._open[-1].awaits_key:
            raise _key_error(event)
        tag = _short_form(event)
        depth = (self._open[-1].depth if self._open else 0) + (1 if tag is None else 2)
        if depth > MAX_DEPTH:
            raise TemplateError.too_deep(_at(event))
        self._open.append(_Frame({} if isinstance(event, yaml.MappingStartEvent) else [], tag, depth))

    def _scalar(self, event: yaml.Event) -> None:
        frame = self._open[-1] if self._open else None
        if frame is not None and frame.awaits_key:
            frame.key = _new_key(frame.items, event)
            return
        tag = _short_form(event)
        self._place(self._untagged(event) if tag is None else _written_out(tag, event.value))

    def _untagged(self, event: yaml.Event) -> Tree:
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text in _NULLS:
            raise TemplateError.null("/" + "/".join(frame.step for frame in self._open), _at(event))
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        return Numeral(text) if _NUMBER.fullmatch(text) else text

    def _place(self, value: Tree) -> None:
        frame = self._open[-1] if self._open else None
        if frame is None:
            self.root = value
        elif isinstance(frame.items, list):
            frame.items.append(value)
        else:
            frame.items[cast(str, frame.key)] = value
            frame.key = None


def _at(event: yaml.Event) -> str:
    return f" (line {event.start_mark.line + 1})"


def _refuse_alias(event: yaml.Event) -> None:
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        raise TemplateError(
            "Template format error: CloudFormation does not support YAML anchors and aliases, "
            f"and here is '{sign}{event.anchor}'{_at(event)}. Write the value out."
        )


def _short_form(event: yaml.Event) -> str | None:
    """The function that a node is tagged with; None: it is an ordinary value."""
    tag = event.tag
    if tag is None or tag in _PLAIN_TAGS:
        return None
    if tag not in SHORT_FORMS:
        raise TemplateError(
            f"Template format error: unknown tag {tag}{_at(event)}. Use a CloudFormation function such as !Ref or !Sub."
        )
    return cast(str, tag)


def _key_error(event: yaml.Event) -> TemplateError:
    return TemplateError(f"Template format error: a key must be a plain name{_at(event)}.")


def _new_key(items: object, event: yaml.Event) -> str:
    key = str(event.value)
    if _short_form(event) is not None:
        raise _key_error(event)
    if key == "<<":
        raise TemplateError(
            f"Template format error: CloudFormation does not support YAML hash merges ('<<'){_at(event)}. "
            "Write the members out."
        )
    if isinstance(items, dict) and key in items:
        raise KeyTwice(key, _at(event))
    return key


def _written_out(tag: str | None, value: Tree) -> Tree:
    if tag is None:
        return value
    if tag == "!GetAtt" and isinstance(value, str):
        return {"Fn::GetAtt": cast("list[Tree]", value.split(".", 1))}
    return {SHORT_FORMS[tag]: value}
