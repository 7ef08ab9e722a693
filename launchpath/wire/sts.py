"""The STS door: who am I, and temporary keys of a role, in STS's protocol, errors and texts (version 2011-06-15)."""

import logging
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from launchpath.api.errors import InternalFailure, ServiceError, UnknownOperationException, ValidationException
from launchpath.operations.sessions import AssumeRoleInput, GetCallerIdentityInput
from launchpath.wire import body, query, shapes
from launchpath.wire.app import caller_of, signed_request
from launchpath.wire.asgi import Receive, Scope, Send
from launchpath.wire.body import ClientGone
from launchpath.wire.door import Door
from launchpath.wire.journal import Entry
from launchpath.wire.reply import Reply
from launchpath.wire.sigv4 import SignedRequest
from launchpath.wire.waiting import in_thread

log = logging.getLogger("launchpath.wire")

#: STS's name in the scope of a signature.
SIGNING_NAME = "sts"

VERSION = "2011-06-15"
NAMESPACE = f"https://sts.amazonaws.com/doc/{VERSION}/"

_INPUTS: Mapping[str, type[Struct]] = {"AssumeRole": AssumeRoleInput, "GetCallerIdentity": GetCallerIdentityInput}

#: Would make the session narrower, or stricter, or known by another name: to ignore them would be no service.
UNSUPPORTED = frozenset({"Policy", "PolicyArns", "ProvidedContexts", "SerialNumber", "SourceIdentity", "TokenCode"})

#: What STS calls an error of the JSON protocols, and its HTTP status.
_ERRORS: Mapping[str, tuple[str, int]] = {
    "AccessDeniedException": ("AccessDenied", 403),
    "ExpiredTokenException": ("ExpiredToken", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "RequestEntityTooLargeException": ("RequestEntityTooLarge", 413),
    "SerializationException": ("MalformedInput", 400),
    "ServiceUnavailable": ("ServiceUnavailable", 503),
    "UnknownOperationException": ("InvalidAction", 400),
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
    "ValidationException": ("ValidationError", 400),
}

_TEXTS = {"MissingAuthenticationToken": "Request is missing Authentication Token"}


def is_for_sts(scope: Scope) -> bool:
    """Whether a request is a form: the API takes none."""
    content_type = dict(scope["headers"]).get(b"content-type", b"").partition(b";")[0].strip().lower()
    return bool(scope["method"] == "POST" and scope["path"] == "/" and content_type == query.FORM)


async def answer(door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    entry = Entry(protocol="query")
    with entry.under_way(scope["headers"]):
        try:
            reply = await _reply(door, scope, receive, entry)
            entry.write()
            await reply.send(send, entry.request_id)
        except ClientGone:
            entry.outcome = "ClientGone"
            entry.write()


async def _reply(door: Door, scope: Scope, receive: Receive, entry: Entry) -> Reply:
    try:
        content = await body.read(dict(scope["headers"]), receive)
        done = await in_thread(_done, door, signed_request(scope, content), entry)
        return Reply(200, query.HEADERS, query.encode(NAMESPACE, entry.operation, done, entry.request_id))
    except ClientGone:
        raise
    except ServiceError as error:
        return _refusal(error, entry)
    except Exception:
        log.exception("Request %s failed in %s.", entry.request_id, entry.operation)
        return _refusal(
            InternalFailure(f"The server's log has the details under request id {entry.request_id}."), entry
        )


def _done(door: Door, asked: SignedRequest, entry: Entry) -> Struct:
    form = query.members(asked.body)
    entry.caller = caller_of(door, asked, SIGNING_NAME)
    entry.operation = operation = _operation(form)
    return door.perform(entry.caller, operation, _request(operation, form), entry.request_id)


def _operation(form: Mapping[str, str]) -> str:
    name, version = form.get("Action", ""), form.get("Version", "NO_VERSION_SPECIFIED")
    if name not in _INPUTS or version != VERSION:
        raise UnknownOperationException(f"Could not find operation {name} for version {version}")
    return name


def _request(operation: str, form: Mapping[str, str]) -> Struct:
    """The request in a form. Tags are passed over: no policy here reads them."""
    if unsupported := sorted(UNSUPPORTED & {name.partition(".")[0] for name in form}):
        raise ValidationException(f"{unsupported[0]} is not supported by Launchpath: leave it out.")
    tree: dict[str, object] = {
        name: _number(value) if name == "DurationSeconds" else value for name, value in form.items()
    }
    try:
        request: Struct = msgspec.convert(tree, _INPUTS[operation])
    except msgspec.ValidationError:
        raise shapes.explain(_INPUTS[operation], tree) from None
    return request


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _refusal(error: ServiceError, entry: Entry) -> Reply:
    code, status = _ERRORS.get(error.code, (InternalFailure.code, 500))
    entry.outcome = code
    told = {
        "Type": "Sender" if status < 500 else "Receiver",
        "Code": code,
        "Message": _TEXTS.get(code, error.message),
    }
    return Reply(status, query.HEADERS, query.encode_error(NAMESPACE, told, entry.request_id))
