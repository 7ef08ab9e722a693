"""Groups and what their members may do, for administrators in the portal. The permissions are IAM's."""

from msgspec import Struct

from launchpath.call import Call
from launchpath.domain.identity import Kind
from launchpath.operations import identities


class CreateGroupInput(Struct, frozen=True, kw_only=True):
    """A group, whose members may do what these policies allow."""

    group_name: str
    policy_names: tuple[str, ...] = ()


class UpdateGroupInput(Struct, frozen=True, kw_only=True):
    """What the members of a group may do from now on."""

    group_name: str
    policy_names: tuple[str, ...]


class DeleteGroupInput(Struct, frozen=True, kw_only=True):
    """A group that is to be no more; its members stay."""

    group_name: str


class GroupChanged(Struct, frozen=True, kw_only=True):
    """Done."""

    group_arn: str


def create_group(call: Call, request: CreateGroupInput) -> GroupChanged:
    group = identities.add(call, Kind.GROUP, request.group_name)
    identities.attach(call, group, request.policy_names)
    return GroupChanged(group_arn=group)


def update_group(call: Call, request: UpdateGroupInput) -> GroupChanged:
    found = identities.get(call, Kind.GROUP, request.group_name)
    with identities.keeping_administration(call):
        identities.attach(call, found.arn, request.policy_names)
    return GroupChanged(group_arn=found.arn)


def delete_group(call: Call, request: DeleteGroupInput) -> GroupChanged:
    return GroupChanged(group_arn=identities.remove(call, Kind.GROUP, request.group_name))
