"""A loop for what is tested without a server."""

from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import uvloop

Answer = TypeVar("Answer")


def run(asked: Coroutine[Any, Any, Answer]) -> Answer:
    """What comes of it, in a thread of its own: a browser that another test has open runs a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(uvloop.run, asked).result()
