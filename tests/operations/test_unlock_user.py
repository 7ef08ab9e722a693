"""UnlockUser, and a new password: ours. Whom somebody has guessed at signs in again, before the lock ends by itself."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException, InvalidParametersException, ThrottlingException
from launchpath.domain import password
from launchpath.operations.people import ListIdentitiesInput, UnlockUserInput
from launchpath.operations.sign_in import UpdatePasswordInput
from tests.operations.inside import ANN, PASSWORD, Portal
from tests.operations.inside import portal as portal

NEW = "staple and a donkey"


def guess(portal: Portal, name: str = "ann", times: int = password.MOST_OF_A_NAME) -> None:
    for number in range(times):
        with pytest.raises(AccessDeniedException):
            portal.sign_in(name, "wrong", address=f"192.0.2.{number + 10}")


def ask(portal: Portal, request: Any, who: str = "root") -> Any:
    return portal.ask(request, portal.sign_in(who))


def locked(portal: Portal) -> dict[str, float]:
    found = ask(portal, ListIdentitiesInput()).users
    return {one.name: one.locked_until for one in found if one.locked_until is not None}


def test_the_lock_is_told_with_its_end(portal: Portal) -> None:
    guess(portal, times=password.MOST_OF_A_NAME - 1)
    assert locked(portal) == {}
    guess(portal, "team/ANN", times=1)
    assert list(locked(portal)) == ["ann"]
    portal.later(password.WINDOW)
    assert locked(portal) == {}


def test_an_administrator_unlocks_a_user(portal: Portal) -> None:
    guess(portal)
    with pytest.raises(ThrottlingException):
        portal.sign_in()
    ask(portal, UnlockUserInput(user_name="ann"))
    assert locked(portal) == {}
    assert portal.sign_in().arn == ANN


def test_a_new_password_unlocks_its_user(portal: Portal) -> None:
    guess(portal)
    ask(portal, UpdatePasswordInput(user_name="ann", new_password=NEW))
    assert portal.sign_in("ann", NEW).arn == ANN


def test_whoever_goes_on_guessing_locks_the_name_again(portal: Portal) -> None:
    guess(portal)
    ask(portal, UnlockUserInput(user_name="ann"))
    guess(portal)
    with pytest.raises(ThrottlingException):
        portal.sign_in()


def test_nobody_else_unlocks_anybody(portal: Portal) -> None:
    guess(portal, "root")
    with pytest.raises(AccessDeniedException, match="iam:UpdateLoginProfile"):
        ask(portal, UnlockUserInput(user_name="root"), "ann")
    with pytest.raises(ThrottlingException):
        portal.sign_in("root", PASSWORD)


def test_who_is_nobody_is_told(portal: Portal) -> None:
    with pytest.raises(InvalidParametersException, match=r"There is no user bob\."):
        ask(portal, UnlockUserInput(user_name="bob"))
