"""launchpath user password: a way into the portal, for who has lost theirs or never had one."""

from launchpath.domain import password
from launchpath.store import passwords
from tests.cli.installed import Installed
from tests.cli.test_user import ARN


def fits(installed: Installed, name: str, word: str) -> bool:
    with installed.opened() as database, database.read() as tx:
        kept = passwords.find(tx, f"{ARN}/{name}")
    return kept is not None and password.fits(kept.hash, word)


def test_a_new_password_is_shown_once_and_the_one_before_is_good_for_nothing(installed: Installed) -> None:
    installed.said("user", "create", "ann")
    first = installed.told("user", "password", "ann")
    assert first["Arn"] == f"{ARN}/ann"
    assert fits(installed, "ann", first["Password"])
    second = installed.said("user", "password", "ann").split()[-1]
    assert fits(installed, "ann", second)
    assert not fits(installed, "ann", first["Password"])


def test_nobody_has_no_password(installed: Installed) -> None:
    assert "There is no user bob." in installed.refusal("user", "password", "bob")
