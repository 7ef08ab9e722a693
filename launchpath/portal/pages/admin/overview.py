"""The administration at a glance: what goes on, and what went wrong."""

from starlette.responses import Response

from launchpath.operations.record_log import SearchRecordsInput, SearchRecordsOutput
from launchpath.portal.visit import Visit

_RUNNING = ("CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR")
_FEW = 6


def show(visit: Visit) -> Response:
    """GET /admin"""
    failed = visit.ask(SearchRecordsInput(statuses=("FAILED",), page_size=_FEW), SearchRecordsOutput)
    running = visit.ask(SearchRecordsInput(statuses=_RUNNING, page_size=_FEW), SearchRecordsOutput)
    return visit.page("admin/overview.html", failed=failed.records, running=running.records)
