"""A worker's claim: nobody goes by it any more from the moment that it is given back or was found to be lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from launchpath.engines import fence
from launchpath.engines.base import EngineUnavailable
from launchpath.store import migrate, workers
from launchpath.store.database import Database
from launchpath.store.vault import Vault
from launchpath.work.lease import Lease
from tests.running import wait_for


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'launchpath.db'}", Vault(Fernet.generate_key()))
    migrate.to_newest(made)
    yield made
    made.close()


def test_a_step_that_outlives_its_worker_changes_nothing_once_the_claim_is_given_back(database: Database) -> None:
    lease = Lease(database, lambda _: None)
    lease.start()
    with fence.kept(lease.is_held):
        fence.check()
        lease.release()
        with pytest.raises(EngineUnavailable):
            fence.check()


def test_a_claim_that_is_found_to_be_lost_is_not_held_while_this_is_told(database: Database) -> None:
    told: list[bool] = []
    lease = Lease(database, lambda _: told.append(lease.is_held()))
    lease.start()
    assert lease.is_held()
    with database.write() as tx:
        workers.remove(tx, lease.name)
    wait_for(lambda: told)
    assert told == [False]
    lease.release()
