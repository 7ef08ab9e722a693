"""What a template's text becomes: one plain tree, and the error for a template that cannot be published."""

from typing import Final, TypeAlias

from launchpath.api.errors import Phrase

#: How deep maps, lists and short functions may nest. Real templates stay below 30.
MAX_DEPTH: Final = 80

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | bool"


class Numeral(str):
    """A number, as it is written: CloudFormation hands values on as text, so `1.10` must not become 1.1."""

    __slots__ = ()


class TemplateError(ValueError):
    """A template that cannot be published; its text says what is wrong, where, and what to do."""

    @property
    def refusal(self) -> Phrase:
        """The whole message of the InvalidParametersException; clients know its beginning (semantics 3.3)."""
        return Phrase("Invalid templateBody. Please make sure that your template is valid. {fault}", fault=str(self))

    @classmethod
    def too_deep(cls, where: str = "") -> "TemplateError":
        return cls(f"Template format error: the template nests deeper than {MAX_DEPTH} levels{where}. Flatten it.")

    @classmethod
    def null(cls, path: str, where: str = "") -> "TemplateError":
        return cls(f"[{path}] 'null' values are not allowed in templates{where}. Give it a value or remove it.")


class KeyTwice(TemplateError):
    """A key that is given twice in one map: CloudFormation would silently take the last."""

    def __init__(self, key: str, where: str = "") -> None:
        super().__init__(f"Template format error: the key '{key}' is given twice{where}. Keep one of them.")


def text_of(scalar: object) -> str:
    """A scalar as CloudFormation hands it on: always text."""
    return ("false", "true")[scalar] if isinstance(scalar, bool) else str(scalar)


def plain(tree: Tree) -> object:
    """`tree` as ordinary JSON data. A number that JSON would show otherwise than it is written stays text."""
    if isinstance(tree, dict):
        return {key: plain(member) for key, member in tree.items()}
    if isinstance(tree, list):
        return [plain(member) for member in tree]
    return _number(tree) if isinstance(tree, Numeral) else tree


def _number(numeral: Numeral) -> int | float | str:
    if len(numeral) > 20:
        return str(numeral)
    number = float(numeral) if set(numeral) & set(".eE") else int(numeral)
    return number if str(number) == numeral else str(numeral)
