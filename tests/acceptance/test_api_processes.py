"""Several processes answer the API on one socket (`launchpath serve --workers N`), on PostgreSQL."""

from pathlib import Path

from tests.postgresql import Fresh
from tests.processes import await_end, descendants
from tests.running import RunningServer


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path, postgresql: Fresh) -> None:
    options = ("--workers", "2", "--engine", "none", "--database-url", postgresql())
    with RunningServer(tmp_path, *options) as server:
        started = descendants(server.process.pid)
        server.kill()
        await_end(started)


def test_on_sqlite_more_than_one_process_is_refused_with_the_reason(tmp_path: Path) -> None:
    from tests.cli.running import launchpath

    refused = launchpath("serve", "--workers", "2", "--data", str(tmp_path / "data"))
    assert refused.returncode == 2
    assert "On SQLite there is one process for everything" in " ".join(refused.stderr.split())
