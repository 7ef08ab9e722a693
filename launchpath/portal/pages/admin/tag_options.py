"""TagOptions: the values that are offered for a tag, and which of them a portfolio or a product offers."""

from collections.abc import Iterable, Mapping

from starlette.responses import Response

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException
from launchpath.portal import doing
from launchpath.portal.doing import Action, Doing
from launchpath.portal.visit import Visit, checked

_HERE = "/admin/tag-options"


def show(visit: Visit) -> Response:
    """GET /admin/tag-options"""
    return _page(visit, "")


def change(visit: Visit) -> Response:
    """POST /admin/tag-options"""
    return doing.act(visit, _ACTIONS, _page)


def all_of_them(visit: Visit) -> list[types.TagOptionDetail]:
    """Every TagOption of the account."""
    pages = doing.everything(visit, types.ListTagOptionsInput(page_size=20), types.ListTagOptionsOutput)
    return [one for page in pages for one in page.tag_option_details or ()]


def others(visit: Visit, offered: Iterable[types.TagOptionDetail]) -> list[types.TagOptionDetail]:
    """What could be offered besides."""
    known = {one.id for one in offered}
    return [one for one in all_of_them(visit) if one.id not in known]


def offer(visit: Visit, resource_id: str) -> None:
    """Have a portfolio or a product offer the one that the form names."""
    request = types.AssociateTagOptionWithResourceInput(resource_id=resource_id, tag_option_id=visit.sent("option"))
    visit.ask(request, types.AssociateTagOptionWithResourceOutput)


def take_back(visit: Visit, resource_id: str) -> None:
    request = types.DisassociateTagOptionFromResourceInput(resource_id=resource_id, tag_option_id=visit.sent("option"))
    visit.ask(request, types.DisassociateTagOptionFromResourceOutput)


def _page(visit: Visit, refusal: str) -> Response:
    by_key: dict[str, list[types.TagOptionDetail]] = {}
    for one in all_of_them(visit):
        by_key.setdefault(str(one.key), []).append(one)
    return visit.page(
        "admin/tag_options.html",
        422 if refusal else 200,
        can=doing.offered(visit, _ACTIONS),
        by_key=dict(sorted(by_key.items())),
        refusal=refusal,
    )


def _create(visit: Visit) -> str:
    """Every value that is typed, or none: of those that are there already people are told before anything is made."""
    key = visit.sent("key").strip()
    values = list(dict.fromkeys(line.strip() for line in visit.sent("values").splitlines() if line.strip()))
    if not key or not values:
        raise InvalidParametersException("Give a key and at least one value, one a line.")
    requests = [checked(types.CreateTagOptionInput(key=key, value=value)) for value in values]
    asked = types.ListTagOptionsInput(page_size=20, filters=types.ListTagOptionsFilters(key=key))
    pages = doing.everything(visit, asked, types.ListTagOptionsOutput)
    known = {one.value for page in pages for one in page.tag_option_details or ()}
    if there := [value for value in values if value in known]:
        raise InvalidParametersException(
            "{values} of {key} are there already, and nothing was made. Take them out and send the others.",
            values=", ".join(there),
            key=key,
        )
    for request in requests:
        visit.ask(request, types.CreateTagOptionOutput)
    return _HERE


def _switch(visit: Visit) -> str:
    request = types.UpdateTagOptionInput(id=visit.sent("option"), active=visit.sent("active") == "yes")
    visit.ask(request, types.UpdateTagOptionOutput)
    return _HERE


def _delete(visit: Visit) -> str:
    visit.ask(types.DeleteTagOptionInput(id=visit.sent("option")), types.DeleteTagOptionOutput)
    return _HERE


_ACTIONS: Mapping[str, Action] = {
    "create": Doing("CreateTagOption", _create),
    "switch": Doing("UpdateTagOption", _switch),
    "delete": Doing("DeleteTagOption", _delete),
}
