"""A record that nobody carries out, for whatever reason, is taken up by whoever works."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.making import Making
from tests.running import RunningServer, ended


def test_a_record_that_outlived_its_workflow_is_carried_out(
    tmp_path: Path, each_kind: Callable[[], str | None]
) -> None:
    url = each_kind()
    with RunningServer(tmp_path, *(["--database-url", url] if url else [])) as server:
        making = Making(server)
        product = making.product()
        making.portfolio(product, user="admin")
        record_id = product.launched(making.admin)["RecordId"]
        driver = (
            url.replace("postgresql:", "postgresql+psycopg:") if url else f"sqlite:///{server.folder}/launchpath.db"
        )
        engine = create_engine(driver)
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE records SET status = 'IN_PROGRESS' WHERE id = '{record_id}'"))
        engine.dispose()
        assert ended(making.admin, record_id)["Status"] == "SUCCEEDED"
