"""Answers that are remembered as long as the catalog does not change."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Memory(Generic[Answer]):
    """What was answered at one version of the catalog; with the next version all of it is forgotten.

    Whoever looks something up has read the version at the beginning of the same request (Database.catalog_version),
    and so sees what was true then or later, in this process as in any other.
    """

    def __init__(self, most: int) -> None:
        #: How many answers are kept; who comes then begins anew.
        self._most = most
        self._held: tuple[int, dict[Hashable, Answer]] = (0, {})

    def answer(self, version: int | None, question: Hashable, find: Callable[[], Answer]) -> Answer:
        """The answer at this version, found now if it is not remembered; None: the version is not known."""
        if version is None:
            return find()
        known = self.recall(version, question)
        if known is None:
            known = find()
            self.keep(version, question, known)
        return known

    def recall(self, version: int, question: Hashable) -> Answer | None:
        """The answer at this version; None: there is none yet."""
        held, answers = self._held
        return answers.get(question) if held == version else None

    def keep(self, version: int, question: Hashable, answer: Answer) -> None:
        """Remember an answer of this version, unless a later one is known already."""
        held, answers = self._held
        if version < held:
            return
        if version > held or len(answers) >= self._most:
            self._held = (version, answers := {})
        answers[question] = answer
