"""How the portal says things: times, durations, numbers, statuses, names."""

import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime

#: What people call the statuses of records and of provisioned products, and how they look: good, bad, busy or plain.
STATUSES = {
    "CREATED": ("Waiting", "busy"),
    "IN_PROGRESS": ("In progress", "busy"),
    "IN_PROGRESS_IN_ERROR": ("Failing, being undone", "bad"),
    "SUCCEEDED": ("Succeeded", "good"),
    "FAILED": ("Failed", "bad"),
    "AVAILABLE": ("Available", "good"),
    "UNDER_CHANGE": ("Changing", "busy"),
    "TAINTED": ("Tainted", "warn"),
    "ERROR": ("Error", "bad"),
    "PLAN_IN_PROGRESS": ("Planning", "busy"),
}

#: What a record does, as a headline while it runs, and as a noun.
DOINGS = {
    "PROVISION_PRODUCT": ("Launching", "Launch"),
    "UPDATE_PROVISIONED_PRODUCT": ("Updating", "Update"),
    "TERMINATE_PROVISIONED_PRODUCT": ("Terminating", "Termination"),
}

#: What the managed policies let people do.
POLICIES = {
    "AWSServiceCatalogAdminFullAccess": "Administer the catalog",
    "AWSServiceCatalogAdminReadOnlyAccess": "See the administration",
    "AWSServiceCatalogEndUserFullAccess": "Launch, and look after one’s own",
    "AWSServiceCatalogEndUserReadOnlyAccess": "See the catalog, and one’s own",
    "IAMFullAccess": "Decide about people and keys",
}

_AGES = (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3600), ("minute", 60))


def age(seconds: float, now: float | None = None) -> str:
    """How long ago a time was, e.g. "3 minutes ago"."""
    passed = (time.time() if now is None else now) - seconds
    for unit, length in _AGES:
        if passed >= length:
            return f"{number(int(passed // length), unit)} ago"
    return "just now"


def left(until: float, now: float | None = None) -> str:
    """How long it is until then, e.g. "12 minutes"."""
    seconds = until - (time.time() if now is None else now)
    return number(max(1, math.ceil(seconds / 60)), "minute")


def moment(seconds: float) -> str:
    """A time to the second, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %b %Y, %H:%M:%S UTC")


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock(seconds: float) -> str:
    """The time of the day in UTC, to the millisecond: for a log."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S.%f")[:-3]


def duration(seconds: float) -> str:
    """A span of time, e.g. "0.4 s", "12 s", "3 min 5 s"."""
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    if seconds < 60:
        return f"{int(seconds)} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def number(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 version", "2 versions"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def person(arn: str) -> str:
    """Whom an ARN means, as short as it can be said: "ann", "Deployer as pipeline-7"."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        role, _, session = rest.partition("/")
        return f"{role} as {session}"
    return "the whole account" if kind == "root" else rest.rpartition("/")[2] or arn


def policy(name: str) -> str:
    """What a policy is for; one of our own is called as it is."""
    return POLICIES.get(name, name)


def resource_type(name: str) -> str:
    """A resource's type without what all have in common: "SQS Queue"."""
    return name.removeprefix("AWS::").replace("::", " ")


def spoken(names: Sequence[str]) -> str:
    """A list as one says it: "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else ""
