"""One log line for each request: who asked for what, how it ended, how long it took. Never a value of a parameter."""

import logging
import time
import uuid
from dataclasses import dataclass, field

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
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.perf_counter)

    def write(self) -> None:
        """Log the request; it is over."""
        milliseconds = round((time.perf_counter() - self.started) * 1000, 3)
        facts = {
            "operation": self.operation,
            "caller": str(getattr(self.caller, "arn", "-")),
            "outcome": self.outcome,
            "milliseconds": milliseconds,
            "request_id": self.request_id,
            "protocol": self.protocol,
        }
        log.info("%s %s in %s ms", self.operation, self.outcome, milliseconds, extra=facts)
