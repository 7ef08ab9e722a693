"""What engines remember: versions of sealed documents, and a lock that one holds."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from launchpath.store import engine_documents, workers
from launchpath.store.database import Conflict, Database, Transaction
from launchpath.store.tables import engine_documents as table
from launchpath.store.tables import engine_locks

PATIENCE = 1_000


def take(tx: Transaction, holder: str) -> bool:
    return engine_documents.take(tx, "pp-1", holder, PATIENCE)


def fall_silent(tx: Transaction, holder: str) -> None:
    """Let the holder's last sign of life be long ago."""
    long_ago = workers.clock(tx) - 10 * PATIENCE
    tx.connection.execute(engine_locks.update().where(engine_locks.c.holder == holder).values(beat_at=long_ago))


def test_a_lock_is_one_holders_until_it_is_released(tx: Transaction) -> None:
    assert take(tx, "one")
    assert take(tx, "one")
    assert not take(tx, "two")
    engine_documents.release(tx, "pp-1", "two")
    assert not take(tx, "two")
    engine_documents.release(tx, "pp-1", "one")
    assert take(tx, "two")


def test_a_silent_holder_loses_the_lock_and_cannot_save_any_more(tx: Transaction) -> None:
    assert take(tx, "one")
    fall_silent(tx, "one")
    assert take(tx, "two")
    assert not engine_documents.renew(tx, "pp-1", "one")
    assert not engine_documents.save(tx, "pp-1", "one", "rec-1", {"state": "late"})
    assert not engine_documents.forget(tx, "pp-1", "one")
    assert engine_documents.newest(tx, "pp-1") == {}


def test_a_silent_holder_that_nobody_replaced_goes_on(tx: Transaction) -> None:
    assert take(tx, "one")
    fall_silent(tx, "one")
    assert engine_documents.renew(tx, "pp-1", "one")
    assert not take(tx, "two")


def test_each_record_has_a_version_and_the_newest_counts(tx: Transaction) -> None:
    take(tx, "one")
    for record, text in (("rec-1", "a"), ("rec-1", "b"), ("rec-2", "c")):
        assert engine_documents.save(tx, "pp-1", "one", record, {"state": text})
    assert engine_documents.newest(tx, "pp-1") == {"state": "c"}
    kept = tx.connection.execute(select(table.c.content).order_by(table.c.seq)).scalars()
    assert [tx.vault.open(one) for one in kept] == ["b", "c"]


def test_documents_of_different_names_have_their_own_newest(tx: Transaction) -> None:
    take(tx, "one")
    engine_documents.save(tx, "pp-1", "one", "rec-1", {"state": "a", "module": "m"})
    engine_documents.save(tx, "pp-1", "one", "rec-2", {"state": "b"})
    assert engine_documents.newest(tx, "pp-1") == {"state": "b", "module": "m"}


def test_nothing_is_readable_at_rest(tx: Transaction) -> None:
    take(tx, "one")
    engine_documents.save(tx, "pp-1", "one", "rec-1", {"state": "correct-horse"})
    assert b"correct-horse" not in tx.connection.execute(select(table.c.content)).scalar_one()


def test_old_versions_go(tx: Transaction) -> None:
    take(tx, "one")
    for number in range(engine_documents.MOST_VERSIONS + 5):
        engine_documents.save(tx, "pp-1", "one", f"rec-{number}", {"state": str(number)})
    assert len(tx.connection.execute(select(table.c.seq)).all()) == engine_documents.MOST_VERSIONS
    assert engine_documents.newest(tx, "pp-1") == {"state": str(engine_documents.MOST_VERSIONS + 4)}


def test_what_is_forgotten_is_gone_and_other_products_are_not(tx: Transaction) -> None:
    take(tx, "one")
    engine_documents.take(tx, "pp-2", "one", PATIENCE)
    engine_documents.save(tx, "pp-1", "one", "rec-1", {"state": "a"})
    engine_documents.save(tx, "pp-2", "one", "rec-2", {"state": "b"})
    assert engine_documents.forget(tx, "pp-1", "one")
    assert engine_documents.newest(tx, "pp-1") == {}
    assert engine_documents.newest(tx, "pp-2") == {"state": "b"}


def test_of_many_that_take_a_lock_at_the_same_time_one_gets_it(database: Database) -> None:
    def attempt(holder: int) -> bool:
        try:
            with database.write() as tx:
                return take(tx, str(holder))
        except Conflict:
            return False

    with ThreadPoolExecutor(8) as holders:
        assert sum(holders.map(attempt, range(8))) == 1
