"""What a synthetic catalog is to be made of."""

from dataclasses import dataclass
from random import Random

from launchpath.domain import arn

#: Any byte as a letter of lowercase base32.
_LETTERS = b"abcdefghijklmnopqrstuvwxyz234567" * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of everything, for whom, and the number that decides every choice that is left to chance."""

    account: str
    region: str
    products: int
    records: int
    portfolios: int
    #: Users, groups and roles beside the developer that portfolios are open to.
    principals: int
    seed: int
    #: When the history ends, in milliseconds since the epoch.
    now: int

    @property
    def begin(self) -> int:
        """When everything begins: three years ago."""
        return self.now - 3 * 365 * 24 * 60 * 60 * 1000

    @property
    def developer(self) -> str:
        """The ARN of the demo's developer, to whom everything is open."""
        return arn.identity(self.region, self.account, "user", "developer")

    def chance(self, part: str) -> Random:
        """The choices of one part of the catalog, the same ones at every run."""
        return Random(f"{self.seed} {part}")  # noqa: S311  nothing here is secret


def new_id(prefix: str, chance: Random) -> str:
    """An id as domain/identifier.py makes them, but the same one at every run."""
    return f"{prefix}-{chance.randbytes(13).translate(_LETTERS).decode()}"
