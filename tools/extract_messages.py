"""Finds our own messages in the code: the templates that errors and phrases are made of.

`python tools/extract_messages.py` brings the message catalogs up to date: new messages are added without a
translation (a test tells which), those that nobody says any more are dropped.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from launchpath.api import errors

PACKAGE = Path(__file__).parent.parent / "launchpath"
LOCALES = PACKAGE / "locale"

#: What is said here is English: the contract's own texts, what is said before the language of a request is known
#: (wire), and what is not said through the API (docs/decisions/0007-languages.md).
ENGLISH = ("api", "catalog", "cli", "engines", "portal", "wire", "work")

#: Whose first text is a template: the errors of the API, phrases, and what makes one of them.
SPEAKERS = frozenset(
    {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.ServiceError)}
    | {"Phrase", "RuleError", "Undecided", "_refused"}
)


def messages(package: Path = PACKAGE) -> dict[str, str]:
    """Every template, and the file that says it first."""
    found: dict[str, str] = {}
    for file in sorted(package.rglob("*.py")):
        place = file.relative_to(package)
        if place.parts[0] not in ENGLISH:
            for template in _templates(ast.parse(file.read_text())):
                found.setdefault(template, (package.name / place).as_posix())
    return found


def said(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that make an error or a phrase."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
            yield node


def _templates(tree: ast.AST) -> Iterator[str]:
    for call in said(tree):
        yield from [text for text in map(_text, call.args) if text][:1]


def _text(node: ast.expr) -> str | None:
    """A constant text in words: the name of a constraint type is not one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return None if node.value == node.value.upper() else node.value
    return None


def read(language: str) -> Catalog:
    """The catalog of a language as it is kept."""
    with (LOCALES / language / "messages.po").open("rb") as file:
        return read_po(file, locale=None)


def write(language: str, translations: Mapping[str, str]) -> None:
    """Keep the catalog of a language: what our messages are in it. One without a translation is kept empty."""
    catalog = Catalog(project="launchpath", charset="utf-8", fuzzy=False)
    for template, file in messages().items():
        flags = ["python-brace-format"] if "{" in template else []
        catalog.add(template, translations.get(template, ""), locations=[(file, 1)], flags=flags)
    with (LOCALES / language / "messages.po").open("wb") as output:
        write_po(output, catalog, width=120, omit_header=True, sort_by_file=True, include_lineno=False)


def main() -> None:
    for language in sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()):
        known = {str(message.id): str(message.string) for message in read(language) if message.id}
        write(language, known)
        missing = [template for template in messages() if not known.get(template)]
        print(f"{language}: {len(messages())} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
