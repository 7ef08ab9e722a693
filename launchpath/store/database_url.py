"""What the URL of a database may look like, what we add to it, and what of it people are shown: where, and as whom."""

import re

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: What may be shown of a URL's query. Anything else may be a secret: a password, or the end of one that has a ? in it.
_SHOWN = ("dbname", "host", "port", "sslmode", "user")

#: How the query of a URL goes: libpq's names have no other characters.
_QUERY = re.compile("[a-z_]+=[^&]*(&[a-z_]+=[^&]*)*")

#: How soon a PostgreSQL is noticed that answers nothing any more, in seconds (the last in milliseconds). A host that
#: vanishes says no word: without these, the system waits for two hours.
_TIMEOUTS = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}

_PORT = "Its port is not a number: write postgresql://user@host:5432/name."
_ENCODE = (
    "Special characters in a password have to be percent-encoded (@ is %40); or leave the password out, and put it "
    "into PGPASSWORD or a passfile."
)


class BadUrl(Exception):
    """It can't be read. The message shows nothing of it, since any part may be of the password."""


def check(url: str) -> None:
    """Refuse a URL that can't be read, or whose password would be read as part of the host. Raises BadUrl."""
    try:
        parts = make_url(url)
    except ValueError:
        raise BadUrl(_ENCODE if url.count("@") > 1 else _PORT) from None
    except ArgumentError:
        raise BadUrl("Write postgresql://user@host:5432/name.") from None
    query = url.partition("@")[2].partition("?")[2]
    if "@" in f"{parts.host}{parts.database}" or (query and not _QUERY.fullmatch(query)):
        raise BadUrl(_ENCODE)


def shown(url: str) -> str:
    """For people, who may hand it on to psql: without a password, wherever it stands."""
    parts = make_url(url)
    query = {name: value for name, value in parts.query.items() if name in _SHOWN}
    place = (parts.host, parts.port, parts.database)
    return URL.create(parts.drivername, parts.username, None, *place, query).render_as_string()


def impatient(parts: URL) -> URL:
    """Where a PostgreSQL is that answers nothing any more, notice it soon; what the URL itself says of this stays."""
    return parts.update_query_dict({name: value for name, value in _TIMEOUTS.items() if name not in parts.query})
