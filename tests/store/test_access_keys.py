"""Whom an access key stands for, and what that one may do."""

from typing import Any

import pytest
from sqlalchemy import select, update

from launchpath.domain.managed_policy import END_USER, MANAGED
from launchpath.domain.principal import Caller
from launchpath.store import access_keys, identities, policies, tables
from launchpath.store.access_keys import Session
from launchpath.store.database import Transaction

ACCOUNT = "123456789012"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
DEVS = f"arn:aws:iam::{ACCOUNT}:group/devs"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/Deploy"
POLICY = {"Version": "2012-10-17", "Statement": []}


def make(tx: Transaction, arn: str, *names: str) -> None:
    """An identity with these policies."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    identities.add(tx, arn=arn, account=ACCOUNT, kind=kind, name=name, now=0)
    for policy in names:
        policies.attach(tx, arn, policy)


def caller(tx: Transaction, key_id: str) -> Caller:
    key = access_keys.find(tx, key_id)
    assert key is not None
    return access_keys.caller_of(tx, key, "us-east-1")


@pytest.fixture
def ann(tx: Transaction) -> Transaction:
    """Ann, with one key."""
    make(tx, ANN)
    access_keys.add(tx, "AKIAONE", "hunter22", ANN, 1)
    return tx


def test_a_key_leads_to_its_identity_and_secret(ann: Transaction) -> None:
    key = access_keys.find(ann, "AKIAONE")
    assert key is not None
    assert (key.identity_arn, key.account, key.secret) == (ANN, ACCOUNT, "hunter22")
    assert (key.session_name, key.token_hash, key.expires_at) == (None, None, None)


def test_a_secret_is_encrypted_at_rest_and_shown_nowhere(ann: Transaction) -> None:
    sealed = ann.connection.execute(select(tables.access_keys.c.secret)).scalar_one()
    assert b"hunter22" not in sealed
    assert ann.vault.open(sealed) == "hunter22"
    assert "hunter22" not in repr(access_keys.find(ann, "AKIAONE"))


@pytest.mark.parametrize("key_id", ["", "AKIATWO", "akiaone", "AKIAONE ", "AKIAONE%"])
def test_an_unknown_key_leads_nowhere(ann: Transaction, key_id: str) -> None:
    assert access_keys.find(ann, key_id) is None


@pytest.mark.parametrize("table", [tables.access_keys, tables.identities], ids=["the key", "its identity"])
def test_what_is_disabled_leads_nowhere(ann: Transaction, table: Any) -> None:
    ann.connection.execute(update(table).values(disabled=True))
    assert access_keys.find(ann, "AKIAONE") is None
    assert access_keys.first_of(ann, ANN) is None


def test_the_first_key_is_the_oldest_permanent_one(ann: Transaction) -> None:
    access_keys.add(ann, "AKIATWO", "second", ANN, 2)
    access_keys.add(ann, "ASIAZERO", "temporary", ANN, 0, Session("ann", "hash", 5))
    first = access_keys.first_of(ann, ANN)
    assert first is not None
    assert first.id == "AKIAONE"


def test_a_user_is_its_own_session(ann: Transaction) -> None:
    found = caller(ann, "AKIAONE")
    assert (found.arn, found.session_arn, found.account, found.region) == (ANN, ANN, ACCOUNT, "us-east-1")
    assert not found.unrestricted


def test_a_role_is_used_under_the_name_of_a_session(tx: Transaction) -> None:
    # Semantics 2.6: the session's ARN has the role's name, without its path.
    make(tx, ROLE)
    access_keys.add(tx, "ASIAONE", "x", ROLE, 0, Session("ann", "hash", 5))
    found = caller(tx, "ASIAONE")
    assert (found.arn, found.session_arn) == (ROLE, f"arn:aws:sts::{ACCOUNT}:assumed-role/Deploy/ann")


def test_groups_and_their_policies_are_the_users(ann: Transaction) -> None:
    make(ann, DEVS, END_USER)
    identities.join(ann, ANN, DEVS)
    policies.put(ann, ACCOUNT, "mine", POLICY, 0)
    policies.attach(ann, ANN, "mine")
    found = caller(ann, "AKIAONE")
    assert found.principals == (ANN, DEVS)
    assert found.policies == (MANAGED[END_USER], POLICY)


def test_a_policy_that_is_attached_twice_counts_once(ann: Transaction) -> None:
    make(ann, DEVS, END_USER)
    policies.attach(ann, ANN, END_USER)
    identities.join(ann, ANN, DEVS)
    assert caller(ann, "AKIAONE").policies == (MANAGED[END_USER],)


def test_policies_of_another_account_do_not_count(ann: Transaction) -> None:
    policies.put(ann, "999999999999", "mine", POLICY, 0)
    policies.attach(ann, ANN, "mine")
    assert caller(ann, "AKIAONE").policies == ()


def test_a_policy_put_again_takes_the_place_of_the_old_one(ann: Transaction) -> None:
    newer = {**POLICY, "Id": "newer"}
    for document in (POLICY, newer):
        policies.put(ann, ACCOUNT, "mine", document, 0)
    policies.attach(ann, ANN, "mine")
    assert caller(ann, "AKIAONE").policies == (newer,)
