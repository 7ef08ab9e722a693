"""Why a document does not fit its shape, in the service's full text. Slow: asked only once decoding has failed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from msgspec import Struct, inspect

from launchpath.api.errors import SerializationException, ServiceError, ValidationException

#: So many violations are spelled out: a hostile document must not buy a reply many times its size.
LISTED = 100

INT32 = range(-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A value of the wrong type."""

    text: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A value of the right type that breaks a constraint."""

    text: str


Problem = Mistyped | Violation


def explain(shape: type[Struct], tree: dict[str, object]) -> ServiceError:
    """The error for a document that `shape` does not take: a wrong type comes before any constraint (semantics 3.2)."""
    mistyped = next((p for p in _walk(_described(shape), tree, "") if isinstance(p, Mistyped)), None)
    if mistyped:
        return SerializationException(mistyped.text)
    violations = [problem.text for problem in islice(_walk(_described(shape), tree, ""), LISTED + 1)]
    # Without a violation the document was at fault before it became a tree, say by naming a member twice.
    return ValidationException(_sentence(violations)) if violations else SerializationException()


def _sentence(violations: list[str]) -> str:
    detected = f"{len(violations)} validation errors" if len(violations) > 1 else "1 validation error"
    if len(violations) > LISTED:
        detected = f"More than {LISTED} validation errors"
    return f"{detected} detected: {'; '.join(violations[:LISTED])}"


@cache
def _described(shape: type[Struct]) -> inspect.Type:
    return inspect.type_info(shape)


@dataclass(frozen=True, slots=True)
class _Place:
    """A value, and where in the document it is."""

    path: str
    value: Any
    #: What the generated types say beyond msgspec's words: the service's own pattern, whether the value is secret.
    extra: Mapping[str, Any]

    def mistyped(self, wanted: str) -> Mistyped:
        return Mistyped(f"The value at '{self.path}' must be {wanted}, but it is {_kind(self.value)}.")

    def violates(self, constraint: str) -> Violation:
        """Lists, maps and secrets are not echoed."""
        hidden = self.extra.get("secret") or isinstance(self.value, (list, dict))
        subject = "Value" if hidden else f"Value '{self.value}'"
        return Violation(f"{subject} at '{self.path}' failed to satisfy constraint: {constraint}")


def _kind(value: object) -> str:
    kinds = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a structure",
    }
    return kinds.get(type(value), "of another type")


def _walk(node: inspect.Type, value: object, path: str, extra: Mapping[str, Any] | None = None) -> Iterator[Problem]:
    """Every problem of `value`, in the order of the shape's members."""
    if isinstance(node, inspect.UnionType):
        return _walk(node.types[0], value, path, extra)
    if isinstance(node, inspect.Metadata):
        return _walk(node.type, value, path, node.extra)
    if value is None:
        return iter([Violation(f"Value null at '{path}' failed to satisfy constraint: Member must not be null")])
    return _CHECKS[type(node)](node, _Place(path, value, extra or {}))


def _struct(node: inspect.StructType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, dict):
        yield place.mistyped("a structure")
        return
    for field in node.fields:
        member = place.value.get(field.encode_name)
        if member is not None or field.required:
            name = field.encode_name[0].lower() + field.encode_name[1:]
            yield from _walk(field.type, member, f"{place.path}.{name}" if place.path else name)


def _list(node: inspect.VarTupleType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, list):
        yield place.mistyped("a list")
        return
    yield from _length(node, place)
    for position, item in enumerate(place.value, start=1):
        yield from _walk(node.item_type, item, f"{place.path}.{position}.member")


def _map(node: inspect.DictType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, dict):
        yield place.mistyped("a map")
        return
    yield from _length(node, place)
    for key, item in place.value.items():
        for problem in _walk(node.key_type, key, place.path):
            if isinstance(problem, Mistyped):
                yield problem
            else:
                constraint = problem.text.partition("constraint: ")[2]
                yield place.violates(f"Map keys must satisfy constraint: [{constraint}]")
        yield from _walk(node.value_type, item, f"{place.path}.{key}.member")


def _string(node: inspect.StrType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, str):
        yield place.mistyped("a string")
        return
    yield from _length(node, place)
    if node.pattern is not None and not re.search(node.pattern, place.value):
        yield place.violates(f"Member must satisfy regular expression pattern: {place.extra['pattern']}")


def _enumeration(node: inspect.LiteralType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, str):
        yield place.mistyped("a string")
    elif place.value not in node.values:
        yield place.violates(f"Member must satisfy enum value set: [{', '.join(map(str, node.values))}]")


def _integer(node: inspect.IntType, place: _Place) -> Iterator[Problem]:
    if type(place.value) is not int or place.value not in INT32:
        yield place.mistyped("a whole number of 32 bits")
    elif node.ge is not None and place.value < node.ge:
        yield place.violates(f"Member must have value greater than or equal to {node.ge}")
    elif node.le is not None and place.value > node.le:
        yield place.violates(f"Member must have value less than or equal to {node.le}")


def _boolean(_node: inspect.BoolType, place: _Place) -> Iterator[Problem]:
    if not isinstance(place.value, bool):
        yield place.mistyped("a boolean")


def _length(node: inspect.StrType | inspect.VarTupleType | inspect.DictType, place: _Place) -> Iterator[Violation]:
    if node.min_length is not None and len(place.value) < node.min_length:
        yield place.violates(f"Member must have length greater than or equal to {node.min_length}")
    if node.max_length is not None and len(place.value) > node.max_length:
        yield place.violates(f"Member must have length less than or equal to {node.max_length}")


#: A request is made of these.
_CHECKS: dict[type[inspect.Type], Callable[[Any, _Place], Iterator[Problem]]] = {
    inspect.BoolType: _boolean,
    inspect.DictType: _map,
    inspect.IntType: _integer,
    inspect.LiteralType: _enumeration,
    inspect.StrType: _string,
    inspect.StructType: _struct,
    inspect.VarTupleType: _list,
}
