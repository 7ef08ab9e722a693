"""Placeholders in documents for what is known only once the house runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True)
class Known:
    """Something that the house has shown before, an id, a name or a URL: the `number`-th of its kind.

    `foreign`: one of somebody else's, if the caller is not allowed to see everybody's.
    """

    kind: str
    number: int
    foreign: bool = False


def known(*kinds: str) -> st.SearchStrategy[Known]:
    """Things of these kinds; one in eight is somebody else's."""
    foreign = st.sampled_from([False] * 7 + [True])
    return st.builds(Known, st.sampled_from(kinds), st.integers(0, 1000), foreign)


def filled(tree: Any, fill: Callable[[Known], Any]) -> Any:
    """The document with everything that it knows filled in."""
    if isinstance(tree, Known):
        return fill(tree)
    if isinstance(tree, dict):
        return {key: filled(value, fill) for key, value in tree.items()}
    return [filled(item, fill) for item in tree] if isinstance(tree, list) else tree


def number_of_known(tree: Any) -> int:
    """How many things a document names."""
    found: list[Known] = []
    filled(tree, lambda one: found.append(one) or "")
    return len(found)


def estranged(tree: Any, position: int) -> Any:
    """The document with the thing at this position, of those that it names, made somebody else's."""
    count = iter(range(number_of_known(tree)))
    return filled(tree, lambda one: replace(one, foreign=True) if next(count) == position else one)
