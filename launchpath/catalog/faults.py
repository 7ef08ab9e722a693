"""What a catalog can't be applied for, and which of its parts that is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError


class CatalogError(Exception):
    """The files do not describe a catalog, or it is refused; the message says where and why."""


@contextmanager
def about(subject: str) -> Iterator[None]:
    """Let a refusal of the server say what it was about."""
    try:
        yield
    except ClientError as refusal:
        raise CatalogError(f"{subject}: {words(refusal)}") from None


def words(refusal: ClientError) -> str:
    """What was refused, and why."""
    error = refusal.response["Error"]
    return f"{refusal.operation_name} was refused: {error['Message'] or error['Code']}"
