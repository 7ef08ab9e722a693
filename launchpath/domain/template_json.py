"""What a JSON template says, with the numbers as they are written."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import NoReturn, cast

from launchpath.domain import template_yaml
from launchpath.domain.template_tree import MAX_DEPTH, KeyTwice, Numeral, TemplateError, Tree


def parse(text: str) -> Tree:
    """The tree of a JSON template. Raises TemplateError."""

    def members(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
        whole = dict(pairs)
        if len(whole) < len(pairs):
            _refuse_twice(text, [name for name, _ in pairs])
        return whole

    try:
        tree = json.loads(
            text, object_pairs_hook=members, parse_int=Numeral, parse_float=Numeral, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        where = f"(line {error.lineno}, column {error.colno})"
        raise TemplateError(
            f"Template format error: JSON not well-formed. {where} The parser says: {error.msg}."
        ) from error
    except RecursionError as error:
        raise TemplateError.too_deep() from error
    _check(tree)
    return cast(Tree, tree)


def _refuse_constant(name: str) -> NoReturn:
    raise TemplateError(f"Template format error: JSON not well-formed. {name} is not a JSON value.")


def _refuse_twice(text: str, names: list[str]) -> NoReturn:
    # JSON's parser does not tell lines; nearly all JSON is YAML, whose parser does.
    try:
        template_yaml.parse(text)
    except KeyTwice:
        raise
    except TemplateError:
        pass  # It is JSON that YAML does not read; the key alone must do.
    raise KeyTwice(next(name for name, times in Counter(names).items() if times > 1))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node lies; its path is only put together when someone must be told."""

    above: "_Place | None" = None
    step: object = ""
    depth: int = 0

    def __str__(self) -> str:
        return f"{self.above}/{self.step}" if self.above else ""


def _check(tree: object) -> None:
    """Raises TemplateError for what JSON allows and a template does not: null, any depth, half a surrogate pair."""
    nodes: list[tuple[object, _Place]] = [(tree, _Place())]
    while nodes:
        node, place = nodes.pop()
        if node is None:
            raise TemplateError.null(str(place))
        members = _members(node)
        if members and place.depth == MAX_DEPTH:
            raise TemplateError.too_deep()
        nodes.extend((member, _Place(place, step, place.depth + 1)) for step, member in members)
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise TemplateError("Template format error: the template is not valid Unicode text.") from error


def _members(node: object) -> list[tuple[object, object]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []
