"""What may have to wait waits in a thread, and no longer than clients do."""

import asyncio
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

from launchpath.api.errors import ServiceUnavailable

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

#: Seconds until a client is answered, come what may: AWS's wait for 60.
_LONGEST = 50.0


async def in_thread(function: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """What a function answers that holds nobody else up meanwhile. Raises ServiceUnavailable if it takes too long.

    What no thread has begun by then is never done: else all that nobody waits for any more would be done before what
    somebody does wait for, as after a database has hung.
    """
    turn = _Turn(partial(function, *given, **named))
    answering = asyncio.ensure_future(asyncio.to_thread(turn.take))
    done, _ = await asyncio.wait([answering], timeout=_LONGEST)
    if done:
        return answering.result()
    answering.cancel()
    raise _too_late(has_begun=turn.pass_over())


class _Turn(Generic[Answer]):
    """A place in the line for a thread: it is taken, or passed over."""

    def __init__(self, function: Callable[[], Answer]) -> None:
        self._function = function
        self._deciding = Lock()
        self._is_over = self._has_begun = False

    def take(self) -> Answer:
        with self._deciding:
            if self._is_over:
                raise _too_late(has_begun=False)
            self._has_begun = True
        return self._function()

    def pass_over(self) -> bool:
        """Whether it has been taken before."""
        with self._deciding:
            self._is_over = True
            return self._has_begun


def _too_late(*, has_begun: bool) -> ServiceUnavailable:
    seconds = f"{_LONGEST:g}"
    if has_begun:
        return ServiceUnavailable(
            "There was no answer within {seconds} seconds, and the request may be carried out yet. "
            "Look whether it was, or repeat it with the same token.",
            seconds=seconds,
        )
    return ServiceUnavailable(
        "The request was not begun within {seconds} seconds: the server has too much to do. Nothing was changed. "
        "Repeat the request.",
        seconds=seconds,
    )
