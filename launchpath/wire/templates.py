"""PUT /templates/<SHA-256>: the artifact store's door, signed like every request to the API."""

import json
import logging
import re

from launchpath.api.errors import InternalFailure, ServiceError
from launchpath.operations.templates import PutTemplateInput, PutTemplateOutput
from launchpath.wire import body
from launchpath.wire.app import caller_of, signed_request
from launchpath.wire.asgi import Receive, Scope, Send
from launchpath.wire.body import ClientGone
from launchpath.wire.door import Door
from launchpath.wire.journal import Entry
from launchpath.wire.reply import Reply
from launchpath.wire.sigv4 import SignedRequest
from launchpath.wire.waiting import in_thread

log = logging.getLogger("launchpath.wire")

PATH = re.compile(r"/templates/([0-9a-f]{64})")
OPERATION = "PutTemplate"
_HEADERS = ((b"content-type", b"application/json"),)


async def put(door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    """Take one template in, and answer with the URL to name it by."""
    entry = Entry(protocol="put", operation=OPERATION)
    with entry.under_way(scope["headers"]):
        try:
            answer = await _answer(door, scope, receive, entry)
            await answer.send(send, entry.request_id)
        except ClientGone:
            entry.outcome = "ClientGone"
        entry.write()


async def _answer(door: Door, scope: Scope, receive: Receive, entry: Entry) -> Reply:
    try:
        content = await body.read(dict(scope["headers"]), receive)
        request = PutTemplateInput(hash=scope["path"].rpartition("/")[2], body=content)
        kept = await in_thread(_kept, door, signed_request(scope, content), request, entry)
        return Reply(200, _HEADERS, json.dumps({"Url": kept.url}).encode())
    except ServiceError as error:
        entry.outcome = error.code
        refusal = {"__type": error.code, "Message": error.message}
        return Reply(error.status, _HEADERS, json.dumps(refusal).encode())
    except ClientGone:
        raise
    except Exception:
        log.exception("Request %s failed in %s.", entry.request_id, OPERATION)
        entry.outcome = InternalFailure.code
        return Reply(500, _HEADERS, json.dumps({"__type": InternalFailure.code}).encode())


def _kept(door: Door, asked: SignedRequest, request: PutTemplateInput, entry: Entry) -> PutTemplateOutput:
    entry.caller = caller_of(door, asked)
    reply = door.perform(entry.caller, OPERATION, request, entry.request_id)
    assert isinstance(reply, PutTemplateOutput)  # noqa: S101  what this operation answers
    return reply
