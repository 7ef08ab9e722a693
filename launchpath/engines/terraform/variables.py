"""A launch's parameters as the variables of its module: texts on the wire, values for Terraform (semantics 7.4)."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from launchpath.domain import hcl
from launchpath.domain.hcl import HclError
from launchpath.domain.parameter import Parameter, split

#: Terraform makes numbers and truths of texts by itself.
_TEXTS: Final = frozenset({"string", "number", "bool"})
_LIST_OF_TEXTS: Final = re.compile(r"(?:list|set)\((?:string|number|bool|any)\)")


def values(declared: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, object]:
    """The values to hand over; whatever is as the module has it anyway is left to the module."""
    return {
        one.key: _value(one.type, given[one.key])
        for one in declared
        if one.key in given and given[one.key] != one.default and not _is_left_out(one, given[one.key])
    }


def _is_left_out(declared: Parameter, text: str) -> bool:
    """Forms send an empty text for what nobody filled in."""
    return text == "" and (declared.optional or declared.type not in {"string", "any"})


def _value(kind: str, text: str) -> object:
    if kind in _TEXTS:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if _LIST_OF_TEXTS.fullmatch(kind) and not text.lstrip().startswith("["):
        return list(split(text))
    try:
        return hcl.value_of(text)
    except HclError:
        # Of any type, a text is one, too; of all others Terraform says what is wrong.
        return text
