"""One run: a launch, an update or a termination, while it goes on and for ever after."""

from starlette.responses import Response

from launchpath.portal import progress
from launchpath.portal.visit import Visit


def show(visit: Visit) -> Response:
    """GET /runs/{record_id}"""
    return visit.page("run.html", run=progress.look(visit, visit.part("record_id")), sent=visit.sent("sent"))
