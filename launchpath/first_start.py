"""What a data folder is given: its lock, its vault, its people, and the env files that make a shell one of them."""

import fcntl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from launchpath import env_file, installation
from launchpath.call import now
from launchpath.domain import arn, password
from launchpath.domain.access_key import new_key_id, new_secret
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER, PEOPLE
from launchpath.store import access_keys, identities, passwords, policies, settings
from launchpath.store.database import Conflict, Database, Transaction

#: The variable of an env file that holds the user's password for the portal.
PASSWORD = "LAUNCHPATH_PASSWORD"  # noqa: S105 - its name

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


class FolderUnusable(Exception):
    """The data folder is another process's, another account's, or can't be written to; the message says what to do."""


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
    # `launchpath doctor` takes it for a moment, to see whether anybody has it.
    for pause in (0.1, 0.2, None):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if pause is not None:
                time.sleep(pause)
    file.close()
    raise FolderUnusable(
        f"Another launchpath serves from {folder} already: SQLite is for one process. "
        "Stop that one first, or give this one a folder of its own with --data."
    )


def settle(database: Database, account: str, region: str, *, demo: bool) -> None:
    """Let the installation remember its account and region, and have its people: who they are is told once.

    The administrator is made at the first start alone; who removes it later has reasons. Raises FolderUnusable.
    """
    try:
        _settle(database, account, region, demo=demo)
    except Conflict:
        # Another process of the same installation did it first.
        _settle(database, account, region, demo=demo)


def _settle(database: Database, account: str, region: str, *, demo: bool) -> None:
    with database.write() as tx:
        if _is_first(tx, account, region):
            _person(tx, account, region, ADMIN, [ADMINISTRATOR, PEOPLE])
        if demo:
            policies.put(tx, account, "LaunchpathDemoDeveloper", DEVELOPER_POLICY, now())
            _person(tx, account, region, DEVELOPER, [END_USER, "LaunchpathDemoDeveloper"])


def _is_first(tx: Transaction, account: str, region: str) -> bool:
    known = settings.find(tx, installation.IDENTITY)
    if known is None:
        settings.put(tx, installation.IDENTITY, {"account": account, "region": region})
        settings.put(tx, installation.SEAL, tx.vault.seal("this installation").decode())
        return True
    installation.check_key(tx)
    if known != {"account": account, "region": region}:
        raise FolderUnusable(
            f"The catalog in the data folder belongs to account {known['account']} in {known['region']}: it can't be "
            f"served as account {account} in {region}. Leave --account and --region out, or give the other catalog a "
            "folder of its own with --data."
        )
    return False


def _person(tx: Transaction, account: str, region: str, name: str, policy_names: list[str]) -> None:
    user = arn.identity(region, account, "user", name)
    if identities.exists(tx, user):
        return
    identities.add(tx, arn=user, account=account, kind="user", name=name, now=now())
    for policy in policy_names:
        policies.attach(tx, user, policy)
    access_keys.add(tx, new_key_id(), new_secret(), user, now())
    passwords.put(tx, user, password.generate(), now(), is_initial=True)


def write_env_file(
    folder: Path, tx: Transaction, name: str, *, account: str, region: str, variables: Mapping[str, str]
) -> None:
    """DIR/NAME.env: export lines that make a shell this user; nothing if the user has no key that can be used.

    Among them, as long as nobody has changed it, the password that the first start made.
    """
    user = arn.identity(region, account, "user", name)
    key = access_keys.first_of(tx, user)
    initial = passwords.initial(tx, user)
    if initial is not None:
        variables = {**variables, PASSWORD: initial}
    if key is not None:
        env_file.write(folder / f"{name}.env", env_file.exports(key.id, key.secret, user, region, variables))
