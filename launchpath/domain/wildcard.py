"""Wildcards, as IAM has them: * stands for any letters, ? for any one."""

import re
from functools import lru_cache


def matches(pattern: str, text: str, *, fold: bool = False) -> bool:
    """Whether the whole of `text` is what `pattern` means; `fold`: without regard to case."""
    return _compiled(pattern, fold).fullmatch(text) is not None


@lru_cache(maxsize=8192)
def _compiled(pattern: str, fold: bool) -> re.Pattern[str]:
    """What stands between two stars is looked for once, at its first place: an atomic group tries no other.

    So the time grows with the pattern times the text, however many stars a hostile pattern has.
    """
    first, *rest = (re.escape(piece).replace(r"\?", ".") for piece in pattern.split("*"))
    inner = "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece)
    ending = "".join(f".*{piece}" for piece in rest[-1:])
    return re.compile(first + inner + ending, re.DOTALL | (re.IGNORECASE if fold else 0))
