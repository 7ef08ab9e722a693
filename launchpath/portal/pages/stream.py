"""The parts of a run's page that change, sent as they change: server-sent events.

No thread and no transaction is held between two looks, so many may watch. Each connection begins with everything, so
one that was lost needs to remember nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from launchpath.api.errors import ServiceError
from launchpath.portal import answer, progress
from launchpath.portal.visit import Portal, Visit

#: Seconds between two looks at first, and at last; and until a silent connection says that it is alive.
_FIRST, _LAST, _SILENCE = 0.3, 1.0, 15.0

#: The parts, and the template of each.
_PARTS = {"state": "run_state.html", "resources": "run_resources.html", "log": "run_log.html"}

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def endpoint(portal: Portal) -> Callable[[Request], Awaitable[Response]]:
    """GET /runs/{record_id}/stream"""

    async def watch(request: Request) -> Response:
        try:
            parts, is_over = await asyncio.to_thread(_look, Visit(portal, request))
        except ServiceError:
            # To a browser 204 means: do not come back.
            return Response(status_code=204)
        events = _events(portal, request, parts, is_over)
        return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)

    return watch


def _look(visit: Visit) -> tuple[dict[str, str], bool]:
    """Every part as it is now, and whether the run is over."""
    answer.recognise(visit)
    run = progress.look(visit, visit.part("record_id"))
    return {name: visit.rendered(template, run=run) for name, template in _PARTS.items()}, run.is_over


async def _events(portal: Portal, request: Request, parts: dict[str, str], is_over: bool) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    shown: dict[str, str] = {}
    wait, silent = _FIRST, 0.0
    while True:
        if changed := {name: html for name, html in parts.items() if shown.get(name) != html}:
            yield "".join(_event(name, html) for name, html in changed.items())
            shown, wait, silent = parts, _FIRST, 0.0
        if is_over:
            yield _event("end", "")
            return
        if silent > _SILENCE:
            yield ": still here\n\n"
            silent = 0.0
        await asyncio.sleep(wait)
        wait, silent = min(wait * 1.2, _LAST), silent + wait
        if portal.is_stopping():
            return
        try:
            parts, is_over = await asyncio.to_thread(_look, Visit(portal, request))
        except ServiceError:
            return


def _event(name: str, html: str) -> str:
    lines = "".join(f"data: {line}\n" for line in html.splitlines()) or "data:\n"
    return f"event: {name}\n{lines}\n"
