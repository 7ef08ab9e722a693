"""Who waits longer than clients do is told so, and nothing is done that nobody waits for any more."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from launchpath.api.errors import ServiceUnavailable
from launchpath.wire import waiting
from launchpath.wire.waiting import in_thread
from tests import loops


def with_one_thread(do: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        await do()

    loops.run(run())


def test_what_a_thread_answers_is_the_answer() -> None:
    assert loops.run(in_thread(max, 1, 2)) == 2


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        loops.run(in_thread(divmod, 1, 0))


def test_what_has_not_begun_in_time_is_never_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_LONGEST", 0.1)
    hanging, done = Event(), Event()

    async def wait_in_line() -> None:
        first = asyncio.ensure_future(asyncio.to_thread(hanging.wait))
        await asyncio.sleep(0)
        with pytest.raises(ServiceUnavailable, match=r"was not begun within 0\.1 seconds.* Nothing was changed\."):
            await in_thread(done.set)
        hanging.set()
        await first
        await asyncio.to_thread(str)

    with_one_thread(wait_in_line)
    assert not done.is_set()


def test_what_has_begun_may_be_done_yet_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_LONGEST", 0.1)
    hanging = Event()

    async def give_up() -> None:
        with pytest.raises(ServiceUnavailable, match="may be carried out yet"):
            await in_thread(hanging.wait)
        hanging.set()

    with_one_thread(give_up)
