"""CreateAccessKey, UpdateAccessKey, DeleteAccessKey: ours, for administrators in the portal."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException, InvalidParametersException
from launchpath.operations.people import ListIdentitiesInput
from launchpath.operations.user_keys import CreateAccessKeyInput, DeleteAccessKeyInput, UpdateAccessKeyInput
from launchpath.store import access_keys
from tests.operations.inside import ANN, Portal
from tests.operations.inside import portal as portal


def ask(portal: Portal, request: Any, who: str = "root") -> Any:
    return portal.ask(request, portal.sign_in(who))


def keys(portal: Portal) -> list[tuple[str, bool]]:
    """Ann's keys, and whether each is disabled."""
    ann = next(one for one in ask(portal, ListIdentitiesInput()).users if one.arn == ANN)
    return [(one.id, one.disabled) for one in ann.keys]


def test_a_new_key_is_the_users_and_its_secret_is_shown_once(portal: Portal) -> None:
    made = ask(portal, CreateAccessKeyInput(user_name="ann"))
    with portal.database.read() as tx:
        found = access_keys.find(tx, made.access_key_id)
    assert found is not None
    assert found.secret == made.secret
    assert keys(portal) == [(made.access_key_id, False)]
    assert made.secret not in repr(made)


def test_a_key_is_disabled_enabled_and_deleted(portal: Portal) -> None:
    key = ask(portal, CreateAccessKeyInput(user_name="ann")).access_key_id
    ask(portal, UpdateAccessKeyInput(access_key_id=key, disabled=True))
    assert keys(portal) == [(key, True)]
    ask(portal, UpdateAccessKeyInput(access_key_id=key, disabled=False))
    assert keys(portal) == [(key, False)]
    ask(portal, DeleteAccessKeyInput(access_key_id=key))
    assert keys(portal) == []


@pytest.mark.parametrize(
    "request_",
    [
        CreateAccessKeyInput(user_name="bob"),
        UpdateAccessKeyInput(access_key_id="AKIANOTHING", disabled=True),
        DeleteAccessKeyInput(access_key_id="AKIANOTHING"),
    ],
)
def test_what_is_not_there_is_refused(portal: Portal, request_: Any) -> None:
    with pytest.raises(InvalidParametersException, match="There is no"):
        ask(portal, request_)


def test_it_takes_iams_permissions(portal: Portal) -> None:
    key = ask(portal, CreateAccessKeyInput(user_name="ann")).access_key_id
    for request in (CreateAccessKeyInput(user_name="ann"), DeleteAccessKeyInput(access_key_id=key)):
        with pytest.raises(AccessDeniedException, match=r"not authorized to perform: iam:"):
            ask(portal, request, "ann")
