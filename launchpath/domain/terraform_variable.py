"""What a `variable` block of Terraform's asks for, as a parameter (semantics 7.4)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from launchpath.domain import hcl
from launchpath.domain.hcl import HclError
from launchpath.domain.parameter import Parameter

#: How Terraform up to 0.11 spelled types.
_OLD_TYPES: Final = {"list": "list(any)", "map": "map(any)"}
_TEXTS: Final = ("description",)
_FLAGS: Final = ("sensitive", "nullable")
#: Terraform's own; what else a block holds does not matter to whoever launches.
_NO_DEFAULT: Final = object()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable block in plain values; what a file leaves out is not in it."""

    attributes: Mapping[str, object]
    #: The conditions as they are written, each with its message.
    validations: tuple[tuple[str, str], ...] = ()

    def overridden(self, other: "Variable") -> "Variable":
        """This one with what an override file says besides."""
        return Variable({**self.attributes, **other.attributes}, other.validations or self.validations)


def from_hcl(block: dict[str, Any]) -> Variable:
    """The variable that a block in Terraform's own language declares. Raises HclError."""
    found: dict[str, object] = {}
    for key, value in hcl.body(block).items():
        if key == "type":
            found[key] = _type(hcl.expression(value))
        elif key == "default" or key in _TEXTS or key in _FLAGS:
            found[key] = hcl.literal(value)
    checks = [hcl.body(one) for one in block.get("validation") or ()]
    return Variable(found, tuple((hcl.expression(one.get("condition")), _message(one)) for one in checks))


def from_json(block: Mapping[str, Any]) -> Variable:
    """The same from a .tf.json file."""
    found = {key: block[key] for key in ("default", *_TEXTS, *_FLAGS) if key in block}
    if "type" in block:
        found["type"] = _type(str(block["type"]))
    checks = block.get("validation") or []
    pairs = [one for one in (checks if isinstance(checks, list) else [checks]) if isinstance(one, dict)]
    return Variable(
        found, tuple((hcl.expression(str(one.get("condition"))), str(one.get("error_message", ""))) for one in pairs)
    )


def parameter(key: str, variable: Variable) -> Parameter:
    """What to ask for. Values are text on the wire: those of lists, maps and objects are JSON."""
    found, kind = variable.attributes, str(variable.attributes.get("type", "any"))
    default = found.get("default", _NO_DEFAULT)
    description = found.get("description")
    return Parameter(
        key=key,
        type=kind,
        default=None if default in (_NO_DEFAULT, None) else wire_text(default),
        optional=default is None,
        no_echo=found.get("sensitive") is True,
        description=None if description is None else str(description),
        allowed_values=next(_choices(key, variable), ()),
        constraint_description=" ".join(message for _, message in variable.validations if message) or None,
    )


def wire_text(value: object) -> str:
    """A value as the API carries it: texts as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _type(written: str) -> str:
    bare = written.strip('"')
    return _OLD_TYPES.get(bare, bare)


def _message(validation: Mapping[str, object]) -> str:
    try:
        return str(hcl.literal(validation.get("error_message", '""')))
    except HclError:
        # It is made when the condition fails; Terraform tells it then.
        return ""


def _choices(key: str, variable: Variable) -> Iterator[tuple[str, ...]]:
    """The values of a validation that is nothing but a choice: `contains(["a", "b"], var.key)`."""
    for condition, _ in variable.validations:
        match = re.fullmatch(rf"contains\s*\((\[.*\]), ?var\.{re.escape(key)}\s*\)", condition)
        if match:
            try:
                listed = hcl.value_of(match[1])
            except HclError:
                continue
            if isinstance(listed, list):
                yield tuple(wire_text(one) for one in listed)
