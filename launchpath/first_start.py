"""What a data folder is given: its lock, its vault, its people, and the env files that make a shell one of them."""

import fcntl
import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from launchpath.call import now
from launchpath.domain import arn
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER
from launchpath.store import identities
from launchpath.store.database import Database

ADMIN = "admin"
DEVELOPER = "developer"

#: What the demo's developer may do besides AWS's own end-user policy: read outputs without asking for each record.
DEVELOPER_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "servicecatalog:GetProvisionedProductOutputs",
            "Resource": "*",
            "Condition": {"StringEquals": {"servicecatalog:userLevel": "self"}},
        }
    ],
}

_KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class FolderUnusable(Exception):
    """The data folder can't be written to, or another process serves from it; the message says what to do."""


def make_folder(folder: Path) -> None:
    """See to it that there is a data folder that we can write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "lock").touch(mode=0o600)
    except OSError as fault:
        raise FolderUnusable(
            f"Can't use {folder} as the data folder: {fault.strerror} ({fault.filename}). Name another one with --data."
        ) from None


def lock(folder: Path) -> IO[str]:
    """Take the data folder for this process alone, until the file that is returned is closed."""
    file = (folder / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderUnusable(
            f"Another launchpath serves from {folder} already: SQLite is for one process. "
            "Stop that one first, or give this one a folder of its own with --data."
        ) from None
    return file


def settle(database: Database, account: str, region: str, *, demo: bool) -> None:
    """See to it that the administrator exists, and with the demo the developer, each with an access key."""
    _person(database, account, region, ADMIN, [ADMINISTRATOR])
    if demo:
        with database.write() as tx:
            identities.put_policy(tx, account, "LaunchpathDemoDeveloper", DEVELOPER_POLICY, now())
        _person(database, account, region, DEVELOPER, [END_USER, "LaunchpathDemoDeveloper"])


def _person(database: Database, account: str, region: str, name: str, policies: list[str]) -> None:
    user = arn.identity(region, account, "user", name)
    with database.write() as tx:
        if identities.exists(tx, user):
            return
        identities.add(tx, arn=user, account=account, kind="user", name=name, now=now())
        for policy in policies:
            identities.attach_policy(tx, user, policy)
        identities.add_key(tx, new_key_id(), secrets.token_urlsafe(30), user, now())


def new_key_id() -> str:
    """An access key id in the form that clients know."""
    return "AKIA" + "".join(secrets.choice(_KEY_LETTERS) for _ in range(16))


def write_env_file(
    folder: Path, database: Database, name: str, *, account: str, region: str, variables: Mapping[str, str]
) -> Path | None:
    """DIR/NAME.env: export lines that make a shell this user; None: the user has no key."""
    user = arn.identity(region, account, "user", name)
    with database.read() as tx:
        key = identities.first_key(tx, user)
    if key is None:
        return None
    exports = {
        "AWS_ACCESS_KEY_ID": key.id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_DEFAULT_REGION": region,
        **variables,
        "LAUNCHPATH_PRINCIPAL_ARN": user,
    }
    path = folder / f"{name}.env"
    draft = folder / f".{name}.env"
    text = "".join(f"export {variable}={shlex.quote(value)}\n" for variable, value in exports.items())
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
    return path
