"""Identities of our own: their unique ids, and whom a role's trust names."""

import re

from launchpath.domain.identity import Kind, Trust, unique_id
from launchpath.domain.principal import Caller

ACCOUNT = "arn:aws:iam::123456789012"
ROLE = f"{ACCOUNT}:role/ops/deployer"
SESSION = "arn:aws:sts::123456789012:assumed-role/deployer/night"


def caller(arn: str, session_arn: str = "") -> Caller:
    return Caller(account="123456789012", region="us-east-1", arn=arn, session_arn=session_arn or arn)


def test_a_unique_id_has_iams_form() -> None:
    for kind, prefix in ((Kind.USER, "AIDA"), (Kind.GROUP, "AGPA"), (Kind.ROLE, "AROA")):
        assert re.fullmatch(prefix + "[A-Z2-7]{17}", unique_id(kind, ROLE, 1))


def test_another_identity_of_the_name_has_another_id() -> None:
    assert unique_id(Kind.ROLE, ROLE, 1) == unique_id(Kind.ROLE, ROLE, 1)
    assert len({unique_id(Kind.ROLE, ROLE, at) for at in range(1000)}) == 1000


def test_a_trust_names_a_user_a_role_and_one_session_of_it() -> None:
    user = f"{ACCOUNT}:user/ann"
    assert Trust((user,)).names(caller(user))
    assert Trust((ROLE,)).names(caller(ROLE, SESSION))
    assert Trust((SESSION,)).names(caller(ROLE, SESSION))
    assert not Trust((SESSION,)).names(caller(ROLE, SESSION + "-shift"))
    assert not Trust((f"{ACCOUNT}:user/an",)).names(caller(user))


def test_a_trust_in_the_account_names_its_own_identities_only() -> None:
    trust = Trust((f"{ACCOUNT}:root",))
    assert trust.names_account(caller(f"{ACCOUNT}:user/ann"))
    assert not trust.names(caller(f"{ACCOUNT}:user/ann"))
    foreign = Caller(
        account="210987654321", region="us-east-1", arn="arn:aws:iam::210987654321:user/a", session_arn="a"
    )
    assert not trust.names_account(foreign)


def test_nobody_is_trusted_by_nobody() -> None:
    ann = caller(f"{ACCOUNT}:user/ann")
    assert not Trust(()).names(ann)
    assert not Trust(()).names_account(ann)
