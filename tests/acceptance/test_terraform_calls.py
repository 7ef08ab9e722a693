"""The calls of the Terraform AWS provider, in its order, with what it waits for: semantics 8.1.

Its Go SDK speaks awsJson 1.1 or CBOR, depending on its age; so does this.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from tests.making import QUEUE, Making, unique
from tests.protocols import cbor_session
from tests.refusals import NOT_FOUND, refused
from tests.running import RunningServer, wait_for

UNRESOLVED = """
Resources:
  MyTopic: {Type: "AWS::SNS::Topic"}
Outputs:
  VpcID: {Value: !Ref MyVPC}
"""
BUCKET = """
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
Outputs:
  Name: {Value: !Ref Bucket}
"""


class Provider:
    """The provider's habits: it creates, waits until it can read what it has created, and reads it back."""

    def __init__(self, client: Any, making: Making) -> None:
        self.client = client
        self.making = making

    def portfolio(self) -> str:
        created = self.client.create_portfolio(
            AcceptLanguage="en",
            DisplayName=unique("portfolio"),
            ProviderName="terraform",
            IdempotencyToken=unique("terraform"),
        )["PortfolioDetail"]
        read = self.client.describe_portfolio(AcceptLanguage="en", Id=created["Id"])
        assert read["PortfolioDetail"] == created
        return str(created["Id"])

    def product(self, template: str) -> tuple[str, str]:
        """A product and its first version."""
        created = self.client.create_product(
            AcceptLanguage="en",
            Name=unique("product"),
            Owner="terraform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={
                "Name": "first",
                "Type": "CLOUD_FORMATION_TEMPLATE",
                "Info": {"LoadTemplateFromURL": self.making.upload(template)},
            },
            IdempotencyToken=unique("terraform"),
        )
        product_id = created["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        # Two looks in a row have to agree.
        for _ in range(2):
            read = self.client.describe_product_as_admin(AcceptLanguage="en", Id=product_id)
            assert read["ProductViewDetail"]["Status"] in ("AVAILABLE", "CREATED")
        version = created["ProvisioningArtifactDetail"]["Id"]
        self.read_version(product_id, version)
        return str(product_id), str(version)

    def version(self, product_id: str, template: str) -> str:
        created = self.client.create_provisioning_artifact(
            AcceptLanguage="en",
            ProductId=product_id,
            Parameters={"Name": "next", "Info": {"LoadTemplateFromURL": self.making.upload(template)}},
            IdempotencyToken=unique("terraform"),
        )
        version = str(created["ProvisioningArtifactDetail"]["Id"])
        self.client.update_provisioning_artifact(
            AcceptLanguage="en", ProductId=product_id, ProvisioningArtifactId=version, Active=True, Guidance="DEFAULT"
        )
        assert self.read_version(product_id, version)["ProvisioningArtifactDetail"]["Guidance"] == "DEFAULT"
        return version

    def read_version(self, product_id: str, version: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            read: dict[str, Any] = self.client.describe_provisioning_artifact(
                ProductId=product_id, ProvisioningArtifactId=version, IncludeProvisioningArtifactParameters=True
            )
            return read if read["Status"] in ("AVAILABLE", "CREATED") else None

        read: dict[str, Any] = wait_for(look)
        assert read["Info"]["TemplateUrl"]
        return read

    def associate(self, portfolio_id: str, product_id: str, principal: str) -> None:
        self.client.associate_principal_with_portfolio(
            AcceptLanguage="en", PortfolioId=portfolio_id, PrincipalARN=principal, PrincipalType="IAM"
        )
        principals = self.client.get_paginator("list_principals_for_portfolio").paginate(PortfolioId=portfolio_id)
        assert {"PrincipalARN": principal, "PrincipalType": "IAM"} in list(principals.search("Principals[]"))
        self.client.associate_product_with_portfolio(
            AcceptLanguage="en", PortfolioId=portfolio_id, ProductId=product_id
        )
        portfolios = self.client.get_paginator("list_portfolios_for_product").paginate(ProductId=product_id)
        assert portfolio_id in list(portfolios.search("PortfolioDetails[].Id"))

    def constraint(self, portfolio_id: str, product_id: str) -> str:
        created = self.client.create_constraint(
            AcceptLanguage="en",
            PortfolioId=portfolio_id,
            ProductId=product_id,
            Type="RESOURCE_UPDATE",
            Parameters='{"Version":"2.0","Properties":{"TagUpdateOnProvisionedProduct":"ALLOWED"}}',
            IdempotencyToken=unique("terraform"),
        )["ConstraintDetail"]["ConstraintId"]
        wait_for(lambda: self.client.describe_constraint(AcceptLanguage="en", Id=created)["Status"] == "AVAILABLE")
        return str(created)

    def provision(self, product_id: str, version: str, **members: Any) -> dict[str, Any]:
        """Launch and read back: the detail that the wait ended with."""
        paths = self.client.list_launch_paths(AcceptLanguage="en", ProductId=product_id)["LaunchPathSummaries"]
        token = unique("terraform")
        asked = {
            "AcceptLanguage": "en",
            "ProductId": product_id,
            "ProvisioningArtifactId": version,
            "PathId": paths[0]["Id"],
            "ProvisionedProductName": token,
            "ProvisionToken": token,
            **members,
        }
        record = self.client.provision_product(**asked)["RecordDetail"]
        # It repeats itself when an answer was lost, with the same token.
        assert self.client.provision_product(**asked)["RecordDetail"]["RecordId"] == record["RecordId"]
        return self.settled(record["ProvisionedProductId"])

    def settled(self, identifier: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            detail = self.client.describe_provisioned_product(AcceptLanguage="en", Id=identifier)
            assert detail["CloudWatchDashboards"] == []
            found: dict[str, Any] = detail["ProvisionedProductDetail"]
            return found if found["Status"] not in ("UNDER_CHANGE", "PLAN_IN_PROGRESS") else None

        found: dict[str, Any] = wait_for(look)
        return found

    def read(self, detail: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """The outputs and the tags of a provisioned product, from its last record."""
        asked: dict[str, Any] = {"AcceptLanguage": "en", "Id": detail["LastProvisioningRecordId"], "PageSize": 2}
        outputs: dict[str, str] = {}
        while True:
            page = self.client.describe_record(**asked)
            outputs |= {one["OutputKey"]: one["OutputValue"] for one in page["RecordOutputs"]}
            if not page.get("NextPageToken"):
                break
            asked["PageToken"] = page["NextPageToken"]
        tags = {one["Key"]: one["Value"] for one in page["RecordDetail"]["RecordTags"]}
        return outputs, {key: value for key, value in tags.items() if not key.startswith("aws:")}

    def terminate(self, detail: dict[str, Any]) -> None:
        """Destroy; what can't be deleted is left, in a second attempt with the same token."""
        asked = {"AcceptLanguage": "en", "ProvisionedProductId": detail["Id"], "TerminateToken": unique("terraform")}
        self.client.terminate_provisioned_product(**asked)
        if self.is_gone_or_tainted(detail["Id"]) == "TAINTED":
            self.client.terminate_provisioned_product(**asked, IgnoreErrors=True)
            assert self.is_gone_or_tainted(detail["Id"]) == "gone"

    def is_gone_or_tainted(self, identifier: str) -> str:
        try:
            return str(self.settled(identifier)["Status"])
        except self.client.exceptions.ResourceNotFoundException:
            return "gone"


@pytest.fixture(params=["json", "cbor"])
def provider(request: pytest.FixtureRequest, demo: RunningServer, making: Making) -> Provider:
    session = cbor_session() if request.param == "cbor" else boto3.Session()
    return Provider(demo.client("admin", session=session), making)


@pytest.fixture
def offered(provider: Provider, demo: RunningServer) -> Iterator[Callable[[str], tuple[str, str]]]:
    """Applies a product that the provider itself may launch, and destroys everything in the end."""
    made: list[tuple[str, str, str]] = []
    principal = demo.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"]

    def apply(template: str) -> tuple[str, str]:
        portfolio, (product, version) = provider.portfolio(), provider.product(template)
        provider.associate(portfolio, product, principal)
        made.append((portfolio, product, provider.constraint(portfolio, product)))
        return product, version

    yield apply
    for portfolio, product, constraint in made:
        _destroy(provider.client, portfolio, product, constraint, principal)


def _destroy(client: Any, portfolio: str, product: str, constraint: str, principal: str) -> None:
    """In the provider's order; whatever was deleted is not found, with exactly that error."""
    client.delete_constraint(AcceptLanguage="en", Id=constraint)
    with refused(NOT_FOUND):
        client.describe_constraint(Id=constraint)
    client.disassociate_product_from_portfolio(AcceptLanguage="en", PortfolioId=portfolio, ProductId=product)
    client.disassociate_principal_from_portfolio(
        AcceptLanguage="en", PortfolioId=portfolio, PrincipalARN=principal, PrincipalType="IAM"
    )
    client.delete_product(AcceptLanguage="en", Id=product)
    with refused(NOT_FOUND):
        client.describe_product_as_admin(Id=product)
    client.delete_portfolio(AcceptLanguage="en", Id=portfolio)
    with refused(NOT_FOUND):
        client.describe_portfolio(Id=portfolio)


Offered = Callable[[str], tuple[str, str]]


def test_a_provisioned_product_is_applied_changed_and_destroyed(provider: Provider, offered: Offered) -> None:
    product, version = offered(QUEUE)
    detail = provider.provision(product, version, Tags=[{"Key": "team", "Value": "blue"}])
    assert detail["Status"] == "AVAILABLE", detail
    outputs, tags = provider.read(detail)
    assert set(outputs) == {"QueueUrl", "Kind", "CloudformationStackARN"}
    assert tags == {"team": "blue"}
    provider.client.update_provisioned_product(
        AcceptLanguage="en",
        ProvisionedProductId=detail["Id"],
        ProductId=product,
        ProvisioningArtifactId=provider.version(product, QUEUE),
        ProvisioningParameters=[{"Key": "Kind", "Value": "fifo"}],
        Tags=[{"Key": "team", "Value": "green"}],
        UpdateToken=unique("terraform"),
    )
    detail = provider.settled(detail["Id"])
    assert detail["Status"] == "AVAILABLE", detail
    outputs, tags = provider.read(detail)
    assert (outputs["Kind"], tags) == ("fifo", {"team": "green"})
    provider.terminate(detail)


def test_a_failed_launch_is_told_with_the_text_that_the_provider_expects(provider: Provider, offered: Offered) -> None:
    """Semantics 3.4: its own acceptance test matches this expression."""
    product, version = offered(UNRESOLVED)
    detail = provider.provision(product, version)
    assert detail["Status"] == "ERROR"
    expected = r"Unresolved resource dependencies \[MyVPC\] in the Outputs block of the template"
    assert re.search(rf"AmazonCloudFormationException  {expected}", detail["StatusMessage"])
    provider.terminate(detail)


def test_a_failed_update_leaves_it_tainted_and_tells_what_still_runs(provider: Provider, offered: Offered) -> None:
    """Semantics 2.7: the artifact shown is the failed one, the real one is in the last record that succeeded."""
    product, version = offered(QUEUE)
    before = provider.provision(product, version)
    failing = provider.version(product, UNRESOLVED)
    provider.client.update_provisioned_product(
        ProvisionedProductId=before["Id"], ProvisioningArtifactId=failing, UpdateToken=unique("terraform")
    )
    after = provider.settled(before["Id"])
    assert (after["Status"], after["ProvisioningArtifactId"]) == ("TAINTED", failing)
    assert "Unresolved resource dependencies [MyVPC]" in after["StatusMessage"]
    running = provider.client.describe_record(Id=after["LastSuccessfulProvisioningRecordId"])
    assert running["RecordDetail"]["ProvisioningArtifactId"] == version
    provider.terminate(after)


def test_what_cannot_be_deleted_is_left_behind_with_the_same_token(
    provider: Provider, offered: Offered, demo: RunningServer
) -> None:
    """Semantics 2.8: TAINTED, then a second attempt with IgnoreErrors."""
    detail = provider.provision(*offered(BUCKET))
    bucket = provider.read(detail)[0]["Name"]
    s3 = demo.client("admin", "s3")
    s3.put_object(Bucket=bucket, Key="kept", Body=b"a file in the way")
    provider.terminate(detail)
    assert s3.get_object(Bucket=bucket, Key="kept")["Body"].read() == b"a file in the way"
