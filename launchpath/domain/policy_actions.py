"""Which actions of a policy are none: it is kept to all the same, but what was meant stays forbidden."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from launchpath.api.operations import SIGNING_NAME
from launchpath.domain.wildcard import matches

#: Actions of AppRegistry, which shares the service's name; AWS's own policies name them.
_OF_APP_REGISTRY = ("PutConfiguration", "SyncResource", "TagResource", "UntagResource")


def unknown(document: Mapping[str, Any], operations: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """Each action of the service that means none of its operations, and the nearest that there is."""
    known = {name.lower(): name for name in operations}
    for action in _actions(document):
        service, _, name = action.partition(":")
        if service.lower() == SIGNING_NAME and not any(
            matches(name, one, fold=True) for one in (*operations, *_OF_APP_REGISTRY)
        ):
            nearest = difflib.get_close_matches(name.lower(), known, n=1)
            yield action, f"{service}:{known[nearest[0]]}" if nearest else None


def _actions(document: Mapping[str, Any]) -> Iterator[str]:
    statements = document["Statement"]
    for statement in [statements] if isinstance(statements, dict) else statements:
        given: str | list[str] = statement.get("Action") or statement["NotAction"]
        yield from dict.fromkeys([given] if isinstance(given, str) else given)
