"""The settings of one installation: read once, passed down, never changed."""

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an API process gets from the one that started it: descriptors."""

    #: The socket to answer on.
    listener: int
    #: The end of a pipe that can be read, to its end, once everything is ready.
    ready: int
    #: The end of a pipe that can be read, to its end, once the starting process is gone, whatever way it went.
    orphaned: int

    @classmethod
    def read(cls, text: str) -> "Inherited":
        listener, ready, orphaned = map(int, text.split(","))
        return cls(listener, ready, orphaned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """An OpenID Connect identity provider that people of the portal can sign in with."""

    issuer: str
    client_id: str
    #: None: a public client, for which PKCE alone has to do.
    client_secret: str | None = field(default=None, repr=False)
    #: What its button says.
    name: str = "single sign-on"
    scopes: str = "openid profile email"
    #: Where it tells people's names and groups.
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an operator decides; each field is an option of the command line and an environment variable."""

    #: The data folder: the database, the key of the vault, the env files.
    data: Path
    account: str = "123456789012"
    region: str = "us-east-1"
    host: str = "127.0.0.1"
    port: int = 8000
    #: The sample catalog and its developer.
    demo: bool = False
    #: Any credentials and any region are one administrator who may see and launch everything.
    open: bool = False
    #: What provisions: installed engines' names, or TYPE=NAME for a type of product; none alone: nothing.
    engines: tuple[str, ...] = ("sandbox",)
    #: Https hosts that templates may come from, besides S3.
    template_hosts: frozenset[str] = frozenset()
    #: Where S3 is; None: where the engine says, else AWS.
    s3_endpoint: str | None = None

    #: Who else vouches for people of the portal.
    oidc: Oidc | None = None
    #: The address under which people reach the portal; None: the one that their requests are for.
    public_url: str | None = None
    #: Addresses and networks of the proxies that are believed what they say of clients (X-Forwarded-For and -Proto).
    trusted_proxies: tuple[str, ...] = ()

    #: A PostgreSQL database; None: SQLite in the data folder.
    postgresql_url: str | None = None
    #: Whether this process carries launches out.
    works: bool = True
    #: How many processes answer the API; with more than one, the process that starts them works.
    api_processes: int = 1
    #: How many launches may be in work at once; the rest wait in order.
    most_launches: int = 200
    most_launches_of_an_account: int = 100
    most_launches_of_a_worker: int = 100
    #: Where a worker tells its metrics: a host and a port. None: nowhere.
    metrics_address: tuple[str, int] | None = None
    #: An operation that runs longer ends as FAILED (semantics 14, 23).
    patience_hours: float = 24

    @property
    def database_file(self) -> Path:
        """Where SQLite keeps everything."""
        return self.data / "launchpath.db"

    @property
    def database_url(self) -> str:
        return self.postgresql_url or f"sqlite:///{self.database_file}"

    def command(self, words: str) -> str:
        """A command that works on this installation, for people to copy."""
        where = f"--data {shlex.quote(str(self.data))}"
        if self.postgresql_url and "LAUNCHPATH_DATABASE_URL" not in os.environ:
            where += ' --database-url "$LAUNCHPATH_DATABASE_URL"'
        return f"launchpath {words} {where}"
