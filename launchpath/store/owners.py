"""Whose it is that was launched: an account's, an identity's or a session's (semantics 5)."""

from functools import cache

from sqlalchemy import ColumnElement, Table, bindparam

from launchpath.domain.permission import Level
from launchpath.domain.principal import Caller
from launchpath.store.prepared import Condition


def within(table: Table, caller: Caller, level: Level) -> Condition:
    """The rows of `table` that are the caller's at this level."""
    if level is Level.ACCOUNT:
        return Condition(_of_account(table), {"owner": caller.account})
    if level is Level.ROLE or caller.session_arn == caller.arn:
        return Condition(_of(table, "user_arn"), {"owner": caller.arn, "owned_since": caller.since})
    return Condition(_of(table, "user_arn_session"), {"owner": caller.session_arn, "owned_since": caller.since})


@cache
def _of_account(table: Table) -> ColumnElement[bool]:
    return table.c.account == bindparam("owner")


@cache
def _of(table: Table, column: str) -> ColumnElement[bool]:
    """Since then: not what a deleted identity of the same name has launched."""
    return (table.c[column] == bindparam("owner")) & (table.c.created_at >= bindparam("owned_since"))
