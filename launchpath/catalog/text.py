"""What the text of catalog.yaml says, read without trusting it: a short text can stand for very much."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from launchpath.catalog.faults import CatalogError
from launchpath.domain.template_tree import MAX_DEPTH

MOST_BYTES: Final = 1_000_000
#: Of values, each counted as often as it is referred to.
MOST_VALUES: Final = 100_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(file: Path) -> object:
    """What the file says, as plain data. Raises CatalogError."""
    try:
        if file.exists() and not file.is_file():
            raise CatalogError(f"{file} is no file that can be read: a catalog.yaml must be an ordinary file.")
        with file.open("rb") as opened:
            body = opened.read(MOST_BYTES + 1)
    except OSError as fault:
        raise CatalogError(f"{file} can't be read: {fault.strerror}.") from None
    if len(body) > MOST_BYTES:
        raise CatalogError(f"{file} is larger than {MOST_BYTES:,} bytes. Divide it into several catalogs.")
    try:
        text = body.decode()
        _Weight(file).check(text)
        return yaml.load(text, Loader=_LOADER)  # noqa: S506  it is one of the safe ones
    except UnicodeDecodeError:
        raise CatalogError(f"{file} is not a text in UTF-8.") from None
    except (yaml.YAMLError, ValueError) as fault:
        raise CatalogError(f"{file} is not valid YAML: {fault}") from None


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not been read yet."""

    anchor: str | None
    #: How many values there were before it, and how deep those in it nest.
    before: int
    height: int = 1


class _Weight:
    """How much a text stands for, aliases included: found out without making any of it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._values = 0
        self._open: list[_Open] = []
        #: By anchor: how many values an alias stands for, and how deep they nest.
        self._known: dict[str, tuple[int, int]] = {}

    def check(self, text: str) -> None:
        """Raises CatalogError for what stands for too much, and YAMLError."""
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                self._open.append(_Open(event.anchor, self._values))
                self._add(1, 0)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self._open.pop()
                self._keep(closed.anchor, self._values - closed.before, closed.height)
                self._nest(closed.height)
            elif isinstance(event, yaml.AliasEvent):
                self._add(*self._stands_for(event))
            elif isinstance(event, yaml.ScalarEvent):
                self._keep(event.anchor, 1, 0)
                self._add(1, 0)

    def _add(self, values: int, height: int) -> None:
        self._values += values
        self._nest(height)
        if self._values > MOST_VALUES:
            raise CatalogError(f"{self._file} holds more than {MOST_VALUES:,} values. Divide it into several catalogs.")

    def _nest(self, height: int) -> None:
        if len(self._open) + height > MAX_DEPTH:
            raise CatalogError(f"{self._file} nests deeper than {MAX_DEPTH} levels. Flatten it.")
        if self._open:
            self._open[-1].height = max(self._open[-1].height, height + 1)

    def _keep(self, anchor: str | None, values: int, height: int) -> None:
        if anchor is not None:
            self._known[anchor] = values, height

    def _stands_for(self, alias: yaml.AliasEvent) -> tuple[int, int]:
        if alias.anchor not in self._known:
            line = alias.start_mark.line + 1
            raise CatalogError(
                f"{self._file}: *{alias.anchor} in line {line} refers to nothing that is complete there."
            )
        return self._known[alias.anchor]
