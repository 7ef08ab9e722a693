"""What a form of the administration does: one of several actions, and then on; or back, with what was wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import uuid4

from msgspec import Struct, structs
from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import AccessDeniedException, InvalidParametersException, ServiceError
from launchpath.portal.flaws import Unfit
from launchpath.portal.visit import FormRefused, Reply, Visit, told

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Doing(Generic[Result]):
    """One of the actions of a form: what a visitor must be allowed to be offered it, and what does it."""

    #: The operation; with its service, if it is not one of Service Catalog's.
    operation: str
    do: Callable[[Visit], Result]


#: Does something and says where to go on.
Action = Doing[str]


def offered(visit: Visit, actions: Mapping[str, Doing[Any]]) -> frozenset[str]:
    """The actions that a visitor may take: a page shows no button for others."""
    return frozenset(name for name, one in actions.items() if visit.may(one.operation))


def act(visit: Visit, actions: Mapping[str, Action], show: Callable[[Visit, str], Response]) -> Response:
    """Do what the form asks for. A refusal is shown on the page that the form is of, with everything that was typed."""
    action = actions.get(visit.sent("action"))
    if action is None:
        raise FormRefused("This form asks for something that is not known here.")
    try:
        to = action.do(visit)
    except AccessDeniedException:
        raise
    except ServiceError as refusal:
        if isinstance(refusal, Unfit):
            visit.flaws = {field: text for member, text in refusal.flaws.items() for field in _fields(member)}
        return show(visit, told(refusal))
    return visit.go(to)


def _fields(member: str) -> tuple[str, ...]:
    """The fields that may have become this member of a request."""
    return _FIELDS.get(member.rpartition(".")[2].lower(), (member,))


#: The members that fields are not named after, or not all.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "principal_arn": ("principal",),
    "value": ("values",),
    "name": ("name", "version_name"),
    "description": ("description", "version_description"),
}


def everything(visit: Visit, request: Struct, reply: type[Reply], most: int = 25) -> Iterator[Reply]:
    """All pages of a list, one after the other; at most `most` of them."""
    for _ in range(most):
        answer = visit.ask(request, reply)
        yield answer
        # ListTagOptions alone calls it otherwise.
        token = answer.page_token if hasattr(answer, "page_token") else answer.next_page_token  # type: ignore[attr-defined]
        if token is None:
            return
        request = structs.replace(request, page_token=token)


def token(visit: Visit) -> str:
    """The idempotency token of the form that was sent."""
    return visit.sent("token") or str(uuid4())


def optional(visit: Visit, name: str) -> str | None:
    """A field that may be left empty."""
    return visit.sent(name).strip() or None


def tag(visit: Visit) -> types.Tag:
    """The tag that a form names."""
    return types.Tag(key=visit.sent("key").strip(), value=visit.sent("value").strip())


def insist_on_name(visit: Visit, name: str) -> None:
    """Refuse what has no way back, unless the name of what is meant was typed."""
    if visit.sent("typed_name").strip() != name:
        raise InvalidParametersException("Type {name} to show that you mean this one.", name=name)
