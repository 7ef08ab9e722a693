"""AWS's query protocol: a form in, XML out."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

NAMESPACES = {
    "2010-05-15": "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    "2011-06-15": "https://sts.amazonaws.com/doc/2011-06-15/",
}
#: In the place of a version: S3 has other forms.
S3 = ""


class Refusal(Exception):
    """An error as AWS answers it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def members(body: str) -> dict[str, Any]:
    """The members of a request: A.member.1.B=x becomes {"A": [{"B": "x"}]}."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        *parents, last = name.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[last] = value
    return {name: _settled(value) for name, value in tree.items()}


def _settled(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if set(node) == {"member"}:
        numbered = node["member"]
        return [_settled(numbered[number]) for number in sorted(numbered, key=int)]
    return {name: _settled(value) for name, value in node.items()}


def answer(operation: str, version: str, result: Mapping[str, Any] | None) -> bytes:
    if version == S3:
        return b""
    inner = "" if result is None else f"<{operation}Result>{_xml(result)}</{operation}Result>"
    return (
        f'<{operation}Response xmlns="{NAMESPACES[version]}">{inner}'
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{operation}Response>"
    ).encode()


def error(refusal: Refusal, version: str) -> bytes:
    if version == S3:
        return f"<Error><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>".encode()
    kind = "Sender" if refusal.status < 500 else "Receiver"
    return (
        f'<ErrorResponse xmlns="{NAMESPACES.get(version, "")}"><Error><Type>{kind}</Type><Code>{refusal.code}</Code>'
        f"<Message>{escape(refusal.message)}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
    ).encode()


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(f"<{name}>{_xml(one)}</{name}>" for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple):
        return "".join(f"<member>{_xml(one)}</member>" for one in value)
    return escape(str(value))
