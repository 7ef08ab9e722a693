"""One log line for each request: who asked for what, how it ended, how long it took. Never a value of a parameter."""

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from launchpath import logs, metrics, tracing
from launchpath.tracing import Headers

log = logging.getLogger("launchpath.request")


@dataclass(slots=True)
class Entry:
    """What is known of a request so far; `-` is what never became known."""

    protocol: str = "-"
    #: A name of our own table, never the client's text.
    operation: str = "-"
    caller: object = None
    #: OK, the code of an error, or ClientGone.
    outcome: str = "OK"
    #: The record that the reply speaks of, if it speaks of one.
    record_id: str = ""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def under_way(self, headers: Headers = ()) -> Iterator[None]:
        """Within, whatever is logged or traced belongs to this request. `headers`: the client's."""
        with logs.about(request_id=self.request_id), tracing.request(self.request_id, headers):
            yield

    def speaks_of(self, reply: object) -> None:
        """Remember the record that a reply speaks of."""
        detail = getattr(reply, "record_detail", None)
        self.record_id = getattr(detail, "record_id", None) or ""

    def write(self) -> None:
        """Log, count and trace the request; it is over."""
        seconds = time.perf_counter() - self.started
        milliseconds = round(seconds * 1000, 3)
        facts = {
            "operation": self.operation,
            "caller": str(getattr(self.caller, "arn", "-")),
            "outcome": self.outcome,
            "milliseconds": milliseconds,
            "request_id": self.request_id,
            "protocol": self.protocol,
        }
        if self.record_id:
            facts["record_id"] = self.record_id
        log.info("%s %s in %s ms", self.operation, self.outcome, milliseconds, extra=facts)
        metrics.request(self.operation, self.outcome, seconds)
        self._trace()

    def _trace(self) -> None:
        facts = {"launchpath.outcome": self.outcome, "launchpath.protocol": self.protocol}
        if self.record_id:
            facts["launchpath.record_id"] = self.record_id
        tracing.tell(self.operation, facts, failed=self.outcome != "OK")
