"""What an operation has at hand: who calls, the open transaction, the clock, and where work is handed in."""

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from launchpath.api.errors import AccessDeniedException, InvalidParametersException, Phrase
from launchpath.domain import arn, permission
from launchpath.domain.artifact import Content
from launchpath.domain.parameter import Parameter
from launchpath.domain.permission import Grant, Level, Powers
from launchpath.domain.principal import Caller
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import MADE_OF
from launchpath.store.database import Transaction

Found = TypeVar("Found")

#: What a list without access levels asks for (edition 2016-07-07): as much as the policies allow. No client can ask for
#: it by name, since it is none of the enumeration's values.
WIDEST = "Widest"

#: What a request's URL led to, or why it led to nothing; None: it names nothing outside our own store.
Fetched: TypeAlias = Content | InvalidParametersException | None


class Remember(Protocol):
    """A memory of answers about the catalog that are as good as new (memory.py)."""

    def __call__(self, question: Hashable, find: Callable[[], Found], /) -> Found:
        """The answer to `question`, as `find` finds it. The caller is part of a question whose answer depends on it."""


#: What an archive asks for, as its engine says, or why that engine refuses it.
Parsed: TypeAlias = tuple[Parameter, ...] | InvalidParametersException


class Work(Protocol):
    """Where work that happens later is handed in."""

    def enqueue(self, tx: Transaction, record_id: str, account: str, request_id: str) -> None:
        """Have a record carried out; it begins when the transaction commits, and never if it does not.

        `request_id`: the request that asked for it, to be named in logs and traces.
        """


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of one operation."""

    #: The operation, as policies name it.
    operation: str
    caller: Caller
    tx: Transaction
    #: When the call came in, in milliseconds since the epoch.
    now: int
    #: What the caller's policies say of this operation, and what they allow of it.
    powers: Powers
    grant: Grant
    #: What the configured engines can make (ProvisionedProductTypes), each with the name of its engine.
    makes: Mapping[str, str]
    enqueue: Callable[[Transaction, str, str], None]
    #: What a question about the catalog alone was answered by, or else is by a function now.
    remember: Remember
    fetched: Fetched = None
    #: What the engines for these product types say of the archive that the request names.
    parsed: Mapping[str, Parsed] = field(default_factory=dict)

    @property
    def account(self) -> str:
        return self.caller.account

    def made_of(self, product: Product) -> str:
        """What a launch of `product` makes; refused when no engine here can."""
        made = MADE_OF.get(product.type)
        if made is None or made not in self.makes:
            raise InvalidParametersException(
                "Products of type {product_type} can't be launched here: {engines}.",
                product_type=product.type,
                engines=self.engines,
            )
        return made

    @property
    def engines(self) -> Phrase:
        """Which engines there are, as the reason why something can't be made."""
        names = ", ".join(dict.fromkeys(self.makes.values()))
        if not names:
            return Phrase("no engine is configured")
        return Phrase("the engines that are configured ({names}) don't make them", names=names)

    def level(self, asked: str | None, default: Level) -> Level:
        """The access level of a list: the one asked for, else the default as far as the policies allow it."""
        if asked is None:
            return min(default, self.grant.level)
        if asked == WIDEST:
            return self.grant.level
        level = Level[asked.upper()]
        if level > self.grant.level:
            sentence = permission.refusal(self.caller, self.operation, "*")
            raise AccessDeniedException("{sentence} with the access level {asked}", sentence=sentence, asked=asked)
        return level

    def check(self, resource: str) -> Level:
        """What the policies allow of this operation on one object, named by its ARN. AccessDeniedException: nothing."""
        return self.powers.permitted(resource).level

    def portfolio_arn(self, portfolio_id: str) -> str:
        return arn.portfolio(self.caller.region, self.account, portfolio_id)

    def product_arn(self, product_id: str) -> str:
        return arn.product(self.caller.region, self.account, product_id)

    def provisioned_product_arn(self, name: str, provisioned_product_id: str) -> str:
        return arn.provisioned_product(self.caller.region, self.account, name, provisioned_product_id)
