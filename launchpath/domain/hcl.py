"""Terraform's language, as far as it has to be understood without running it: blocks, literals, expressions."""

import json
import re
import textwrap
import threading
from typing import Any, Final

import hcl2
from hcl2.utils import SerializationOptions
from lark.exceptions import LarkError

#: More than this is not read: it would take many seconds, and everybody waits meanwhile.
MOST_BYTES: Final = 500_000

_OPTIONS: Final = SerializationOptions(with_comments=False)
#: The parser keeps notes of where it is.
_turn: Final = threading.Lock()

#: As the parser leaves it: a larger exponent would be no number that anybody means.
_SCIENTIFIC: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_ESCAPE: Final = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$\{|%%\{')
_MARK: Final = re.compile(r"\$\$\{|%%\{")
_PLAIN: Final = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\"": '"', r"\\": "\\", "$${": "${", "%%{": "%{"}
_INTERPOLATION: Final = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
#: As the parser hands it over, without the quotes; no other string has lines.
_HEREDOC: Final = re.compile(r"<<(-?)([\w.-]+)\r?\n(.*?)[ \t]*\2", re.DOTALL)
_IS_BLOCK: Final = "__is_block__"


class HclError(ValueError):
    """A text that is not Terraform's language, or says something else than is asked for."""


def parse(text: str) -> dict[str, Any]:
    """The blocks of a file as the parser hands them over; `literal`, `expression` and `name` read what is in them."""
    if len(text) > MOST_BYTES:
        raise HclError(f"it is longer than {MOST_BYTES:,} letters")
    try:
        with _turn:
            found: dict[str, Any] = hcl2.loads(text + "\n", serialization_options=_OPTIONS)
    except RecursionError:
        raise HclError("it nests too deep") from None
    except (LarkError, ValueError, RuntimeError, OverflowError) as fault:
        raise HclError(_place(fault)) from None
    return found


def _place(fault: Exception) -> str:
    line, column = getattr(fault, "line", -1), getattr(fault, "column", -1)
    if isinstance(line, int) and line > 0:
        return f"it makes no sense from line {line}, column {column}"
    return "it ends too early" if "end-of-input" in str(fault) or "$END" in str(fault) else "it makes no sense"


def body(block: dict[str, Any]) -> dict[str, Any]:
    """The attributes and blocks within a block."""
    return {key: value for key, value in block.items() if key != _IS_BLOCK}


def name(label: str) -> str:
    """A block's label or an object's key, with or without quotes."""
    return text(label) if label.startswith('"') else label


def expression(value: object) -> str:
    """An expression as it is written, on one line."""
    if not isinstance(value, str):
        return json.dumps(value)
    written = value[2:-1] if value.startswith("${") and value.endswith("}") else value
    return " ".join(written.split())


def text(quoted: str) -> str:
    """What a quoted string says. Raises HclError if it depends on something else."""
    inner = quoted[1:-1]
    heredoc = _HEREDOC.fullmatch(inner)
    if heredoc:
        inner = textwrap.dedent(heredoc[3]) if heredoc[1] else heredoc[3]
    if _INTERPOLATION.search(inner.replace("$${", "").replace("%%{", "")):
        raise HclError(f"{quoted} depends on other values")
    return (_MARK if heredoc else _ESCAPE).sub(_unescaped, inner)


def _unescaped(match: re.Match[str]) -> str:
    sign = match[0]
    return _PLAIN[sign] if sign in _PLAIN else chr(int(sign[2:], 16))


def literal(value: object) -> object:
    """A value as JSON data. Raises HclError if it is an expression."""
    if isinstance(value, dict):
        return {name(str(key)): literal(member) for key, member in body(value).items()}
    if isinstance(value, list):
        return [literal(member) for member in value]
    if not isinstance(value, str):
        return value
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return text(value)
    if _SCIENTIFIC.fullmatch(expression(value)):
        return float(expression(value))
    raise HclError(f"{expression(value)} is no literal value")


def value_of(written: str) -> object:
    """What one literal says, such as `["a", "b"]` or `{ a = 1 }`. Raises HclError."""
    return literal(parse(f"value = {written}").get("value"))
