"""Which principals the portfolios are open to, and so which portfolios a caller may use."""

from sqlalchemy import delete, insert, select

from launchpath.domain.page import Page, Rows
from launchpath.domain.principal import Association, Caller
from launchpath.store import rows
from launchpath.store.database import Transaction
from launchpath.store.tables import portfolio_principals, portfolios

_make = rows.maker(Association)
_all = rows.selecting(portfolio_principals, Association)


def list_all(tx: Transaction, portfolio_id: str, page: Page) -> Rows[Association]:
    here = _all.where(portfolio_principals.c.portfolio_id == portfolio_id)
    return rows.page_of(tx, here, [portfolio_principals.c.seq], page, _make)


def of_portfolio(tx: Transaction, portfolio_id: str) -> tuple[Association, ...]:
    """Everybody that a portfolio is open to."""
    return rows.many(tx, _all.where(portfolio_principals.c.portfolio_id == portfolio_id), _make)


def count(tx: Transaction, portfolio_id: str, principal_type: str) -> int:
    here = portfolio_principals.c.portfolio_id == portfolio_id
    of_type = portfolio_principals.c.principal_type == principal_type
    return len(tx.connection.execute(select(portfolio_principals.c.seq).where(here, of_type)).all())


def open_to(tx: Transaction, caller: Caller) -> tuple[str, ...]:
    """The ids of the portfolios that `caller` may use, oldest first."""
    mine = select(portfolios.c.id).where(portfolios.c.account == caller.account).order_by(portfolios.c.seq)
    if not caller.unrestricted:
        mine = mine.where(portfolios.c.id.in_(_admitting(tx, caller)))
    return tuple(tx.connection.execute(mine).scalars())


def _admitting(tx: Transaction, caller: Caller) -> set[str]:
    directly = portfolio_principals.c.principal_arn.in_(caller.principals)
    by_pattern = portfolio_principals.c.principal_type == "IAM_PATTERN"
    candidates = rows.many(tx, _all.where(directly | by_pattern), _make)
    return {association.portfolio_id for association in candidates if association.admits(caller)}


def find(tx: Transaction, portfolio_id: str, principal_arn: str) -> Association | None:
    here = portfolio_principals.c.portfolio_id == portfolio_id
    return rows.one(tx, _all.where(here, portfolio_principals.c.principal_arn == principal_arn), _make)


def add(tx: Transaction, association: Association) -> None:
    """Open a portfolio to a principal; a repeat changes nothing."""
    if find(tx, association.portfolio_id, association.principal_arn) is None:
        values = {name: getattr(association, name) for name in ("portfolio_id", "principal_arn", "principal_type")}
        tx.connection.execute(insert(portfolio_principals).values(values))


def remove(tx: Transaction, association: Association) -> None:
    here = portfolio_principals.c.portfolio_id == association.portfolio_id
    this = portfolio_principals.c.principal_arn == association.principal_arn
    tx.connection.execute(delete(portfolio_principals).where(here, this))
