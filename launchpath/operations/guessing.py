"""Guessing of passwords: after how many failures a name or an address is locked, and until when.

Failed sign-ins are refusals like any other, so the audit has them: counting its lines is what locks. A new password,
or an administrator who unlocks the user, lets the counting begin anew.
"""

from collections.abc import Iterable, Mapping

from launchpath.api.errors import AccessDeniedException, Phrase, ThrottlingException
from launchpath.call import Call
from launchpath.domain import password
from launchpath.domain.identity import Identity, last_part
from launchpath.store import audit, passwords
from launchpath.store.passwords import Kept

_MINUTE = 60 * 1000

#: The operations whose lines in the audit count, and end the counting.
_SIGN_IN, _UNLOCK = "SignIn", "UnlockUser"


def refuse(call: Call, user_name: str | None, kept: Kept | None) -> None:
    """Refuse to look at another password after too many failures: of the caller, or of this name."""
    until = [_lock_of_caller(call)]
    if user_name is not None:
        until.append(_lock_of_name(call, user_name, kept))
    if locked := [one for one in until if one is not None]:
        minutes = max(1, -(-(max(locked) - call.now) // _MINUTE))
        raise ThrottlingException(
            "The password was wrong too often. Try again in {wait}.",
            wait=Phrase("{minutes} minutes", minutes=minutes) if minutes > 1 else Phrase("1 minute"),
        )


def locked(call: Call, users: Iterable[Identity]) -> Mapping[str, int]:
    """Which of these users are locked, by their ARNs, and until when, in milliseconds since the epoch."""
    since = call.now - password.WINDOW
    names = audit.names_refused_since(call.tx, _SIGN_IN, AccessDeniedException.code, since, "user_name")
    guessed = {last_part(name) for name in names}
    suspects = [one for one in users if last_part(one.name) in guessed]
    until = {one.arn: _lock_of_name(call, one.name, passwords.find(call.tx, one.arn)) for one in suspects}
    return {arn: moment for arn, moment in until.items() if moment is not None}


def _lock_of_caller(call: Call) -> int | None:
    who = audit.by_caller(call.caller.session_arn)
    since = call.now - password.WINDOW
    failures = audit.refused_since(call.tx, call.operation, AccessDeniedException.code, since, who)
    return password.locked_until(failures, password.MOST_OF_AN_ADDRESS)


def _lock_of_name(call: Call, user_name: str, kept: Kept | None) -> int | None:
    who = audit.about_name("user_name", user_name)
    since = max(call.now - password.WINDOW, kept.changed_at if kept else 0)
    since = max(since, audit.last_done(call.tx, _UNLOCK, since, who) or 0)
    failures = audit.refused_since(call.tx, _SIGN_IN, AccessDeniedException.code, since, who)
    return password.locked_until(failures, password.MOST_OF_A_NAME)
