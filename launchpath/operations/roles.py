"""Roles, for administrators in the portal; they are made from the command line. The permissions are IAM's."""

from msgspec import Struct

from launchpath.call import Call
from launchpath.domain.identity import Kind
from launchpath.operations import identities as kept
from launchpath.store import identities


class UpdateRoleInput(Struct, frozen=True, kw_only=True):
    """What a role is to have from now on; None: as it is."""

    role_name: str
    disabled: bool | None = None
    policy_names: tuple[str, ...] | None = None


class DeleteRoleInput(Struct, frozen=True, kw_only=True):
    """A role that is to be no more; what was launched with it stays."""

    role_name: str


class RoleChanged(Struct, frozen=True, kw_only=True):
    """Done."""

    role_arn: str


def update_role(call: Call, request: UpdateRoleInput) -> RoleChanged:
    role = kept.get(call, Kind.ROLE, request.role_name)
    if request.disabled is not None:
        identities.set_disabled(call.tx, role.arn, request.disabled)
    if request.policy_names is not None:
        kept.attach(call, role.arn, request.policy_names)
    return RoleChanged(role_arn=role.arn)


def delete_role(call: Call, request: DeleteRoleInput) -> RoleChanged:
    return RoleChanged(role_arn=kept.remove(call, Kind.ROLE, request.role_name))
