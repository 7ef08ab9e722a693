"""Finds our own messages in the code: the templates that errors and phrases are made of.

`python tools/extract_messages.py` brings the message catalogs up to date: new messages are added without a
translation (a test tells which), those that nobody says any more are dropped.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "launchpath"
LOCALES = PACKAGE / "locale"

#: What takes a template as its first argument: the errors, and phrases. A `_refused` takes one among its arguments.
_ERRORS = ("Exception", "ServiceUnavailable", "Phrase")


def messages() -> dict[str, str]:
    """Every template, and the file that says it first."""
    found: dict[str, str] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if "api" not in file.relative_to(PACKAGE).parts:
            for template in _templates(ast.parse(file.read_text())):
                found.setdefault(template, str(file.relative_to(PACKAGE.parent)))
    return found


def _templates(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = node.args if node.func.id == "_refused" else node.args[:1]
            if node.func.id == "_refused" or node.func.id.endswith(_ERRORS):
                yield from (text for text in map(_text, arguments) if text)


def _text(node: ast.expr) -> str | None:
    """A constant text in words: the name of a constraint type is not one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return None if node.value == node.value.upper() else node.value
    return None


def read(language: str) -> Catalog:
    """The catalog of a language as it is kept."""
    with (LOCALES / language / "messages.po").open("rb") as file:
        return read_po(file, locale=None)


def main() -> None:
    for language in sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir()):
        old, new = read(language), Catalog(project="launchpath", charset="utf-8", fuzzy=False)
        for template, file in messages().items():
            kept = old.get(template)
            new.add(template, kept.string if kept else "", locations=[(file, 1)], flags=["python-brace-format"])
        with (LOCALES / language / "messages.po").open("wb") as output:
            write_po(output, new, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
        missing = [message.id for message in new if message.id and not message.string]
        print(f"{language}: {len(new)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
