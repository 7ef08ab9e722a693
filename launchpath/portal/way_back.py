"""Where somebody was, who has to sign in or to open a form again before they can go on."""

from urllib.parse import urlencode, urlsplit

from launchpath.portal import form
from launchpath.portal.visit import Visit, inside

#: The fields of a launch or an update that its address may say, too; whatever is secret has another name.
_FIELDS = ("version", "path", "name", "own_tags")
_PREFIXES = (form.PREFIX, form.TAG_PREFIX)

#: More would not fit into every identity provider's state: then it is the page alone.
_MOST = 1500


def to(visit: Visit) -> str:
    """The page that was asked for, or that the form was sent from, with what was typed."""
    if visit.request.method == "GET" and not visit.is_partial:
        return visit.here
    headers = visit.request.headers
    page = urlsplit(headers.get("hx-current-url") or headers.get("referer") or "")
    query = page.query if visit.is_partial else _typed(visit) or page.query
    return inside(f"{page.path}?{query}" if query else page.path, "/")


def _typed(visit: Visit) -> str:
    """What the form of a launch or an update says, as its link does. Scripts keep it in the browser instead."""
    said = [(name, text) for name, text in visit.form if name in _FIELDS or name.startswith(_PREFIXES)]
    query = urlencode(said) if visit.sent("path") else ""
    return query if len(query) <= _MOST else ""
