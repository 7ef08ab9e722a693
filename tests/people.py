"""Further people in a running server, each with a key to sign with; tests of who may see what need more than two."""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar

from sqlalchemy import insert, update

from launchpath.call import now
from launchpath.config import Config
from launchpath.domain import arn
from launchpath.domain.access_key import new_key_id
from launchpath.domain.identity import Trust
from launchpath.domain.managed_policy import END_USER
from launchpath.store import access_keys, identities, policies, tables
from launchpath.store.database import Database, Transaction
from launchpath.store.vault import open_vault
from tests.making import unique
from tests.running import RunningServer


@dataclass(frozen=True)
class Person:
    """Somebody who can sign requests. `arn` is what portfolios are opened to."""

    arn: str
    client: Any
    #: The access key, as boto3 takes it.
    keys: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class People:
    """Makes users, groups and role sessions in the database of a running server."""

    #: The condition of a policy's statement that limits it to what the user launched.
    OWN: ClassVar[Any] = {"StringEquals": {"servicecatalog:userLevel": "self"}}

    server: RunningServer
    database: Database
    config: Config

    @classmethod
    def of(cls, server: RunningServer, postgresql_url: str | None = None) -> "People":
        config = Config(data=server.folder, postgresql_url=postgresql_url)
        return cls(server, Database(config.database_url, open_vault(server.folder)), config)

    def user(self, *policies: str, groups: tuple[str, ...] = (), **settings: Any) -> Person:
        """A user with these policies, by default AWS's for end users; `settings` go to the boto3 client."""
        with self.database.write() as tx:
            user = self._identity(tx, "user", *(policies or (END_USER,)))
            for group in groups:
                tx.connection.execute(insert(tables.memberships).values(user_arn=user, group_arn=group))
            keys = self._key(tx, user)
        return Person(user, self.server.client("admin", **keys | settings), keys)

    def group(self) -> str:
        """A group; its ARN."""
        with self.database.write() as tx:
            return self._identity(tx, "group")

    def sessions(self, *names: str, policy: str = END_USER) -> list[Person]:
        """One role, taken on under each of these session names."""
        with self.database.write() as tx:
            role = self._identity(tx, "role", policy)
            keys = [self._key(tx, role, session) for session in names]
        return [Person(role, self.server.client("admin", **one), one) for one in keys]

    def role(self, *trusts: str, external_id: str | None = None, policy: str = END_USER) -> str:
        """A role that these may take on; its ARN."""
        with self.database.write() as tx:
            role = self._identity(tx, "role", policy)
            identities.put_trust(tx, role, Trust(trusts, external_id))
        return role

    def policy(self, *statements: dict[str, Any]) -> str:
        """A policy of one's own, each statement allowing something; its name."""
        name = unique("policy")
        document = {
            "Version": "2012-10-17",
            "Statement": [{"Resource": "*", "Effect": "Allow"} | s for s in statements],
        }
        with self.database.write() as tx:
            policies.put(tx, self.config.account, name, document, now())
        return name

    def _identity(self, tx: Transaction, kind: str, *granted: str) -> str:
        name = unique(kind)
        made = arn.identity(self.config.region, self.config.account, kind, name)
        identities.add(tx, arn=made, account=self.config.account, kind=kind, name=name, now=now())
        for policy in granted:
            policies.attach(tx, made, policy)
        return made

    def _key(self, tx: Transaction, identity: str, session: str | None = None) -> dict[str, str]:
        key_id, secret = new_key_id(), secrets.token_urlsafe(30)
        access_keys.add(tx, key_id, secret, identity, now())
        keys = {"aws_access_key_id": key_id, "aws_secret_access_key": secret}
        if session is None:
            return keys
        token = secrets.token_urlsafe(30)
        temporary = {"session_name": session, "token_hash": sha256(token.encode()).hexdigest()}
        mine = tables.access_keys.c.id == key_id
        tx.connection.execute(update(tables.access_keys).where(mine).values(temporary))
        return keys | {"aws_session_token": token}
