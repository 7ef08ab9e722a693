"""URLs of databases: secrets are shown nowhere, and what would be read wrongly is refused without showing it."""

import pytest

from launchpath.store import database_url
from launchpath.store.database_url import BadUrl


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
