"""Where moto's random names come from: from the words of an order, so that its replay makes the same names again."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from moto.core.base_backend import AccountSpecificBackend
from moto.moto_api._internal import mock_random
from moto.moto_api._internal.moto_random import MotoRandom


class Seed:
    """What one stretch of work draws from."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.source = Random("\n".join(words))  # noqa: S311 - names of a sandbox, not secrets
        self.branches: Counter[str] = Counter()


_here = threading.local()


class Chance(MotoRandom):
    """moto's one source of randomness, which follows the seed of the thread that asks, if it has one."""

    def random(self) -> float:
        seed = _seed()
        return super().random() if seed is None else seed.source.random()

    def getrandbits(self, k: int, /) -> int:
        seed = _seed()
        return super().getrandbits(k) if seed is None else seed.source.getrandbits(k)


def _seed() -> Seed | None:
    return getattr(_here, "seed", None)


@contextmanager
def seeded(*words: str) -> Iterator[None]:
    """Within it, what this thread draws depends on `words` alone and on nobody else's drawing."""
    outer = _seed()
    _here.seed = Seed(*words)
    try:
        yield
    finally:
        _here.seed = outer


@contextmanager
def branch(word: str) -> Iterator[None]:
    """A seed of its own for a part of a seeded stretch: the first, second... of this word."""
    outer = _seed()
    if outer is None:
        yield
        return
    outer.branches[word] += 1
    with seeded(*outer.words, word, str(outer.branches[word])):
        yield


def install() -> None:
    """Put the seeds to work in this process."""
    # All of moto holds this one object, so its class changes and the object stays.
    mock_random.__class__ = Chance

    known = AccountSpecificBackend.__getitem__

    def born(backends: AccountSpecificBackend[Any], region: str) -> Any:
        # Whoever comes first makes a service's backend with all its default resources (EC2: a VPC and subnets):
        # that must not draw from the seed of the order that happened to come first.
        if region in backends.keys():  # noqa: SIM118 - `in backends` asks for the regions that may exist
            return known(backends, region)
        with seeded(backends.service_name, backends.account_id, region):
            return known(backends, region)

    AccountSpecificBackend.__getitem__ = born  # type: ignore[method-assign]
