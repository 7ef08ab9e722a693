"""What the wire asks of the house behind it: who holds a key, and to have an operation performed."""

from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct


@dataclass(frozen=True, slots=True)
class Key:
    """An access key and whom it stands for."""

    access_key_id: str
    secret: str = field(repr=False)
    #: The caller, as `perform` wants it; the wire only hands it on, and logs its `arn` if it has one.
    principal: object
    #: Seconds since the epoch; None: never.
    expires_at: float | None = None


class Door(Protocol):
    """The house, as the wire sees it. What asks a database that is not a file beside us is asked in a thread."""

    @property
    def region(self) -> str:
        """The region that signatures must be for."""

    @property
    def open(self) -> bool:
        """Whether any credentials and any region, or none, are the one `anonymous` caller."""

    def find_key(self, access_key_id: str, session_token: str | None) -> Key | None:
        """The key of that id, with that session token if it has one; None if there is no such pair."""

    def anonymous(self) -> object:
        """The caller in open mode."""

    def perform(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct:
        """The reply to a request. Raises ServiceError."""

    def is_local(self, operation: str) -> bool:
        """Whether an operation is a quick read, to be done at a glance, on the event loop."""

    def glance(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct | None:
        """The reply to a read, without writing anything; None if something has to be: it is to be performed then.

        Raises ServiceError.
        """
