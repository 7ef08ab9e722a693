"""Idempotency tokens: a repeat of a request gets the first one's result; a token with another request is refused."""

from collections.abc import Callable

from msgspec import Struct, json, structs

from launchpath.api.errors import InvalidParametersException
from launchpath.call import Call
from launchpath.store import tokens
from launchpath.store.tokens import Token

#: What may differ between a request and its repeat: the token's own member, and the language of the answer.
_IRRELEVANT = frozenset({"idempotency_token", "provision_token", "update_token", "terminate_token", "accept_language"})


class Once:
    """One request with its token. `result`: the id that the token led to already; None: this is the first time.

    Tokens count per account and operation, and are kept as long as the catalog (semantics 14, 1 and 2).
    `counts`: whether a result that a token led to still binds it; if not, the token is as good as new.
    """

    def __init__(
        self, call: Call, operation: str, request: Struct, token: str, counts: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._call = call
        self._token = Token(call.account, operation, token, _digest(call, request))
        self._result: str | None = None
        self._found = found = tokens.find(call.tx, self._token)
        if found and counts(found.result):
            self._result = found.result
            if found.request != self._token.request:
                raise InvalidParametersException(
                    "The idempotency token {token} was used before, with another request. Repeat that "
                    "request unchanged, or use a new token.",
                    token=token,
                )

    @property
    def result(self) -> str | None:
        return self._result

    def keep(self, result: str) -> None:
        """Remember what the token led to."""
        tokens.keep(self._call.tx, self._token, result, self._call.now, instead_of=self._found)
        self._result = result


def _digest(call: Call, request: Struct) -> str:
    """Who asks is part of the request: nobody is led to the result of somebody else."""
    content = {name: value for name, value in structs.asdict(request).items() if name not in _IRRELEVANT}
    asks = [call.caller.session_arn, call.caller.since]
    return call.tx.vault.digest(json.encode([asks, content], order="sorted"))
