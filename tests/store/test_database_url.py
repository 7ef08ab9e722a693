"""URLs of databases: secrets are shown nowhere, and what would be read wrongly is refused without showing it."""

import pytest
from sqlalchemy.engine import make_url

from launchpath.store import database_url
from launchpath.store.database import Database
from launchpath.store.database_url import BadUrl
from launchpath.store.vault import Vault


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://lp@h/lp", "postgresql://lp@h/lp"),
        ("postgresql://lp:Pw@h:5433/lp", "postgresql://lp@h:5433/lp"),
        ("postgresql://h/lp?user=lp&password=Pw", "postgresql://h/lp?user=lp"),
        ("postgresql://h/lp?sslkey=k&sslpassword=Pw&sslmode=require", "postgresql://h/lp?sslmode=require"),
        ("postgresql://lp@/lp?host=%2Ftmp&password=Pw", "postgresql://lp@/lp?host=%2Ftmp"),
    ],
)
def test_a_password_is_not_shown_wherever_it_stands(url: str, shown: str) -> None:
    database_url.check(url)
    assert database_url.shown(url) == shown


@pytest.mark.parametrize(
    "url", ["lp:a@Pw@h/lp", "lp:a@Pw/b@h/lp", "lp:a@h?Pw@h/lp", "lp:a@b:Pw@h/lp", "lp:a@h/lp?Pw", "h:Pw/lp", "h:54x/lp"]
)
def test_what_would_be_read_wrongly_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(BadUrl, match=r"percent-encoded|port is not a number") as refused:
        database_url.check(f"postgresql://{url}")
    assert "Pw" not in str(refused.value)


@pytest.mark.parametrize("url", ["lp:a%40Pw@h/lp", "lp:a/b?c#d@h/lp", "/lp?host=@abstract", "[::1]:5432/lp", "h"])
def test_what_can_be_read_is_taken(url: str) -> None:
    database_url.check(f"postgresql://{url}")


@pytest.mark.parametrize(
    "url", ["lp:a%40P%2Fw@h:5433/lp", "lp@/lp?host=%2Ftmp", "lp@/lp?host=a:5432&host=b:5433", "h/lp?sslmode=require"]
)
def test_all_that_connect_notice_a_host_that_vanished_and_go_where_the_url_says(url: str, vault: Vault) -> None:
    given, used = make_url(f"postgresql+psycopg://{url}"), make_url(Database(f"postgresql://{url}", vault).url)
    own = set(used.query) - set(given.query)
    assert own == {"connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"}
    assert used.difference_update_query(own) == given


def test_how_long_to_wait_is_the_operators_to_say(vault: Vault) -> None:
    own = {"connect_timeout": "3", "tcp_user_timeout": "0"}
    database = Database("postgresql://lp@h/lp?connect_timeout=3&tcp_user_timeout=0", vault)
    assert make_url(database.url).query.items() >= own.items()
    # Whoever is handed the URL adds nothing more.
    assert Database(database.url, vault).url == database.url
    assert database.shown_url == "postgresql://lp@h/lp"
