"""Users, groups, roles and policies, as they are remembered in either database."""

import pytest
from sqlalchemy import select

from launchpath.domain.identity import IdentityError, Kind, Trust
from launchpath.domain.managed_policy import ADMINISTRATOR, MANAGED
from launchpath.domain.portfolio import Portfolio
from launchpath.domain.principal import Association
from launchpath.store import access_keys, identities, policies, portfolios, principals, settings, tables
from launchpath.store.access_keys import REMEMBERED, Session
from launchpath.store.database import Transaction

ACCOUNT = "123456789012"
DOCUMENT = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def make(tx: Transaction, kind: Kind, name: str, account: str = ACCOUNT, now: int = 1) -> str:
    arn = f"arn:aws:iam::{account}:{kind}/{name}"
    identities.add(tx, arn=arn, account=account, kind=kind, name=name, now=now)
    return arn


@pytest.mark.parametrize("asked", ["team/ann", "ann", "ANN", "Team/Ann", "other/ann"])
def test_a_name_is_taken_whatever_its_case_and_path(tx: Transaction, asked: str) -> None:
    make(tx, Kind.USER, "team/ann")
    found = identities.named(tx, ACCOUNT, Kind.USER, asked)
    assert found is not None
    assert found.name == "team/ann"


@pytest.mark.parametrize("asked", ["nn", "joann", "%nn", "_nn", "ann/", "a"])
def test_another_name_is_free(tx: Transaction, asked: str) -> None:
    make(tx, Kind.USER, "team/ann")
    assert identities.named(tx, ACCOUNT, Kind.USER, asked) is None


def test_kinds_and_accounts_have_names_of_their_own(tx: Transaction) -> None:
    make(tx, Kind.USER, "ann")
    make(tx, Kind.USER, "ben", account="210987654321")
    assert identities.named(tx, ACCOUNT, Kind.GROUP, "ann") is None
    assert [one.name for one in identities.list_all(tx, ACCOUNT, Kind.USER)] == ["ann"]
    with pytest.raises(IdentityError, match="There is no user ben"):
        identities.get(tx, ACCOUNT, Kind.USER, "ben")


def test_of_two_that_were_made_at_once_each_is_found_by_its_whole_name(tx: Transaction) -> None:
    make(tx, Kind.USER, "a/ann")
    make(tx, Kind.USER, "b/ann")
    assert identities.get(tx, ACCOUNT, Kind.USER, "b/ann").name == "b/ann"
    assert identities.get(tx, ACCOUNT, Kind.USER, "ann").name == "a/ann"


def test_a_removed_identity_leaves_its_unique_id_where_it_was_named(tx: Transaction) -> None:
    """Semantics 4.4: an entry of a deleted role turns into an opaque id."""
    ann, role = make(tx, Kind.USER, "ann"), make(tx, Kind.ROLE, "deployer")
    identities.put_trust(tx, role, Trust((ann, role), "blue-42"))
    given = {"display_name": "A", "provider_name": "tests", "description": None, "created_at": 1}
    portfolios.add(tx, Portfolio(id="port-a", account=ACCOUNT, **given))
    principals.add(tx, Association("port-a", ann, "IAM"))
    one = identities.get(tx, ACCOUNT, Kind.USER, "ann")
    identities.remove(tx, one)
    assert identities.trust_of(tx, role) == Trust((one.unique_id, role), "blue-42")
    assert principals.find(tx, "port-a", ann) is None
    assert principals.find(tx, "port-a", one.unique_id) is not None


def test_with_an_identity_go_its_keys_groups_and_policies(tx: Transaction) -> None:
    ann, group = make(tx, Kind.USER, "ann"), make(tx, Kind.GROUP, "developers")
    identities.join(tx, ann, group)
    policies.attach(tx, ann, ADMINISTRATOR)
    access_keys.add(tx, "AKIAANN", "secret", ann, 1)
    identities.remove(tx, identities.get(tx, ACCOUNT, Kind.USER, "ann"))
    for table in (tables.memberships, tables.policy_attachments, tables.access_keys):
        assert tx.connection.execute(select(table)).all() == []


def test_a_role_that_was_never_told_trusts_nobody(tx: Transaction) -> None:
    assert identities.trust_of(tx, make(tx, Kind.ROLE, "deployer")) == Trust(())
    assert identities.trust_of(tx, "arn:aws:iam::123456789012:role/ghost") == Trust(())


def test_joining_and_attaching_twice_is_doing_it_once(tx: Transaction) -> None:
    ann, group = make(tx, Kind.USER, "ann"), make(tx, Kind.GROUP, "developers")
    for _ in range(2):
        identities.join(tx, ann, group)
        policies.attach(tx, ann, ADMINISTRATOR)
    assert identities.members_of(tx, group) == (ann,)
    assert policies.attached(tx, [ann]) == (ADMINISTRATOR,)


def test_a_policy_is_replaced_and_held_by_whom_it_is_attached_to(tx: Transaction) -> None:
    ann = make(tx, Kind.USER, "ann")
    for document in (DOCUMENT, DOCUMENT | {"Id": "second"}):
        policies.put(tx, ACCOUNT, "mine", document, 1)
    for name in ("mine", ADMINISTRATOR):
        policies.attach(tx, ann, name)
    assert policies.held_by(tx, ACCOUNT, [ann]) == (MANAGED[ADMINISTRATOR], DOCUMENT | {"Id": "second"})
    assert policies.attached_to(tx, ACCOUNT, "mine") == (ann,)
    assert policies.attached_to(tx, "210987654321", "mine") == ()


def test_policies_of_another_account_are_none_of_ours(tx: Transaction) -> None:
    policies.put(tx, "210987654321", "theirs", DOCUMENT, 1)
    assert set(policies.names(tx, ACCOUNT)) == set(MANAGED)
    with pytest.raises(IdentityError, match="There is no policy theirs"):
        policies.get(tx, ACCOUNT, "theirs")


def test_expired_sessions_are_forgotten_after_a_day_and_permanent_keys_never(tx: Transaction) -> None:
    role = make(tx, Kind.ROLE, "deployer")
    access_keys.add(tx, "AKIAOLD", "secret", role, 1)
    for key_id, expires_at in (("ASIAOLD", 1000), ("ASIANEW", 1001)):
        access_keys.add(tx, key_id, "secret", role, 1, Session("night", "hash", expires_at))
    access_keys.forget_expired(tx, 1001 + REMEMBERED)
    assert access_keys.find(tx, "ASIAOLD") is None
    assert access_keys.find(tx, "ASIANEW") is not None
    assert access_keys.find(tx, "AKIAOLD") is not None


def test_temporary_keys_are_listed_nowhere(tx: Transaction) -> None:
    role = make(tx, Kind.ROLE, "deployer")
    access_keys.add(tx, "ASIAONE", "secret", role, 1, Session("night", "hash", 1000))
    assert access_keys.list_all(tx) == ()
    assert access_keys.first_of(tx, role) is None
    with pytest.raises(IdentityError, match="There is no access key ASIAONE"):
        access_keys.get(tx, "ASIAONE")


def test_a_setting_is_what_it_was_put_to_last(tx: Transaction) -> None:
    assert settings.find(tx, "installation") is None
    for account in ("1", "2"):
        settings.put(tx, "installation", {"account": account})
    assert settings.find(tx, "installation") == {"account": "2"}
