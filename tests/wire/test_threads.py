"""Quick reads run on the event loop; whatever may wait has a thread of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from launchpath.api.types import ListPortfoliosOutput

Send = Callable[..., Any]


def test_a_quick_read_runs_on_the_event_loop(send: Send, house: Any) -> None:
    house.local = {"ListPortfolios"}
    send()
    assert house.threads == ["event loop"]


def test_what_has_to_be_written_down_about_a_quick_read_is_not(send: Send, house: Any) -> None:
    house.local = house.denied = {"ListPortfolios"}
    assert send().status == 200
    assert house.threads != ["event loop"]


def test_a_slow_operation_does_not_keep_others_waiting(send: Send, house: Any) -> None:
    released = threading.Event()

    def wait(request: Any) -> ListPortfoliosOutput:
        assert released.wait(10)
        return ListPortfoliosOutput()

    house.answers["ListPortfolios"] = wait
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(send)
        assert send(target="AWS242ServiceCatalogService.ListTagOptions").status == 200
        released.set()
        assert slow.result(10).status == 200
