"""The steps that a worker has in hand: none begins while others may have given it up, or once it is to stop."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

from launchpath.engines import fence

Result = TypeVar("Result")

#: Seconds between two questions whether a step may begin.
_WAIT = 0.5


class Steps:
    """The steps of one start of a worker. Its claim is the one that it began with: a later one is another's."""

    def __init__(self, is_ours: Callable[[], bool]) -> None:
        """`is_ours`: whether nobody else can do our work just now."""
        self._is_ours = is_ours
        self._changed = threading.Condition()
        self._in_hand = 0
        self._stopped = False

    async def do(self, step: Callable[[], Result]) -> Result:
        """Do a step in a thread of its own, as soon as it is ours to do: for a worker that was given up, never."""
        while not self._begin():
            await asyncio.sleep(_WAIT)
        return await asyncio.to_thread(self._finish, step)

    def stop(self, patience: float) -> bool:
        """Let no step begin any more and wait for those in hand, `patience` seconds at most; whether all have ended."""
        with self._changed:
            self._stopped = True
            return self._changed.wait_for(lambda: self._in_hand == 0, patience)

    def are_ours(self) -> bool:
        """Whether a step may begin just now."""
        return not self._stopped and self._is_ours()

    def _begin(self) -> bool:
        with self._changed:
            if not self.are_ours():
                return False
            self._in_hand += 1
            return True

    def _finish(self, step: Callable[[], Result]) -> Result:
        try:
            with fence.kept(self._is_ours):
                return step()
        finally:
            with self._changed:
                self._in_hand -= 1
                self._changed.notify_all()
