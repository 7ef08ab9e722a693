"""Somebody else's things: whatever of them reaches the developer, in whatever answer, is a leak."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from tests.making import Making
from tests.people import People, Person
from tests.running import ended

#: A secret, a plain value that comes back as an output, and nothing to wait for.
TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Description: canary-description
Parameters:
  Password: {Type: String, NoEcho: true}
  Plain: {Type: String}
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
Outputs:
  Plain: {Value: !Ref Plain, Description: canary-output}
  Password: {Value: !Ref Password}
"""

_ID = re.compile(r"\b([a-z]+3?-)([a-z2-7]{13})\b")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_OTHER_LETTERS = str.maketrans(_LETTERS, _LETTERS[1:] + _LETTERS[:1])


@dataclass(frozen=True)
class Canary:
    """Ids and names of a third person's things by kind, every trace that they could leave, and the secret."""

    things: dict[str, list[str]]
    traces: frozenset[str]
    secret: str

    def absent(self, thing: str) -> str:
        """Something of the same form that does not exist."""
        return _ID.sub(lambda found: found[1] + found[2].translate(_OTHER_LETTERS), thing.replace("canary", "absent"))

    def neutral(self, text: str) -> str:
        """A text without the names of these things, nor of those of the same form."""
        for thing in sorted((thing for kind in self.things.values() for thing in kind), key=len, reverse=True):
            text = text.replace(thing, "(thing)").replace(self.absent(thing), "(thing)")
        return text

    def secret_in(self, text: str) -> bool:
        return self.secret in text


def make(people: People, making: Making) -> Canary:
    """Two launches of a third person's: of a product that nobody else may see, and of one that everybody may."""
    person = people.user()
    mark, secret = f"canary{uuid.uuid4().hex[:12]}", f"secret{uuid.uuid4().hex}"
    hidden = making.product(TEMPLATE, Name=f"{mark}-product", Owner=mark, Description=mark)
    portfolio_id = making.portfolio(hidden, user=None, DisplayName=f"{mark}-portfolio")
    making.version(hidden, TEMPLATE, name=f"{mark}-version")
    shared = making.offered(TEMPLATE)
    making.open(portfolio_id, person.arn)
    making.open(making.portfolio(shared, user=None), person.arn)
    records = [
        product.launched(person.client, f"{mark}-{number}", parameters={"Password": secret, "Plain": f"{mark}-value"})
        for number, product in enumerate((hidden, shared))
    ]
    things = {
        "port": [portfolio_id],
        "port name": [f"{mark}-portfolio"],
        "lpv3": [portfolio_id.replace("port-", "lpv3-")],
        "prod": [hidden.id],
        "prod name": [hidden.name],
        "prodview": [hidden.view_id],
        "pa": [hidden.version_id],
        "pa name": [f"{mark}-version"],
        "pp": [record["ProvisionedProductId"] for record in records],
        "pp name": [record["ProvisionedProductName"] for record in records],
        "pp arn": [_arn(person, record) for record in records],
        "rec": [record["RecordId"] for record in records],
    }
    stacks = [_physical_id(person, record) for record in records]
    traces = {mark, secret, person.arn, *stacks, *(thing for kind in things.values() for thing in kind)}
    return Canary(things, frozenset(traces), secret)


def _arn(person: Person, record: dict[str, Any]) -> str:
    found = person.client.describe_provisioned_product(Id=record["ProvisionedProductId"])
    return str(found["ProvisionedProductDetail"]["Arn"])


def _physical_id(person: Person, record: dict[str, Any]) -> str:
    ended(person.client, record["RecordId"])
    outputs = person.client.describe_record(Id=record["RecordId"])["RecordOutputs"]
    return str(next(one["OutputValue"] for one in outputs if one["OutputKey"] == "CloudformationStackARN"))
