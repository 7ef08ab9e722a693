"""Requests made from the contract: for each operation documents that fit its shape, and what ids and names they name.

What is known only once the house runs (an id that it gave out, a name, a template's URL) stands in a document as
`Known`, and is filled in when the document is sent.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec import inspect

from launchpath.api.operations import OPERATIONS
from launchpath.wire import edition_2016
from tests.fuzz import meanings
from tests.fuzz.known import known


@cache
def fitting(operation: str) -> st.SearchStrategy[Any]:
    """Documents that the operation's shape takes."""
    return _value(inspect.type_info(OPERATIONS[operation].input), operation, "")


@cache
def fitting_in_2016(operation: str) -> st.SearchStrategy[Any]:
    """Documents that the operation's shape takes in the first edition."""
    return _value(inspect.type_info(edition_2016.OPERATIONS[operation].input), operation, "")


def _value(node: inspect.Type, operation: str, member: str) -> st.SearchStrategy[Any]:
    """Values of one member. What its type does not say (that a text is an id, a rule), meanings does."""
    special = _special(operation, member)
    plain = _plain(node, operation, member)
    return plain if special is None else st.one_of(*[special] * 9, plain)


def _special(operation: str, member: str) -> st.SearchStrategy[Any] | None:
    if kinds := meanings.kinds(operation, member):
        return known(*kinds)
    return meanings.values(operation, member)


def _plain(node: inspect.Type, operation: str, member: str) -> st.SearchStrategy[Any]:
    if isinstance(node, inspect.UnionType):
        return _plain(node.types[0], operation, member)
    if isinstance(node, inspect.Metadata):
        return _plain(node.type, operation, member)
    return _PLAIN[type(node)](node, operation, member)


def _list(node: inspect.VarTupleType, operation: str, member: str) -> st.SearchStrategy[Any]:
    items = _value(node.item_type, operation, member)
    return st.lists(items, min_size=node.min_length or 0, max_size=min(node.max_length or 3, 3))


def _map(node: inspect.DictType, operation: str, _member: str) -> st.SearchStrategy[Any]:
    keys, values = (_value(kind, operation, "") for kind in (node.key_type, node.value_type))
    return st.dictionaries(keys, values, min_size=node.min_length or 0, max_size=3)


def _number(node: inspect.IntType, *_: str) -> st.SearchStrategy[int]:
    least, most = (-(2**31) if node.ge is None else node.ge), (2**31 - 1 if node.le is None else node.le)
    return st.integers(least, most)


def _structure(node: inspect.StructType, operation: str, _member: str) -> st.SearchStrategy[Any]:
    values = {one.encode_name: _value(one.type, operation, one.encode_name) for one in node.fields}
    needed = [one.encode_name for one in node.fields if one.required or one.encode_name in meanings.NEEDED]
    pairs = [pair for pair in meanings.PAIRS if set(pair) <= set(values) - set(needed)]
    rare = [name for name in meanings.RARE if name in values and name not in needed]
    others = [name for name in values if name not in {*needed, *rare, *(name for pair in pairs for name in pair)}]

    @st.composite
    def structure(draw: st.DrawFn) -> dict[str, Any]:
        chosen = [*needed, *(name for name in others if draw(st.booleans()))]
        chosen += [name for name in rare if draw(st.integers(0, 15)) == 15]
        # A thing is named by its id or by its name; hardly ever by both, or not at all.
        chosen += [
            name for pair in pairs for name in draw(st.sampled_from([pair[:1]] * 4 + [pair[1:]] * 3 + [pair, ()]))
        ]
        return {name: draw(values[name]) for name in values if name in chosen}

    return structure()


def _text(node: inspect.StrType, *_: str) -> st.SearchStrategy[str]:
    least, most = node.min_length or 0, node.max_length or 200
    if node.pattern is None:
        return st.text(min_size=least, max_size=min(most, least + 30))
    return _matching(node.pattern).filter(lambda text: least <= len(text) <= most)


@cache
def _matching(pattern: str) -> st.SearchStrategy[str]:
    """Texts of a pattern, without surrogates: what fits can be sent. Cached, since it is slow to make."""
    return st.from_regex(pattern, alphabet=st.characters(exclude_categories=["Cs"]))


#: Requests are made of these.
_PLAIN: dict[type[inspect.Type], Callable[..., st.SearchStrategy[Any]]] = {
    inspect.BoolType: lambda *_: st.booleans(),
    inspect.DictType: _map,
    inspect.IntType: _number,
    inspect.LiteralType: lambda node, *_: st.sampled_from(node.values),
    inspect.StrType: _text,
    inspect.StructType: _structure,
    inspect.VarTupleType: _list,
}
