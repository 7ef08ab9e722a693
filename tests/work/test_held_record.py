"""An engine's answer is written into a record that nobody else moves on meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from launchpath.domain.record import RecordStatus
from launchpath.store import records
from launchpath.store.database import Database
from launchpath.store.vault import Vault
from tests.fake_cloudformation import running
from tests.fleet import engine_at
from tests.making import Making
from tests.postgresql import Fresh
from tests.running import Overdue, RunningServer, wait_for


def test_a_record_that_is_held_is_moved_on_by_nobody_else(tmp_path: Path, postgresql: Fresh) -> None:
    url = postgresql()
    options = ("--no-worker", "--engine", "cloudformation", "--database-url", url)
    with running() as fake, RunningServer(tmp_path, *options, environment=engine_at(fake)) as server:
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        record_id = product.launch(making.admin)["RecordId"]
    database = Database(url, Vault(Fernet.generate_key()))

    def move_on() -> bool:
        with database.write() as other:
            return records.move(other, record_id, RecordStatus.IN_PROGRESS, 1)

    with ThreadPoolExecutor(1) as pool, database.write() as tx:
        assert records.hold(tx, record_id)
        moving = pool.submit(move_on)
        with pytest.raises(Overdue):
            wait_for(moving.done, patience=0.5)
        tx.connection.commit()
        assert moving.result(10)
    database.close()
