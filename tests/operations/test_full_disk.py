"""A full disk is told to the client and to the operator; nothing is half done, and all goes on when there is room."""

import logging
from typing import Any

import pytest
from sqlalchemy import event, func, select

from launchpath.api.errors import ServiceUnavailable
from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.domain.managed_policy import ADMINISTRATOR
from launchpath.domain.principal import Caller
from launchpath.perform import perform
from launchpath.store import policies
from launchpath.store.tables import audit, portfolios
from tests.operations.inside import ROOT, Portal
from tests.operations.inside import portal as portal


@pytest.fixture
def root(portal: Portal) -> Caller:
    with portal.database.write() as tx:
        policies.attach(tx, ROOT, ADMINISTRATOR)
    return portal.sign_in("root")


def create(portal: Portal, root: Caller, name: str) -> Any:
    request = CONTRACT["CreatePortfolio"].input(
        display_name=name, provider_name="tests", description="x" * 2000, idempotency_token=name
    )
    return perform(portal.house, root, "CreatePortfolio", request, "test")


def room(portal: Portal, pages: int) -> None:
    """How many pages the database may have from now on, as if the disk ended there, but not fewer than it has."""
    portal.database.engine.dispose()
    event.listen(
        portal.database.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}")
    )


def fill(portal: Portal, root: Caller) -> None:
    """Create portfolios for as long as there is room."""
    for number in range(10_000):
        create(portal, root, f"portfolio-{number}")


def test_a_full_disk_is_told_and_nothing_is_half_done(
    portal: Portal, root: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    room(portal, 1)
    with pytest.raises(ServiceUnavailable, match=r"The disk of the database is full\. Nothing was changed\."):
        fill(portal, root)
    assert "database or disk is full" in caplog.text
    room(portal, 1_000_000)
    with portal.database.read() as tx:
        created, noted = (tx.connection.scalar(select(func.count()).select_from(one)) for one in (portfolios, audit))
    assert created
    assert noted >= created
    assert create(portal, root, "afterwards").portfolio_detail.id
