"""What no honest client sends: documents with one thing wrong, documents with everything wrong, bytes that are none."""

import json
from copy import deepcopy
from typing import Any

import cbor2
from hypothesis import strategies as st

from tests.fuzz.contract import fitting
from tests.fuzz.known import Known, known
from tests.fuzz.speaker import CBOR, JSON

#: Texts that mean something to SQL, to full-text search, to logs, to shells, to whoever opens paths and URLs.
TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\r\nX-Forged: 1",
    "\x1b[2J",
    "\x7f\x80\x9f",
    "\ud800",
    "\udfff\ud800",
    "\ufeff\u200b\u202e\u2028",
    "é" * 40,
    "e\u0301\u0327" * 20,
    "𝕳𝖊𝖑𝖑𝖔 🚀 👩‍👩‍👧",
    "ＮＵＬＬ",
    "İıſK",
    "' OR '1'='1",
    "'; DROP TABLE products; --",
    '"',
    "%",
    "_%\\",
    "*",
    '"a" NEAR/2 "b" OR',
    "{a b}: ^x",
    "-- /*",
    "name:*",
    "status:(",
    "../../../../etc/passwd",
    "..\\..\\",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "https://127.0.0.1\\@s3.amazonaws.com/b/k",
    "launchpath://templates/../..",
    "arn:aws:iam::123456789012:root",
    "arn:aws:servicecatalog:us-east-1:123456789012:stack/x/pp-aaaaaaaaaaaaa",
    "arn:aws:servicecatalog:us-east-1:123456789012:stack//",
    "arn::::::",
    "prod-",
    "prod-aaaaaaaaaaaaa",
    "lpv3-aaaaaaaaaaaaa",
    "${jndi:ldap://x/}",
    "{{7*7}}",
    "%s%n%x",
    "$(id)",
    "<script>alert(1)</script>",
    "!!python/object:os.system",
    "null",
    "true",
    "1e999",
    "NaN",
    "9" * 400,
    "__proto__",
    "aws:servicecatalog:portfolioArn",
    "[" * 3000,
    "(" * 500 + ")" * 500,
    "a" * 100_000,
]

#: Lengths around those that the contract limits something to.
_LENGTHS = st.sampled_from(
    [1, 50, 51, 100, 101, 128, 129, 150, 151, 250, 254, 255, 256, 257, 512, 1000, 1001, 1224, 1225]
)
_LONG = st.sampled_from([2000, 2001, 2024, 2025, 2083, 2084, 4096, 4097, 8191, 8192, 8193])

_NUMBERS = st.sampled_from(
    [-(2**63), -(2**31), -1, 0, 1, 20, 21, 100, 101, 2**31 - 1, 2**31, 2**53 + 1, 2**63, 2**64, 10**300]
)

_ODD = st.sampled_from(
    [None, True, False, 0.5, 5.0, -0.0, float("nan"), float("inf"), float("-inf"), [], {}, [[]], {"": None}]
)


def _nested(depth: int) -> Any:
    tree: Any = "deep"
    for level in range(depth):
        tree = [tree] if level % 2 else {"a": tree}
    return tree


_DEEP = st.sampled_from([20, 127, 128, 129, 400]).map(_nested)

_ANY_KIND = st.sampled_from(
    ["prod", "prodview", "port", "pa", "lpv3", "pp", "rec", "cons", "tag", "prod name", "template"]
)

#: What to put where something else belongs.
SPOILED = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=40),
    st.builds(lambda letter, length: letter * length, st.sampled_from("a0 .-é"), _LENGTHS | _LONG),
    _NUMBERS,
    _ODD,
    _DEEP,
    st.lists(st.sampled_from(["a", "a", None, 1]), min_size=1, max_size=60),
    st.builds(lambda item, times: [item] * times, known("prod", "tag"), st.sampled_from([2, 21, 51, 101])),
    st.dictionaries(st.sampled_from(TEXTS), st.sampled_from(TEXTS), max_size=3),
    st.builds(Known, _ANY_KIND, st.integers(0, 1000)),
)

_Place = tuple[Any, ...]


def places(tree: Any, here: _Place = ()) -> list[_Place]:
    """Where there is something in a document, the document itself excepted."""
    if isinstance(tree, dict):
        inner = [(key, value) for key, value in tree.items()]
    else:
        inner = list(enumerate(tree)) if isinstance(tree, list) else []
    return [place for key, value in inner for place in [(*here, key), *places(value, (*here, key))]]


def put(tree: Any, place: _Place, value: Any) -> Any:
    changed = deepcopy(tree)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return changed


def without(tree: Any, place: _Place) -> Any:
    changed = deepcopy(tree)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    return changed


@st.composite
def nearly_fitting(draw: st.DrawFn, operation: str) -> Any:
    """A document with one thing wrong: left out, of another type or length, or one that nobody has asked for."""
    tree = draw(fitting(operation))
    spots = places(tree)
    if not spots or draw(st.integers(0, 9)) == 0:
        return tree | {draw(st.sampled_from(["Unknown", "id", "", "__type", "é"])): draw(SPOILED)}
    place = draw(st.sampled_from(spots))
    return without(tree, place) if draw(st.integers(0, 4)) == 0 else put(tree, place, draw(SPOILED))


@st.composite
def misfitting(draw: st.DrawFn, operation: str) -> Any:
    """A document with many things wrong, or one that has nothing to do with the operation."""
    if draw(st.integers(0, 5)) == 0:
        return draw(SPOILED)
    tree = draw(fitting(operation))
    for place in reversed(places(tree)):
        if draw(st.booleans()):
            tree = put(tree, place, draw(SPOILED))
    return tree


def encoded(tree: Any, protocol: str) -> bytes:
    """A document as bytes, however strange. CBOR has no text for lone surrogates: they go as byte strings."""
    if protocol == JSON:
        return json.dumps(tree).encode()
    try:
        return cbor2.dumps(tree)
    except UnicodeEncodeError:
        return cbor2.dumps(_as_bytes(tree))


def _as_bytes(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {_as_bytes(key): _as_bytes(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_as_bytes(item) for item in tree]
    if isinstance(tree, str) and any("\ud800" <= letter <= "\udfff" for letter in tree):
        return tree.encode("utf-8", "surrogatepass")
    return tree


#: Bytes that were never a document, or one that readers disagree about.
BYTES = {
    JSON: [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"text"',
        b"{}{}",
        b"{} trailing",
        b'{"Id":"a","Id":"b"}',
        b'{"Id":"a","id":"b"}',
        b"{'Id':'a'}",
        b'{"Id":"a",}',
        b"{/**/}",
        b'{"Id":NaN}',
        b'{"PageSize":1e999}',
        b'{"PageSize":1E1}',
        b'{"PageSize":-0}',
        b'{"PageSize":0x14}',
        b'{"PageSize":' + b"9" * 5000 + b"}",
        b'{"Id":"\xff\xfe"}',
        b'{"Id":"\xed\xa0\x80"}',
        b'{"Id":"\\ud800"}',
        b'{"Id":"\\u0000"}',
        b'{"Id":"\x00"}',
        b'\xef\xbb\xbf{"Id":"a"}',
        '{"Id":"a"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"Filters":{"Owner":[' + b'"a",' * 50_000 + b'"a"]}}',
        b'{"' + b"k" * 500_000 + b'":1}',
        b" " * 500_000 + b"{}",
        b"#" * 1_048_577,
    ],
    CBOR: [
        b"",
        b"\xa0\xa0",
        b"\xf6",
        b"\x80",
        b"\xbf",
        b"\xff",
        b"\xbf\xff",
        b"\x81" * 100_000,
        b"\xa1\x61a" * 1000,
        b"\x9f" * 50_000,
        b"\xd8\x1d\x00",
        b"\xc2\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xa2\x62Id\x61a\x62Id\x61b",
        b"\xa1\x62Id\x7f\x61a\xff",
        b"\xa1\x62Id\x62\xff\xfe",
        b"\xa1\x62Id\x63\xed\xa0\x80",
        b"\xa1\x62Id\xc1\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00",
        b"\xa1\x62Id\xd8\x23\x65(a*)*",
        b"\xa1\x62Id\xd9\x01\x04\x44\x7f\x00\x00\x01",
        b"\xa1\xa0\x01",
        b"\xa1\x80\x01",
        b"\xa1\xf6\x01",
        b"\xa1\x68PageSize\xf9\x7e\x00",
        b"\xa1\x68PageSize\xf9\x7c\x00",
        b"\xa1\x68PageSize\xfa\x40\xa0\x00\x00",
        b"\xa1\x68PageSize\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xa1\x68PageSize\xf7",
        b"\xa1\x68PageSize\xf8\x20",
        b"\xa1\x68PageSize\x1c",
    ],
}


@st.composite
def mangled(draw: st.DrawFn, protocol: str, document: bytes) -> bytes:
    """The bytes of a document after an accident."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(BYTES[protocol]))
    start = draw(st.integers(0, len(document)))
    end = draw(st.integers(start, min(len(document), start + 20)))
    middle = draw(st.binary(max_size=6) | st.just(document[start:end] * 2) | st.sampled_from([b"\x00", b'"', b"\xff"]))
    return document[:start] + middle + document[end:]
