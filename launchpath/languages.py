"""Our own messages in the caller's language (AcceptLanguage: en, jp, zh). English is what the code says."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locale"

#: The languages that there is a message catalog for; any other is English.
LANGUAGES = ("jp", "zh")


def translator(language: str | None) -> Callable[[str], str] | None:
    """What tells a template in `language`; None: it stays in English."""
    if language not in LANGUAGES:
        return None
    told = _catalog(language)
    return lambda template: told.get(template, template)


@cache
def _catalog(language: str) -> Mapping[str, str]:
    # Imported when it is needed first: most installations speak English only.
    from babel.messages.pofile import read_po

    with (_LOCALES / language / "messages.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}
