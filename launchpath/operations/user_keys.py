"""The access keys of users, for administrators in the portal. The permissions are IAM's."""

from msgspec import Struct

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.domain.access_key import new_key_id, new_secret
from launchpath.domain.identity import Kind
from launchpath.operations import identities as kept
from launchpath.store import access_keys, identities


class CreateAccessKeyInput(Struct, frozen=True, kw_only=True):
    """A key for a user."""

    user_name: str


class CreateAccessKeyOutput(Struct, frozen=True, kw_only=True):
    """The secret is shown this once."""

    access_key_id: str
    secret: str

    def __repr__(self) -> str:
        return f"CreateAccessKeyOutput(access_key_id={self.access_key_id!r})"


class UpdateAccessKeyInput(Struct, frozen=True, kw_only=True):
    """Whether a key is to be good for anything."""

    access_key_id: str
    disabled: bool


class DeleteAccessKeyInput(Struct, frozen=True, kw_only=True):
    """A key that is to be no more."""

    access_key_id: str


class AccessKeyChanged(Struct, frozen=True):
    """Done."""


def create_access_key(call: Call, request: CreateAccessKeyInput) -> CreateAccessKeyOutput:
    user = kept.get(call, Kind.USER, request.user_name)
    key_id, secret = new_key_id(), new_secret()
    access_keys.add(call.tx, key_id, secret, user.arn, call.now)
    return CreateAccessKeyOutput(access_key_id=key_id, secret=secret)


def update_access_key(call: Call, request: UpdateAccessKeyInput) -> AccessKeyChanged:
    _check_key(call, request.access_key_id)
    access_keys.set_disabled(call.tx, request.access_key_id, request.disabled)
    return AccessKeyChanged()


def delete_access_key(call: Call, request: DeleteAccessKeyInput) -> AccessKeyChanged:
    _check_key(call, request.access_key_id)
    access_keys.remove(call.tx, request.access_key_id)
    return AccessKeyChanged()


def _check_key(call: Call, key_id: str) -> None:
    """See to it that there is such a key of this account, and that the policies reach its owner."""
    owner = next((one.identity_arn for one in access_keys.list_all(call.tx) if one.id == key_id), None)
    found = identities.find(call.tx, owner) if owner else None
    if found is None or found.account != call.account:
        raise InvalidParametersException("There is no access key {key_id}.", key_id=key_id)
    call.check(found.arn)
