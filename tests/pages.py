"""How a test walks through a list, page by page."""

from typing import Any


def pages(operation: Any, member: str, **request: Any) -> list[list[Any]]:
    """The items of each page of a list, from the first to the last."""
    answer = operation(**request)
    found = [answer[member]]
    while "NextPageToken" in answer:
        answer = operation(**request, PageToken=answer["NextPageToken"])
        found.append(answer[member])
    return found


def every(operation: Any, member: str, **request: Any) -> list[Any]:
    """All items of a list."""
    return [item for page in pages(operation, member, **request) for item in page]
