"""The remote control of a fake CloudFormation, wherever its process is."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fake:
    """See the package."""

    url: str

    def script(self, match: str = "*", **behaviour: Any) -> None:
        self._do("script", match=match, **behaviour)

    def fault(self, operation: str, kind: str, match: str = "*", times: int = 1, seconds: float = 60) -> None:
        self._do("fault", operation=operation, kind=kind, match=match, times=times, seconds=seconds)

    def outside(self, name: str, what: str) -> None:
        self._do("outside", name=name, what=what)

    def role(self, arn: str, **settings: Any) -> None:
        self._do("role", arn=arn, **settings)

    def tokens(self, what: str) -> None:
        self._do("tokens", what=what)

    def stacks(self, match: str = "*") -> list[dict[str, Any]]:
        return self._do("stacks", match=match)

    def stack(self, match: str) -> dict[str, Any]:
        """The one stack ever made whose name matches."""
        (one,) = self.stacks(match)
        return one

    def stack_set(self, name: str) -> dict[str, Any] | None:
        return self._do("stack_set", name=name)

    def calls(self, operation: str = "*", match: str = "*") -> list[dict[str, Any]]:
        return self._do("calls", operation=operation, match=match)

    def _do(self, command: str, /, **members: Any) -> Any:
        request = urllib.request.Request(f"{self.url}/_fake/{command}", json.dumps(members).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())
