"""CheckTemplate and GetTemplate: ours, for whoever writes templates in the portal."""

import hashlib
from typing import Any

import pytest

from launchpath.api import types
from launchpath.api.errors import AccessDeniedException
from launchpath.domain.managed_policy import ADMINISTRATOR
from launchpath.domain.principal import Caller
from launchpath.operations.drafts import CheckTemplateInput, GetTemplateInput
from launchpath.operations.templates import PutTemplateInput
from launchpath.store import policies
from tests.making import QUEUE
from tests.operations.inside import ROOT, Portal
from tests.operations.inside import portal as portal


@pytest.fixture
def administrator(portal: Portal) -> Caller:
    with portal.database.write() as tx:
        policies.attach(tx, ROOT, ADMINISTRATOR)
    return portal.sign_in("root")


def check(portal: Portal, administrator: Caller, body: str) -> Any:
    return portal.ask(CheckTemplateInput(body=body), administrator)


def test_a_template_tells_what_it_asks_for_and_makes(portal: Portal, administrator: Caller) -> None:
    told = check(portal, administrator, QUEUE)
    assert [one.parameter_key for one in told.parameters] == ["Delay", "Kind"]
    assert told.with_default == {"Delay", "Kind"}
    assert [(one.name, one.type) for one in told.resources] == [("Queue", "AWS::SQS::Queue")]
    assert [one.output_key for one in told.outputs] == ["QueueUrl", "Kind"]
    assert told.refusal == ""


@pytest.mark.parametrize("body", ["", "Resources: {", "Resources: {}", "- a\n- b", "Parameters: {A: {Type: Nothing}}"])
def test_what_is_no_template_is_told_why(portal: Portal, administrator: Caller, body: str) -> None:
    told = check(portal, administrator, body)
    assert told.refusal
    assert (told.parameters, told.resources) == ((), ())


def test_the_text_of_a_version_can_be_read_again(portal: Portal, administrator: Caller) -> None:
    content = QUEUE.encode()
    put = PutTemplateInput(hash=hashlib.sha256(content).hexdigest(), body=content)
    url = portal.ask(put, administrator).url
    made = portal.ask(
        types.CreateProductInput(
            name="Queue",
            owner="tests",
            product_type="CLOUD_FORMATION_TEMPLATE",
            provisioning_artifact_parameters=types.ProvisioningArtifactProperties(info={"LoadTemplateFromURL": url}),
            idempotency_token="once",
        ),
        administrator,
    )
    wanted = GetTemplateInput(
        product_id=made.product_view_detail.product_view_summary.product_id,
        provisioning_artifact_id=made.provisioning_artifact_detail.id,
    )
    assert portal.ask(wanted, administrator).body == QUEUE
    with pytest.raises(AccessDeniedException):
        portal.ask(wanted, portal.sign_in())


def test_end_users_write_none(portal: Portal, administrator: Caller) -> None:
    with pytest.raises(AccessDeniedException):
        check(portal, portal.sign_in(), QUEUE)
