"""Everybody's records: all of them, those that go on, those that failed."""

from urllib.parse import urlencode

from starlette.responses import Response

from launchpath.operations.record_log import SearchRecordsInput, SearchRecordsOutput
from launchpath.portal.visit import Visit

#: What the list can be narrowed to: the field's value, what it is called, the statuses.
CHOICES = {
    "": ("All", ()),
    "running": ("Going on", ("CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR")),
    "failed": ("Failed", ("FAILED",)),
    "succeeded": ("Succeeded", ("SUCCEEDED",)),
}


def show(visit: Visit) -> Response:
    """GET /admin/runs"""
    chosen = visit.sent("status") if visit.sent("status") in CHOICES else ""
    asked = SearchRecordsInput(
        statuses=CHOICES[chosen][1], words=visit.sent("q"), page_token=visit.sent("page") or None
    )
    found = visit.ask(asked, SearchRecordsOutput)
    following = {"status": chosen, "q": visit.sent("q"), "page": found.next_page_token or ""}
    return visit.page(
        "admin/records.html",
        found=found.records,
        choices=CHOICES,
        chosen=chosen,
        query=visit.sent("q"),
        more=urlencode({key: value for key, value in following.items() if value}) if found.next_page_token else "",
    )
