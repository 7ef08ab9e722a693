"""Users, their groups, keys and passwords, and roles; and which policies each of them has."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import Response

from launchpath.domain import managed_policy, password
from launchpath.operations.groups import CreateGroupInput, DeleteGroupInput, GroupChanged, UpdateGroupInput
from launchpath.operations.people import (
    CreateUserInput,
    CreateUserOutput,
    DeleteUserInput,
    ListIdentitiesInput,
    ListIdentitiesOutput,
    UnlockUserInput,
    UpdateUserInput,
    UserChanged,
)
from launchpath.operations.roles import DeleteRoleInput, RoleChanged, UpdateRoleInput
from launchpath.operations.sign_in import UpdatePasswordInput, UpdatePasswordOutput
from launchpath.operations.user_keys import (
    AccessKeyChanged,
    CreateAccessKeyInput,
    CreateAccessKeyOutput,
    DeleteAccessKeyInput,
    UpdateAccessKeyInput,
)
from launchpath.portal import doing
from launchpath.portal.doing import Action, Doing
from launchpath.portal.pages.admin import somebody
from launchpath.portal.visit import Visit

#: So many users, groups and roles are shown at once; others are searched for.
MOST_SHOWN = 25
#: So many policies and groups are there to tick; of more, those that somebody has, and one more can be named.
MOST_TICKS = 20


def _here(visit: Visit) -> str:
    """The page again, with what was searched for."""
    words = visit.request.query_params.get("q", "")
    return "/admin/users" + (f"?{urlencode({'q': words})}" if words else "")


def show(visit: Visit) -> Response:
    """GET /admin/users"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/users: what makes a secret shows it, this once; everything else leads back."""
    if makes := _MAKES_SECRETS.get(visit.sent("action")):
        secrets: dict[str, str] = {}

        def make(again: Visit) -> str:
            secrets.update(makes.do(again))
            return _here(again)

        answer = doing.act(visit, {visit.sent("action"): Doing(makes.operation, make)}, _page)
        return _page(visit, "", **secrets) if secrets else answer
    return doing.act(visit, _ACTIONS, _page)


def _page(visit: Visit, refusal: str, **made: str) -> Response:
    found = visit.ask(ListIdentitiesInput(), ListIdentitiesOutput)
    members = Counter(group for user in found.users for group in user.group_arns)
    words = visit.request.query_params.get("q", "").strip()
    meant = {
        kind: [one for one in all_of_them if words.lower() in one.name.lower()]
        for kind, all_of_them in (("user", found.users), ("group", found.groups), ("role", found.roles))
    }
    return visit.page(
        "admin/users.html",
        422 if refusal else 200,
        found=found,
        shown={kind: those[:MOST_SHOWN] for kind, those in meant.items()},
        more={kind: len(those) - MOST_SHOWN for kind, those in meant.items()},
        user_count=len(meant["user"]),
        words_asked=words,
        most_ticks=MOST_TICKS,
        can=doing.offered(visit, {**_ACTIONS, **_MAKES_SECRETS}),
        members=members,
        usual=managed_policy.END_USER,
        ticked=_ticks(visit, refusal),
        refusal=refusal,
        made=made,
    )


def _ticks(visit: Visit, refusal: str) -> Callable[..., Sequence[str]]:
    """What is ticked in a form: what was sent, if it was this one that was refused; else how it is."""

    def ticked(
        field: str, action: str, named: str = "", name: str = "", otherwise: Sequence[str] = ()
    ) -> Sequence[str]:
        is_this = visit.sent("action") == action and (not named or visit.sent(named) == name)
        another = tuple(filter(None, [visit.sent(f"another_{field}")]))
        return (*visit.sent_all(field), *another) if refusal and is_this else otherwise

    return ticked


def _policies(visit: Visit) -> tuple[str, ...]:
    """The policies that were ticked, and the one that was named besides."""
    another = visit.sent("another_policy").strip()
    return (*visit.sent_all("policy"), *([another] if another else []))


def _groups(visit: Visit) -> tuple[str, ...]:
    another = somebody.meant(visit, "another_group")
    return (*visit.sent_all("group"), *([another] if another else []))


def _create(visit: Visit) -> dict[str, str]:
    request = CreateUserInput(
        user_name=visit.sent("user_name").strip(),
        policy_names=_policies(visit),
        group_arns=_groups(visit),
    )
    made = visit.ask(request, CreateUserOutput)
    return {"of": request.user_name, "password": made.password}


def _reset(visit: Visit) -> dict[str, str]:
    name, word = visit.sent("user_name"), password.generate()
    visit.ask(UpdatePasswordInput(user_name=name, new_password=word), UpdatePasswordOutput)
    return {"of": name, "password": word}


def _create_key(visit: Visit) -> dict[str, str]:
    made = visit.ask(CreateAccessKeyInput(user_name=visit.sent("user_name")), CreateAccessKeyOutput)
    return {"of": visit.sent("user_name"), "key": made.access_key_id, "secret": made.secret}


def _save(visit: Visit) -> str:
    request = UpdateUserInput(
        user_name=visit.sent("user_name"),
        policy_names=_policies(visit),
        group_arns=_groups(visit),
    )
    visit.ask(request, UserChanged)
    return _here(visit)


def _create_group(visit: Visit) -> str:
    request = CreateGroupInput(group_name=visit.sent("group_name").strip(), policy_names=_policies(visit))
    visit.ask(request, GroupChanged)
    return f"/admin/users?{urlencode({'q': request.group_name})}#groups"


def _save_group(visit: Visit) -> str:
    request = UpdateGroupInput(group_name=visit.sent("group_name"), policy_names=_policies(visit))
    visit.ask(request, GroupChanged)
    return _here(visit) + "#groups"


def _switch(visit: Visit) -> str:
    request = UpdateUserInput(user_name=visit.sent("user_name"), disabled=visit.sent("disabled") == "yes")
    visit.ask(request, UserChanged)
    return _here(visit)


def _switch_key(visit: Visit) -> str:
    request = UpdateAccessKeyInput(access_key_id=visit.sent("key"), disabled=visit.sent("disabled") == "yes")
    visit.ask(request, AccessKeyChanged)
    return _here(visit)


def _delete_key(visit: Visit) -> str:
    visit.ask(DeleteAccessKeyInput(access_key_id=visit.sent("key")), AccessKeyChanged)
    return _here(visit)


def _unlock(visit: Visit) -> str:
    visit.ask(UnlockUserInput(user_name=visit.sent("user_name")), UserChanged)
    return _here(visit)


def _delete(visit: Visit) -> str:
    doing.insist_on_name(visit, visit.sent("user_name"))
    visit.ask(DeleteUserInput(user_name=visit.sent("user_name")), UserChanged)
    return "/admin/users"


def _delete_group(visit: Visit) -> str:
    doing.insist_on_name(visit, visit.sent("group_name"))
    visit.ask(DeleteGroupInput(group_name=visit.sent("group_name")), GroupChanged)
    return _here(visit) + "#groups"


def _save_role(visit: Visit) -> str:
    request = UpdateRoleInput(role_name=visit.sent("role_name"), policy_names=_policies(visit))
    visit.ask(request, RoleChanged)
    return _here(visit) + "#roles"


def _switch_role(visit: Visit) -> str:
    request = UpdateRoleInput(role_name=visit.sent("role_name"), disabled=visit.sent("disabled") == "yes")
    visit.ask(request, RoleChanged)
    return _here(visit) + "#roles"


def _delete_role(visit: Visit) -> str:
    doing.insist_on_name(visit, visit.sent("role_name"))
    visit.ask(DeleteRoleInput(role_name=visit.sent("role_name")), RoleChanged)
    return _here(visit) + "#roles"


_MAKES_SECRETS: Mapping[str, Doing[dict[str, str]]] = {
    "create": Doing("iam:CreateUser", _create),
    "reset": Doing("iam:UpdateLoginProfile", _reset),
    "create-key": Doing("iam:CreateAccessKey", _create_key),
}
_ACTIONS: Mapping[str, Action] = {
    "save": Doing("iam:UpdateUser", _save),
    "switch": Doing("iam:UpdateUser", _switch),
    "unlock": Doing("iam:UpdateLoginProfile", _unlock),
    "delete": Doing("iam:DeleteUser", _delete),
    "switch-key": Doing("iam:UpdateAccessKey", _switch_key),
    "delete-key": Doing("iam:DeleteAccessKey", _delete_key),
    "create-group": Doing("iam:CreateGroup", _create_group),
    "save-group": Doing("iam:UpdateGroup", _save_group),
    "delete-group": Doing("iam:DeleteGroup", _delete_group),
    "save-role": Doing("iam:UpdateRole", _save_role),
    "switch-role": Doing("iam:UpdateRole", _switch_role),
    "delete-role": Doing("iam:DeleteRole", _delete_role),
}
