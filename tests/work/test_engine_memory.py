"""What engines remember, when the database is not as it should be: nothing that was done is lost for it."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.memory import held
from launchpath.work.engine_memory import DatabaseMemory, memory_in


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[DatabaseMemory]:
    with memory_in(tmp_path) as one:
        yield one


def told(memory: DatabaseMemory, statement: str) -> None:
    with memory.database.write() as tx:
        tx.connection.execute(text(statement))


def carried_out(memory: DatabaseMemory) -> str:
    order: Any = SimpleNamespace(provisioned_product_id="pp-1")
    with held(memory, order):
        told(memory, "DROP TABLE engine_locks")
        return "SUCCEEDED"


def test_an_answer_is_not_lost_with_a_database_that_is_away_when_the_lock_is_given_back(memory: DatabaseMemory) -> None:
    assert carried_out(memory) == "SUCCEEDED"


def test_a_lost_race_is_told_as_something_to_be_done_again(memory: DatabaseMemory) -> None:
    assert memory.take("pp-1", "one")
    told(memory, "CREATE TRIGGER first BEFORE INSERT ON engine_documents BEGIN SELECT RAISE(ABORT, 'another'); END")
    with pytest.raises(EngineUnavailable):
        memory.save("pp-1", "one", "rec-1", {"state": "a"})
    told(memory, "DROP TRIGGER first")
    assert memory.save("pp-1", "one", "rec-1", {"state": "a"})


def test_a_lock_that_another_was_quicker_to_take_is_not_ours(memory: DatabaseMemory) -> None:
    told(memory, "CREATE TRIGGER first BEFORE INSERT ON engine_locks BEGIN SELECT RAISE(ABORT, 'another'); END")
    assert not memory.take("pp-1", "one")
