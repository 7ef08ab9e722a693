"""Whom an administrator means where somebody is to be named: an ARN is typed or chosen, or just a name."""

from launchpath.api.errors import InvalidParametersException
from launchpath.operations.people import IdentitySummary, ListIdentitiesInput, ListIdentitiesOutput
from launchpath.portal.visit import Visit


def everybody(visit: Visit) -> tuple[IdentitySummary, ...]:
    """The users, groups and roles, as far as the visitor may know of them."""
    if not visit.may("iam:ListUsers"):
        return ()
    found = visit.ask(ListIdentitiesInput(), ListIdentitiesOutput)
    return (*found.users, *found.groups, *found.roles)


def meant(visit: Visit, field: str) -> str:
    """The ARN that a field names: `ann` and `user/ann` are enough where nobody else is called so."""
    typed = visit.sent(field).strip()
    if not typed or typed.startswith("arn:"):
        return typed
    found = [one for one in everybody(visit) if typed in (one.name, f"{one.kind}/{one.name}")]
    if len(found) > 1:
        names = " or ".join(f"{one.kind}/{one.name}" for one in found)
        raise InvalidParametersException("{typed} may be {names}: write which.", typed=typed, names=names)
    return found[0].arn if found else typed
