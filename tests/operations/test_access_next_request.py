"""What is made, changed or withdrawn beside a running server holds from the next request on. Semantics 5."""

import json
from typing import Any

import pytest

from tests.cli.installed import Installed
from tests.making import Making, unique
from tests.people import People
from tests.refusals import DENIED, NOT_FOUND, refusal
from tests.running import RunningServer

INVALID_KEY = ("UnrecognizedClientException", "The security token included in the request is invalid.")
END_USER = "AWSServiceCatalogEndUserFullAccess"


class Ann:
    """A user made from the command line, with a policy, a key and a portfolio of one product."""

    def __init__(self, demo: RunningServer, making: Making) -> None:
        self.commands = Installed(demo.folder)
        self.server = demo
        self.name = unique("ann")
        self.arn = self.commands.told("user", "create", self.name)["Arn"]
        self.commands.said("policy", "attach", END_USER, f"user/{self.name}")
        self.key = self.commands.told("key", "create", self.name)
        self.product = making.product()
        self.portfolio_id = making.portfolio(self.product, user=None)
        making.open(self.portfolio_id, self.arn)

    def client(self, service: str = "servicecatalog", key: dict[str, str] | None = None) -> Any:
        mine = key or self.key
        secrets = {"aws_access_key_id": mine["AccessKeyId"], "aws_secret_access_key": mine["SecretAccessKey"]}
        return self.server.client("admin", service, **secrets)

    def sees(self) -> bool:
        return bool(self.client().describe_product(Id=self.product.id))

    def refusal(self) -> tuple[str, str]:
        return refusal(self.client().describe_product, Id=self.product.id)


@pytest.fixture
def ann(demo: RunningServer, making: Making) -> Ann:
    made = Ann(demo, making)
    assert made.sees()
    return made


def test_a_disabled_key_is_none_until_it_is_enabled(ann: Ann) -> None:
    ann.commands.said("key", "disable", ann.key["AccessKeyId"])
    assert ann.refusal() == INVALID_KEY
    ann.commands.said("key", "enable", ann.key["AccessKeyId"])
    assert ann.sees()


def test_a_rotated_key_is_none_and_its_successor_is_one(ann: Ann) -> None:
    successor = ann.commands.told("key", "rotate", ann.key["AccessKeyId"])
    assert ann.refusal() == INVALID_KEY
    assert ann.client(key=successor).describe_product(Id=ann.product.id)


def test_a_deleted_key_is_none(ann: Ann) -> None:
    ann.commands.said("key", "delete", ann.key["AccessKeyId"])
    assert ann.refusal() == INVALID_KEY


def test_a_disabled_user_is_nobody_until_enabled(ann: Ann) -> None:
    ann.commands.said("user", "disable", ann.name)
    assert ann.refusal() == INVALID_KEY
    ann.commands.said("user", "enable", ann.name)
    assert ann.sees()


def test_a_deleted_user_is_nobody_and_a_new_one_of_the_name_sees_nothing(ann: Ann, making: Making) -> None:
    """The portfolio keeps an entry that nobody is (semantics 4.4)."""
    gone = ann.commands.told("user", "show", ann.name)["Id"]
    ann.commands.said("user", "delete", ann.name)
    assert ann.refusal() == INVALID_KEY
    ann.commands.said("user", "create", ann.name)
    ann.commands.said("policy", "attach", END_USER, f"user/{ann.name}")
    ann.key = ann.commands.told("key", "create", ann.name)
    assert ann.refusal()[0] == NOT_FOUND
    listed = making.admin.list_principals_for_portfolio(PortfolioId=ann.portfolio_id)["Principals"]
    assert listed == [{"PrincipalARN": gone, "PrincipalType": "IAM"}]
    making.admin.disassociate_principal_from_portfolio(PortfolioId=ann.portfolio_id, PrincipalARN=gone)


def test_a_detached_policy_allows_nothing_any_more(ann: Ann) -> None:
    ann.commands.said("policy", "detach", END_USER, f"user/{ann.name}")
    assert ann.refusal()[0] == DENIED
    ann.commands.said("policy", "attach", END_USER, f"user/{ann.name}")
    assert ann.sees()


def test_a_policy_that_is_put_anew_is_the_new_one(ann: Ann) -> None:
    name = unique("policy")
    for effect, expected in (("Allow", True), ("Deny", False)):
        document = {"Statement": {"Effect": effect, "Action": "servicecatalog:*", "Resource": "*"}}
        ann.commands.said("policy", "put", name, "-", given=json.dumps(document))
        ann.commands.said("policy", "attach", name, f"user/{ann.name}")
        assert ann.sees() if expected else ann.refusal()[0] == DENIED


def test_a_group_gives_its_policies_and_portfolios_and_takes_them_back(ann: Ann, making: Making) -> None:
    group = unique("group")
    arn = ann.commands.told("group", "create", group)["Arn"]
    ann.commands.said("policy", "attach", END_USER, f"group/{group}")
    ann.commands.said("policy", "detach", END_USER, f"user/{ann.name}")
    making.open(making.portfolio(product := making.product(), user=None), arn)
    ann.commands.said("user", "add-to-group", ann.name, group)
    assert ann.client().describe_product(Id=product.id)
    ann.commands.said("user", "remove-from-group", ann.name, group)
    assert refusal(ann.client().describe_product, Id=product.id)[0] == DENIED


def test_a_portfolio_that_is_closed_is_closed(ann: Ann, making: Making) -> None:
    making.admin.disassociate_principal_from_portfolio(PortfolioId=ann.portfolio_id, PrincipalARN=ann.arn)
    assert ann.refusal()[0] == NOT_FOUND


def test_a_role_made_beside_the_server_can_be_taken_on_until_it_trusts_others(ann: Ann) -> None:
    role = unique("role")
    arn = ann.commands.told("role", "create", f"ops/{role}", "--trust", f"user/{ann.name}")["Arn"]
    client = ann.client("sts")
    taken = client.assume_role(RoleArn=arn, RoleSessionName="night")
    assert taken["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{role}/night"
    ann.commands.said("role", "trust", role, "--trust", "user/admin")
    with pytest.raises(client.exceptions.ClientError, match="is not authorized to perform: sts:AssumeRole"):
        client.assume_role(RoleArn=arn, RoleSessionName="night")


def test_a_deleted_role_ends_its_sessions(ann: Ann, people: People) -> None:
    [session] = people.sessions("night")
    assert session.client.search_products()["ResponseMetadata"]["HTTPStatusCode"] == 200
    ann.commands.said("role", "delete", session.arn.rpartition("/")[2])
    assert refusal(session.client.search_products) == INVALID_KEY
