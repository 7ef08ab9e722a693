"""SignIn, StartSession, DescribeSession, RenewSession, EndSession, UpdatePassword, AdmitFederatedUser: ours."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from launchpath.api.errors import AccessDeniedException, InvalidParametersException, ThrottlingException
from launchpath.call import now
from launchpath.domain import password
from launchpath.domain.principal import Caller
from launchpath.operations import sign_in
from launchpath.operations.sign_in import (
    AdmitFederatedUserInput,
    DescribeSessionInput,
    EndSessionInput,
    RenewSessionInput,
    StartSessionInput,
    UpdatePasswordInput,
)
from launchpath.store import identities, migrate, tables
from launchpath.store.database import Database
from launchpath.store.vault import Vault
from tests.operations.inside import ANN, PASSWORD, ROOT, Portal
from tests.operations.inside import portal as portal
from tests.postgresql import Fresh


def test_the_right_password_makes_a_caller_with_policies_and_groups(portal: Portal) -> None:
    with portal.database.write() as tx:
        identities.join(tx, ANN, "arn:aws:iam::123456789012:group/platform")
    caller = portal.sign_in()
    assert caller.arn == caller.session_arn == ANN
    assert caller.groups == ("arn:aws:iam::123456789012:group/platform",)
    assert len(caller.policies) == 1


@pytest.mark.parametrize(("name", "word"), [("ann", "wrong"), ("nobody", PASSWORD), ("", ""), ("ann", "")])
def test_whatever_is_wrong_the_refusal_is_the_same(portal: Portal, name: str, word: str) -> None:
    with pytest.raises(AccessDeniedException, match=r"^The user name or the password is not right\.$"):
        portal.sign_in(name, word)


def test_a_disabled_user_can_neither_sign_in_nor_go_on(portal: Portal) -> None:
    token = portal.session()
    with portal.database.write() as tx:
        identities.set_disabled(tx, ANN, True)
    assert portal.whose(token) is None
    with pytest.raises(AccessDeniedException):
        portal.sign_in()


def test_too_many_failures_lock_the_name_for_a_while_even_for_the_right_password(portal: Portal) -> None:
    for number in range(password.MOST_OF_A_NAME):
        with pytest.raises(AccessDeniedException):
            portal.sign_in(word="wrong", address=f"192.0.2.{number}")
    with pytest.raises(ThrottlingException, match="Try again in 15 minutes"):
        portal.sign_in()
    assert portal.sign_in("root").arn == ROOT
    portal.later(password.WINDOW)
    assert portal.sign_in().arn == ANN


@pytest.mark.parametrize("other", ["Ann", "ANN", "team/ann"])
def test_a_name_is_locked_however_it_is_written(portal: Portal, other: str) -> None:
    """Whatever finds the same user counts for the same user."""
    for number in range(password.MOST_OF_A_NAME):
        with pytest.raises(AccessDeniedException):
            portal.sign_in("ann" if number % 2 else other, "wrong", address=f"192.0.2.{number}")
    for name in ("ann", "aNN", other):
        with pytest.raises(ThrottlingException):
            portal.sign_in(name)


@pytest.mark.parametrize("name", ["a" * 100_000, "a" * 65, "\u212aate", "a\nb"])
def test_what_can_be_nobodys_name_is_a_wrong_sign_in(portal: Portal, name: str) -> None:
    with pytest.raises(AccessDeniedException, match=r"^The user name or the password is not right\.$"):
        portal.sign_in(name)


def test_a_nul_in_a_name_locks_nobody_out_on_postgresql(postgresql: Fresh) -> None:
    """PostgreSQL keeps such a text within JSON, and reads it never again."""
    database = Database(postgresql(), Vault(Fernet.generate_key()))
    migrate.to_newest(database)
    portal = Portal(database)
    for name in ("a\0b", "ann"):
        with pytest.raises(AccessDeniedException):
            portal.sign_in(name)
    database.close()


def test_too_many_failures_from_one_address_lock_it(portal: Portal) -> None:
    for number in range(password.MOST_OF_AN_ADDRESS):
        with pytest.raises(AccessDeniedException):
            portal.sign_in(f"user-{number}", "wrong")
    with pytest.raises(ThrottlingException):
        portal.sign_in()
    assert portal.sign_in(address="192.0.2.2").arn == ANN


def test_failures_are_in_the_audit_without_the_password(portal: Portal) -> None:
    with pytest.raises(AccessDeniedException):
        portal.sign_in(word="my secret guess")
    with portal.database.read() as tx:
        (line,) = tx.connection.execute(select(tables.audit)).all()
    assert (line.operation, line.outcome, line.subjects) == ("SignIn", "AccessDeniedException", {"user_name": "ann"})
    assert line.caller == "anonymous/192.0.2.1"


def test_a_session_is_its_users_until_it_ends(portal: Portal) -> None:
    token = portal.session()
    assert getattr(portal.whose(token), "arn", None) == ANN
    portal.ask(EndSessionInput(token=token))
    assert portal.whose(token) is None


def test_nothing_that_opens_a_session_is_kept(portal: Portal) -> None:
    token = portal.session()
    with portal.database.read() as tx:
        (row,) = tx.connection.execute(select(tables.portal_sessions)).all()
        audit = tx.connection.execute(select(tables.audit)).all()
    assert token not in str(row)
    assert token not in str(audit)


def test_a_session_that_nobody_uses_ends(portal: Portal) -> None:
    token = portal.session()
    portal.later(sign_in.LASTS)
    assert portal.whose(token) is None


def test_an_old_token_is_replaced_and_good_for_requests_under_way(portal: Portal) -> None:
    old = portal.session()
    assert not portal.ask(DescribeSessionInput(token=old)).is_due
    portal.later(sign_in.RENEWED_AFTER + 1)
    assert portal.ask(DescribeSessionInput(token=old)).is_due
    new = portal.ask(RenewSessionInput(token=old)).token
    assert portal.whose(old) is not None
    assert not portal.ask(DescribeSessionInput(token=old)).is_due
    portal.later(sign_in.OUTLIVES)
    assert portal.whose(old) is None
    assert getattr(portal.whose(new), "arn", None) == ANN


def test_the_secret_of_a_sign_in_outlives_its_tokens_and_is_no_other_ones(portal: Portal) -> None:
    old, another = portal.session(), portal.session()
    secret = portal.ask(DescribeSessionInput(token=old)).secret
    new = portal.ask(RenewSessionInput(token=old)).token
    assert portal.ask(DescribeSessionInput(token=new)).secret == secret
    assert portal.ask(DescribeSessionInput(token=another)).secret != secret


def test_signing_out_ends_the_tokens_that_were_replaced(portal: Portal) -> None:
    old = portal.session()
    new = portal.ask(RenewSessionInput(token=old)).token
    portal.ask(EndSessionInput(token=new))
    assert portal.whose(old) is None


def test_no_renewal_makes_a_session_last_for_ever(portal: Portal) -> None:
    token = portal.session()
    with portal.database.write() as tx:
        begun = now() - sign_in.LASTS_AT_MOST + 1000
        tx.connection.execute(update(tables.portal_sessions).values(signed_in_at=begun))
    new = portal.ask(RenewSessionInput(token=token)).token
    portal.later(1000)
    assert portal.whose(new) is None


def test_a_new_password_replaces_the_old_one_and_signs_out_everywhere(portal: Portal) -> None:
    token = portal.session()
    change = UpdatePasswordInput(present_password=PASSWORD, new_password="staple and a donkey")
    portal.ask(change, portal.sign_in())
    assert portal.whose(token) is None
    assert portal.sign_in(word="staple and a donkey").arn == ANN
    with pytest.raises(AccessDeniedException):
        portal.sign_in()


def test_a_new_password_needs_the_present_one(portal: Portal) -> None:
    change = UpdatePasswordInput(present_password="wrong", new_password="staple and a donkey")
    with pytest.raises(AccessDeniedException, match="present password"):
        portal.ask(change, portal.sign_in())


def test_an_administrator_sets_anybodys_password_and_nobody_else_does(portal: Portal) -> None:
    change = UpdatePasswordInput(user_name="ann", new_password="staple and a donkey")
    portal.ask(change, portal.sign_in("root"))
    caller = portal.sign_in(word="staple and a donkey")
    with pytest.raises(AccessDeniedException, match="not authorized to perform: iam:UpdateLoginProfile"):
        portal.ask(UpdatePasswordInput(user_name="root", new_password="staple and a donkey"), caller)


def test_a_password_that_is_easy_to_guess_changes_nothing(portal: Portal) -> None:
    with pytest.raises(InvalidParametersException):
        portal.ask(UpdatePasswordInput(user_name="ann", new_password="short"), portal.sign_in("root"))
    assert portal.sign_in().arn == ANN


def admitted(portal: Portal, subject: str = "1", name: str = "bob@example.com", *groups: str) -> Caller:
    request = AdmitFederatedUserInput(
        issuer="https://id.example.com", subject=subject, user_name=name, groups=groups or ("platform", "unheard-of")
    )
    caller: Caller = portal.ask(request).caller
    return caller


def test_somebody_whom_a_provider_sends_is_a_user_with_the_groups_that_we_have(portal: Portal) -> None:
    caller = admitted(portal)
    assert caller.arn == "arn:aws:iam::123456789012:user/oidc/bob@example.com"
    assert caller.groups == ("arn:aws:iam::123456789012:group/platform",)
    assert len(caller.policies) == 1


def test_a_subject_stays_the_same_user_under_another_name(portal: Portal) -> None:
    assert admitted(portal).arn == admitted(portal, name="robert@example.com").arn


def test_another_subject_does_not_get_somebodys_name(portal: Portal) -> None:
    admitted(portal)
    with pytest.raises(AccessDeniedException, match="belongs to another user"):
        admitted(portal, "2")


def test_no_provider_makes_anybody_a_user_of_ours(portal: Portal) -> None:
    with pytest.raises(AccessDeniedException, match="belongs to another user"):
        admitted(portal, name="root")


def test_the_groups_of_a_provider_hold_for_its_session(portal: Portal) -> None:
    request = AdmitFederatedUserInput(
        issuer="https://id.example.com", subject="1", user_name="bob", groups=("finance",)
    )
    user = portal.ask(request)
    token = portal.ask(StartSessionInput(group_arns=user.group_arns), user.caller).token
    caller = portal.whose(token)
    assert caller is not None
    assert caller.groups == ("arn:aws:iam::123456789012:group/finance",)
