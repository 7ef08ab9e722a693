"""Page tokens as clients have them: sealed, because a position in a list tells how much there is of others."""

from typing import TypeVar

from msgspec import Struct, structs

from launchpath.store.vault import Vault

Message = TypeVar("Message", bound=Struct)


def opened(vault: Vault, request: Message) -> Message:
    """The request with the token that we sealed; one of anybody else's leads nowhere, and is refused in its turn."""
    token = getattr(request, "page_token", None)
    if token is None:
        return request
    return structs.replace(request, page_token=vault.unwrap(token) or "")


def sealed(vault: Vault, reply: Message) -> Message:
    """The reply with its token, if it has one, unreadable. The API has two names for it."""
    for name in ("next_page_token", "page_token"):
        token = getattr(reply, name, None)
        if token is not None:
            return structs.replace(reply, **{name: vault.wrap(token)})
    return reply
