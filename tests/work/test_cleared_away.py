"""What the queue knows of a record is cleared away some time after its end; the record itself stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.making import Making
from tests.running import RunningServer, ended, wait_for


def test_the_queue_forgets_a_record_that_ended_long_ago(tmp_path: Path, each_kind: Callable[[], str | None]) -> None:
    url = each_kind()
    options = ["--database-url", url] if url else []
    server = RunningServer(tmp_path, *options)
    sqlite, postgresql = f"sqlite:///{server.folder}/launchpath.db", (url or "").replace(":", "+psycopg:", 1)
    engine, schema = create_engine(postgresql if url else sqlite), "dbos." if url else ""

    def told(statement: str, **values: Any) -> Any:
        with engine.begin() as connection:
            return connection.execute(text(statement.format(schema=schema)), values)

    def known() -> set[str]:
        return set(told("SELECT workflow_uuid FROM {schema}workflow_status").scalars())

    with server:
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        old, new = (product.launched(making.admin)["RecordId"] for _ in range(2))
        wait_for(lambda: not told("SELECT 1 FROM {schema}workflow_status WHERE status <> 'SUCCESS'").first())
        assert known() == {old, new}
    told("UPDATE {schema}workflow_status SET updated_at = 1 WHERE workflow_uuid = :id", id=old)
    with server:
        wait_for(lambda: known() == {new})
        assert not told("SELECT 1 FROM {schema}operation_outputs WHERE workflow_uuid = :id", id=old).first()
        assert ended(server.client("admin"), old)["Status"] == "SUCCEEDED"
    engine.dispose()
