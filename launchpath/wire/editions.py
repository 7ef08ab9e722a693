"""Which edition of the API a path speaks: today's at the root, an earlier one below a prefix of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from launchpath.api.operations import OPERATIONS, Operation


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its operations, with the shapes that requests and replies have in it."""

    #: What a path has before `/` and before `/service/...`.
    prefix: str
    operations: Mapping[str, Operation]


TODAY = Edition(prefix="", operations=OPERATIONS)

#: Only editions that are complete stand here: every other prefix is an unknown path.
EDITIONS = {edition.prefix: edition for edition in (TODAY,)}
