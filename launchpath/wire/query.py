"""AWS's query protocol: a form comes in, XML goes out. STS speaks it."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from msgspec import Struct, to_builtins

from launchpath.api.errors import SerializationException

FORM = b"application/x-www-form-urlencoded"
HEADERS = ((b"content-type", b"text/xml"),)

#: A form of more members is no request of ours.
MOST_MEMBERS = 1000

#: What XML 1.0 has no way to say.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def members(body: bytes) -> dict[str, str]:
    """The members of the form in `body`. Raises SerializationException if it is none."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_MEMBERS))
    except ValueError:
        raise SerializationException("The body is not a form in UTF-8.") from None


def encode(namespace: str, operation: str, reply: Struct, request_id: str) -> bytes:
    """The document of a reply."""
    root = Element(f"{operation}Response", {"xmlns": namespace})
    _append(SubElement(root, f"{operation}Result"), to_builtins(reply))
    _append(root, {"ResponseMetadata": {"RequestId": request_id}})
    return ElementTree.tostring(root)


def encode_error(namespace: str, error: Mapping[str, str], request_id: str) -> bytes:
    """The document of an error: its Type, Code and Message."""
    root = Element("ErrorResponse", {"xmlns": namespace})
    _append(root, {"Error": error, "RequestId": request_id})
    return ElementTree.tostring(root)


def _append(parent: Element, content: Mapping[str, object]) -> None:
    for name, value in content.items():
        child = SubElement(parent, name)
        if isinstance(value, Mapping):
            _append(child, value)
        else:
            child.text = _UNSPEAKABLE.sub("\ufffd", str(value))
