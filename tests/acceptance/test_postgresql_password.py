"""A PostgreSQL that asks for a password: it may be left out of the URL, and is shown nowhere when it stands there."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from tests.cli.running import launchpath
from tests.postgresql import of_its_own
from tests.running import RunningServer

PASSWORD = "a@Pw:/?#% $c"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A database whose owner needs the password."""
    with of_its_own() as postgresql:
        rules = Path(postgresql.server.pgdata) / "pg_hba.conf"
        rules.write_text(f"local all lp scram-sha-256\n{rules.read_text()}")
        with psycopg.connect(postgresql.server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE lp LOGIN PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE lp OWNER lp")
            connection.execute("SELECT pg_reload_conf()")
        yield f"postgresql://lp@/lp?{urlsplit(postgresql.fresh()).query}"


def test_it_may_be_left_to_the_environment_or_stand_in_the_query_and_is_shown_nowhere(url: str, tmp_path: Path) -> None:
    environment = {"LAUNCHPATH_DATABASE_URL": url, "PGPASSWORD": PASSWORD}
    # The server works, too: its worker and its queue have connections of their own.
    with RunningServer(tmp_path, "--engine", "none", environment=environment) as server:
        words = ("doctor", "--data", str(server.folder), "--engine", "none")
        in_query = {"LAUNCHPATH_DATABASE_URL": f"{url}&password={quote(PASSWORD, safe='')}"}
        told = launchpath(*words, environment=in_query).stdout
        refused = launchpath(*words, environment=environment | {"PGPASSWORD": "wrong"}).stdout
    assert "postgresql://lp@/lp?host=" in told
    assert "1 worker is alive" in told
    assert 'password authentication failed for user "lp"' in refused
    assert "Pw" not in told + refused + server.log.read_text()
