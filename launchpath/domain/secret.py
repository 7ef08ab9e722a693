"""Which values of a launch are secret (NoEcho), and a text without them."""

import base64
import html
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote, quote_plus

from launchpath.domain.parameter import Parameter

MASK: Final = "****"
#: A shorter secret is masked as a whole word only: masking every "a" of a text would spoil it, and tell the secret.
_SHORT: Final = 4


def secrets(declared: Sequence[Parameter], values: Mapping[str, str]) -> tuple[str, ...]:
    """The values that nobody may see: those of NoEcho parameters, the members of lists and the defaults among them."""
    hidden = [parameter for parameter in declared if parameter.no_echo]
    texts = [
        (parameter, text)
        for parameter in hidden
        for text in (values.get(parameter.key), parameter.default)
        if text is not None
    ]
    members = (member for parameter, text in texts for member in (text, *parameter.members(text)))
    return tuple(dict.fromkeys(member for member in members if member))


def mask(text: str, secrets: Collection[str]) -> str:
    """`text` with every secret replaced by ****, however it has been escaped on its way into the text."""
    forms = sorted({form for secret in secrets for form in _forms(secret) if form}, key=len, reverse=True)
    return re.sub("|".join(map(_expression, forms)), MASK, text) if forms else text


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
    yield quote(secret, safe="", errors="replace")
    yield quote_plus(secret, safe="", errors="replace")
    # Fn::Base64; behind other text, as in Fn::Sub, the letters fall otherwise, and cannot be told from any others.
    yield base64.b64encode(secret.encode(errors="replace")).decode()


def _expression(form: str) -> str:
    exact = re.escape(form)
    return exact if len(form) >= _SHORT else rf"(?<!\w){exact}(?!\w)"
