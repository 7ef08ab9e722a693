"""The one way in for every door: permission, one transaction, the operation, the audit line."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec import Struct

from launchpath import call as calling
from launchpath import page_tokens
from launchpath.api.errors import (
    AccessDeniedException,
    InvalidParametersException,
    OperationNotSupportedException,
    ServiceError,
    ServiceUnavailable,
)
from launchpath.call import Call, Fetched, Parsed, Work
from launchpath.domain import permission
from launchpath.domain.permission import Grant, Level, Powers
from launchpath.domain.principal import Caller
from launchpath.engines.offers import ArchiveRefused, Parser
from launchpath.languages import translator
from launchpath.memory import Memory
from launchpath.operations import OPERATIONS, OWN, Does
from launchpath.sources import Sources, own_hash
from launchpath.store import audit, templates
from launchpath.store.database import Conflict, Database, OutOfRoom, Transaction, Unreachable, Unstorable

log = logging.getLogger("launchpath.server")

#: How often a request is done again because another one got there first.
MOST_CONFLICTS = 5


@dataclass(frozen=True, slots=True)
class House:
    """What a process holds to perform operations with."""

    database: Database
    #: What the configured engines can make (ProvisionedProductTypes), each with the name of its engine.
    makes: Mapping[str, str]
    sources: Sources
    work: Work
    #: How engines read archives, by what they make (ProvisionedProductTypes).
    parsers: Mapping[str, Parser] = field(default_factory=dict)
    #: Replies of operations that answer of the catalog alone.
    replies: Memory[Struct] = field(default_factory=lambda: Memory(most=1_000))
    #: What operations find of the catalog for one answer, and need for others (call.Call.remember).
    findings: Memory[Any] = field(default_factory=lambda: Memory(most=1_000))


def perform(house: House, caller: Caller, operation: str, request: Struct, request_id: str) -> Struct:
    """Do `operation` for `caller`. Raises the API's errors; a refusal or a failure changes nothing."""
    try:
        return _perform(house, caller, operation, request, request_id)
    except ServiceError as refusal:
        if isinstance(refusal, AccessDeniedException) or _writes(operation):
            _note_refusal(house, caller, operation, request_id, refusal, request)
        raise _told(refusal, request) from None


def glance(house: House, caller: Caller, operation: str, request: Struct, request_id: str) -> Struct | None:
    """The reply of a read, waiting for nobody who writes; None if it is denied: perform puts that on record.

    Raises the API's errors.
    """
    try:
        return _perform(house, caller, operation, request, request_id)
    except AccessDeniedException:
        return None
    except ServiceError as refusal:
        raise _told(refusal, request) from None


def _told(refusal: ServiceError, request: Struct) -> ServiceError:
    """The refusal in the language that was asked for."""
    translate = translator(getattr(request, "accept_language", None))
    return refusal if translate is None else refusal.told(translate)


def unreachable(fault: Unreachable) -> ServiceUnavailable:
    """What a client is told whose request needs a database that can't be asked; the operator is told why."""
    log.error("the database can't be used: %s", fault.__cause__ and getattr(fault.__cause__, "orig", fault.__cause__))
    if isinstance(fault, OutOfRoom):
        return ServiceUnavailable("The disk of the database is full. Nothing was changed. Make room, and repeat it.")
    return ServiceUnavailable("The database can't be reached just now. Repeat the request.")


def _note_refusal(
    house: House, caller: Caller, operation: str, request_id: str, refusal: ServiceError, request: Struct
) -> None:
    """Put a refusal on record. One that can't be put there is none: the request may be repeated."""
    if isinstance(refusal, ServiceUnavailable):
        return
    try:
        with house.database.write() as tx:
            _note(tx, caller, operation, request_id, refusal.code, request)
    except Unreachable as fault:
        raise unreachable(fault) from None


def _find(operation: str) -> Does | None:
    return OPERATIONS.get(operation) or OWN.get(operation)


def _writes(operation: str) -> bool:
    does = _find(operation)
    return does is not None and does.writes


def _perform(house: House, caller: Caller, operation: str, request: Struct, request_id: str) -> Struct:
    does = _find(operation)
    if does is None:
        raise OperationNotSupportedException(
            "Launchpath does not support {operation} yet. docs/compatibility.md lists the operations that it supports.",
            operation=operation,
        )
    done = partial(_done, house, caller, operation, does, request, request_id)
    if not does.of_catalog:
        return done()
    question = (caller.session_arn, caller.groups, operation, repr(request))
    return house.replies.answer(caller.as_of, question, done)


def _done(house: House, caller: Caller, operation: str, does: Does, request: Struct, request_id: str) -> Struct:
    """The reply of an operation that is carried out, within its transaction."""
    permission_name = does.like or operation
    powers = house.findings.answer(
        caller.as_of,
        ("powers", caller.session_arn, caller.groups, permission_name),
        lambda: permission.powers(caller, permission_name),
    )
    grant = _permitted(powers, does)
    url = does.template_url(request) if does.template_url else None
    fetched = _fetch(house.sources, url)
    parsed = _parse(house, url, fetched)

    def once() -> Struct:
        with house.database.write() if does.writes else house.database.read() as tx:
            call = Call(
                operation=permission_name,
                caller=caller,
                tx=tx,
                now=calling.now(),
                powers=powers,
                grant=grant,
                makes=house.makes,
                enqueue=partial(house.work.enqueue, request_id=request_id),
                fetched=fetched,
                parsed=parsed,
                # Who changes something looks at everything anew, in the transaction of the change.
                remember=partial(house.findings.answer, None if does.writes else caller.as_of),
            )
            reply: Struct = does.function(call, page_tokens.opened(tx.vault, request))
            if does.writes:
                _note(tx, caller, operation, request_id, "OK", request, reply)
            return page_tokens.sealed(tx.vault, reply)

    return _insist(once)


def _permitted(powers: Powers, does: Does) -> Grant:
    """What the policies allow of the operation itself; of an object that it looks up they are asked once more there."""
    if does.open:
        return Grant(Level.USER)
    return powers.permitted(None if does.named else "*")


def _insist(once: Callable[[], Struct]) -> Struct:
    """Again, when another transaction got there first: the second time its result is seen, and answered to."""
    for _ in range(MOST_CONFLICTS):
        try:
            return once()
        except Conflict:
            continue
        except Unstorable:
            raise InvalidParametersException(
                "The request has a text or a number that can't be stored: a NUL character, or a number that is "
                "too large."
            ) from None
        except Unreachable as fault:
            raise unreachable(fault) from None
    raise ServiceUnavailable("Too many requests change the same thing at once. Repeat the request.")


def _fetch(sources: Sources, url: str | None) -> Fetched:
    """The template that a request names by URL, read before the transaction opens: a slow host must block nobody.

    That there is none to be had is the operation's to say: a repeated request needs none.
    """
    try:
        return sources.fetch(url) if url and own_hash(url) is None else None
    except InvalidParametersException as refusal:
        return refusal


def _parse(house: House, url: str | None, fetched: Fetched) -> Mapping[str, Parsed]:
    """What the engines say of the archive that a request names: asked before the transaction opens, too."""
    if not house.parsers or not url:
        return {}
    key = own_hash(url)
    try:
        with house.database.read() as tx:
            content = templates.find(tx, key) if key else fetched
    except Unreachable as fault:
        raise unreachable(fault) from None
    if not isinstance(content, bytes):
        return {}
    return {kind: _read_by(parse, content) for kind, parse in house.parsers.items()}


def _read_by(parse: Parser, archive: bytes) -> Parsed:
    try:
        return parse(archive)
    except ArchiveRefused as refusal:
        return InvalidParametersException("Error occurred during parameter parsing: {fault}", fault=str(refusal))


def _note(tx: Transaction, caller: Caller, operation: str, request_id: str, outcome: str, *messages: Struct) -> None:
    line = audit.Line(
        at=calling.now(),
        account=caller.account,
        caller=caller.session_arn,
        operation=operation,
        outcome=outcome,
        request_id=request_id,
        subjects=_subjects(messages),
    )
    audit.append(tx, line)


def _subjects(messages: tuple[Struct, ...]) -> dict[str, str]:
    """The ids and names at the top of the messages, or in the detail that a reply wraps; never a parameter's value."""
    subjects: dict[str, str] = {}
    for message in messages:
        for name in message.__struct_fields__:
            value = getattr(message, name)
            if isinstance(value, str) and (name == "id" or name.endswith(("_id", "_name", "_arn"))):
                # PostgreSQL takes a NUL in JSON, and never reads it again.
                subjects[name] = value.replace("\0", "\ufffd")
            elif isinstance(value, Struct) and name.endswith("_detail"):
                subjects |= _subjects((value,))
    return subjects
