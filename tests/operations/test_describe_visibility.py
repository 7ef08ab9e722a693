"""DescribeVisibility: ours, for administrators who want to know what somebody would see."""

from typing import Any

import pytest

from launchpath.api import types
from launchpath.api.errors import AccessDeniedException, InvalidParametersException
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER
from launchpath.domain.principal import Caller
from launchpath.operations.visibility import DescribeVisibilityInput
from launchpath.store import identities, policies
from tests.operations.inside import ANN, ROOT, Portal
from tests.operations.inside import portal as portal

PLATFORM = "arn:aws:iam::123456789012:group/platform"


@pytest.fixture
def administrator(portal: Portal) -> Caller:
    with portal.database.write() as tx:
        policies.attach(tx, ROOT, ADMINISTRATOR)
        identities.join(tx, ANN, PLATFORM)
    return portal.sign_in("root")


def opened(portal: Portal, administrator: Caller, name: str, principal: str) -> str:
    """A portfolio that is open to a principal; its id."""
    asked = types.CreatePortfolioInput(display_name=name, provider_name="tests", idempotency_token=name)
    portfolio: str = portal.ask(asked, administrator).portfolio_detail.id
    kind = "IAM_PATTERN" if ":iam:::" in principal else "IAM"
    access = types.AssociatePrincipalWithPortfolioInput(
        portfolio_id=portfolio, principal_arn=principal, principal_type=kind
    )
    portal.ask(access, administrator)
    return portfolio


def seen(portal: Portal, administrator: Caller, principal: str = ANN) -> Any:
    return portal.ask(DescribeVisibilityInput(principal_arn=principal), administrator)


def test_it_tells_which_portfolios_are_open_and_through_whom(portal: Portal, administrator: Caller) -> None:
    everybody = "arn:aws:iam:::user/*"
    for name, principal in (("mine", ANN), ("ours", PLATFORM), ("all", everybody), ("theirs", ROOT)):
        opened(portal, administrator, name, principal)
    found = {one.name: one.through for one in seen(portal, administrator).portfolios}
    assert found == {"mine": ANN, "ours": PLATFORM, "all": everybody}


def test_it_tells_how_far_the_policies_reach(portal: Portal, administrator: Caller) -> None:
    told = seen(portal, administrator)
    reaches = {one.operation: one.reach for one in told.deeds}
    assert (reaches["SearchProducts"], reaches["TerminateProvisionedProduct"]) == ("everybody", "own")
    assert (told.policy_names, told.group_arns) == ((END_USER,), (PLATFORM,))
    assert {one.reach for one in seen(portal, administrator, PLATFORM).deeds} == {None}


def test_whom_nobody_knows_is_refused(portal: Portal, administrator: Caller) -> None:
    with pytest.raises(InvalidParametersException, match="There is no user, group or role nobody"):
        seen(portal, administrator, "nobody")


def test_end_users_may_not_ask(portal: Portal, administrator: Caller) -> None:
    with pytest.raises(AccessDeniedException):
        seen(portal, portal.sign_in())
