"""What of a request its shape does not take, in words for the person who typed it: clients get the service's own."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from launchpath.api.errors import ValidationException

_AT: Final = re.compile(r"(?P<fault>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)

#: What msgspec says, and what people are told.
_WORDS: Final = tuple(
    (re.compile(fault, re.DOTALL), words)
    for fault, words in (
        (r"Expected `str` of length >= 1", "It can't be left empty."),
        (r"Expected `str` of length >= (\d+)", "Use at least {} characters."),
        (r"Expected `str` of length <= (\d+)", "Use at most {} characters."),
        (r"Expected `array` of length <= (\d+)", "At most {} are possible."),
        (r"Expected `str` matching regex .*arn:.*", "Give an ARN, such as arn:aws:iam::123456789012:role/Name."),
        (r"Expected `str` matching regex .*@.*", "Use letters, digits, blanks and . : / = + - _ @ only."),
        (r"Expected `str` matching regex .*", "Use letters, digits, hyphens and underscores only."),
    )
)


class Unfit(ValidationException):
    """A request that its shape does not take. `flaws`: what is wrong, by member."""

    def __init__(self, flaws: Mapping[str, str]) -> None:
        super().__init__("{flaws}", flaws=" ".join(about(_spoken(member), text) for member, text in flaws.items()))
        self.flaws = flaws


def about(subject: str, text: str) -> str:
    """What is wrong, with what: "Provider name: use at most 50 characters."."""
    return f"{subject}: {text[:1].lower()}{text[1:]}"


def _spoken(member: str) -> str:
    """A member as one says it: "Provider name" for provider_name, "Tags, team" for tags.team."""
    name, _, item = member.partition(".")
    spoken = name.replace("_", " ").capitalize()
    return f"{spoken}, {item}" if item else spoken


def of(request: Struct) -> dict[str, str]:
    """Every member that its shape does not take, with why; of a list and of a structure it is "member.item"."""
    return dict(_each(request))


def _each(request: Struct) -> Iterator[tuple[str, str]]:
    for field in msgspec.structs.fields(request):
        if found := of_value(getattr(request, field.name), field.type):
            item, text = found
            yield f"{field.name}.{item}" if item else field.name, text


def of_value(value: Any, kind: Any) -> tuple[str, str] | None:
    """The item that is wrong, and why; the item is "" where the whole is. None: `kind` takes the value."""
    plain = msgspec.to_builtins(value, builtin_types=(bytes,))
    try:
        msgspec.convert(plain, kind)
    except msgspec.ValidationError as refusal:
        said = _AT.fullmatch(str(refusal))
        assert said is not None  # noqa: S101  it takes any text
        return _item(plain, said["path"] or ""), _told(said["fault"])
    return None


def _item(plain: Any, path: str) -> str:
    """Which one is meant, as who typed it knows it: the key of a tag or a parameter, or the member of a structure."""
    if position := re.match(r"\[(\d+)\]", path):
        one = plain[int(position[1])]
        return str(one.get("Key", "")) if isinstance(one, dict) else str(one)
    return path.lstrip(".")


def _told(fault: str) -> str:
    for pattern, words in _WORDS:
        if said := pattern.fullmatch(fault):
            return words.format(*said.groups())
    return "It can't be like this."
