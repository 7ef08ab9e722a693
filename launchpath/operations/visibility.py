"""What somebody would see and may do: asked by administrators before anybody comes and asks them."""

from collections.abc import Mapping

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain import permission
from launchpath.domain.page import Page
from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.store import identities, policies, portfolios, principals, products

#: What people want to do, and so what is told of.
_DEEDS = (
    "SearchProducts",
    "ProvisionProduct",
    "SearchProvisionedProducts",
    "UpdateProvisionedProduct",
    "TerminateProvisionedProduct",
)
#: So many products of a portfolio are told by name.
MOST_PRODUCTS = 12


class DescribeVisibilityInput(Struct, frozen=True, kw_only=True):
    """The ARN of a user, a group or a role."""

    principal_arn: str


class SeenProduct(Struct, frozen=True, kw_only=True):
    """A product that would be in the catalog."""

    id: str
    name: str


class SeenPortfolio(Struct, frozen=True, kw_only=True):
    """A portfolio that is open, and because of whom."""

    id: str
    name: str
    #: The ARN, or the pattern, that the portfolio is open to.
    through: str
    #: The first of them by name, and how many there are.
    products: tuple[SeenProduct, ...]
    product_count: int


class Deed(Struct, frozen=True, kw_only=True):
    """An operation, and on whose products the policies allow it: own, role, everybody; None: on none."""

    operation: str
    reach: str | None


class DescribeVisibilityOutput(Struct, frozen=True, kw_only=True):
    """All that decides what the catalog shows to somebody."""

    group_arns: tuple[str, ...]
    policy_names: tuple[str, ...]
    disabled: bool
    portfolios: tuple[SeenPortfolio, ...]
    deeds: tuple[Deed, ...]


def describe_visibility(call: Call, request: DescribeVisibilityInput) -> DescribeVisibilityOutput:
    identity = identities.find(call.tx, request.principal_arn)
    if identity is None or identity.account != call.account:
        raise InvalidParametersException("There is no user, group or role {name}.", name=request.principal_arn)
    groups = identities.groups_of(call.tx, identity.arn)
    caller = Caller(
        account=call.account,
        region=call.caller.region,
        arn=identity.arn,
        session_arn=identity.arn,
        groups=groups,
        policies=policies.held_by(call.tx, call.account, (identity.arn, *groups)),
    )
    open_ids = principals.open_to(call.tx, caller)
    counts = {key: count for key, _, count in products.count_by_portfolio(call.tx, open_ids, ())}
    return DescribeVisibilityOutput(
        group_arns=groups,
        policy_names=policies.attached(call.tx, [identity.arn, *groups]),
        disabled=identity.disabled,
        portfolios=tuple(_seen(call, caller, one, counts) for one in open_ids),
        deeds=tuple(_deed(caller, name) for name in _DEEDS),
    )


def _seen(call: Call, caller: Caller, portfolio_id: str, counts: Mapping[str, int]) -> SeenPortfolio:
    portfolio = portfolios.find(call.tx, call.account, portfolio_id)
    association = next(one for one in principals.of_portfolio(call.tx, portfolio_id) if one.admits(caller))
    held = products.search(call.tx, [products.in_portfolios([portfolio_id])], Page(MOST_PRODUCTS, None, ""), "Title")
    return SeenPortfolio(
        id=portfolio_id,
        name=portfolio.display_name if portfolio else portfolio_id,
        through=association.principal_arn,
        products=tuple(SeenProduct(id=one.id, name=one.name) for one in held.items),
        product_count=counts.get(portfolio_id, 0),
    )


_REACHES = {Level.USER: "own", Level.ROLE: "role", Level.ACCOUNT: "everybody"}


def _deed(caller: Caller, operation: str) -> Deed:
    level = permission.weigh(caller, permission.action_of(operation), None).level
    return Deed(operation=operation, reach=None if level is None else _REACHES[level])
