"""What tests make in a running catalog: products of their own, so that no test disturbs another."""

import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from botocore.credentials import Credentials

from launchpath.catalog.connection import Connection
from launchpath.catalog.document import Template
from tests.running import RunningServer, ended

_numbers = itertools.count()

QUEUE = """
AWSTemplateFormatVersion: "2010-09-09"
Description: A queue for tests.
Parameters:
  Delay: {Type: Number, Default: 0, MinValue: 0, MaxValue: 900, Description: Seconds that a message waits.}
  Kind: {Type: String, Default: plain, AllowedValues: [plain, fifo]}
Resources:
  Queue: {Type: "AWS::SQS::Queue", Properties: {DelaySeconds: !Ref Delay}}
Outputs:
  QueueUrl: {Value: !Ref Queue, Description: Where messages go.}
  Kind: {Value: !Ref Kind}
"""


def unique(prefix: str) -> str:
    """A name that nothing else has."""
    return f"{prefix}-{next(_numbers)}-{uuid.uuid4().hex[:8]}"


@dataclass(frozen=True)
class Making:
    """Makes things as the administrator of a running server."""

    server: RunningServer
    admin: Any = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "admin", self.server.client("admin"))

    def upload(self, content: str | bytes) -> str:
        """Put a template or an archive into the artifact store; its URL."""
        variables = self.server.variables("admin")
        keys = Credentials(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
        return Connection(self.server.url, variables["AWS_DEFAULT_REGION"], keys).upload(Template(content))

    def product(self, template: str | bytes = QUEUE, **members: Any) -> "MadeProduct":
        """A product with one version, in no portfolio yet."""
        given = {"Name": unique("product"), "Owner": "tests", "ProductType": "CLOUD_FORMATION_TEMPLATE"} | members
        version = {"Name": "v1", "Info": {"LoadTemplateFromURL": self.upload(template)}}
        created = self.admin.create_product(ProvisioningArtifactParameters=version, **given)
        summary = created["ProductViewDetail"]["ProductViewSummary"]
        return MadeProduct(
            summary["ProductId"], summary["Id"], summary["Name"], created["ProvisioningArtifactDetail"]["Id"]
        )

    def version(self, product: "MadeProduct", template: str | bytes, name: str = "v2", **members: Any) -> str:
        """A further version of a product; its id."""
        parameters = {"Name": name, "Info": {"LoadTemplateFromURL": self.upload(template)}} | members
        created = self.admin.create_provisioning_artifact(ProductId=product.id, Parameters=parameters)
        return created["ProvisioningArtifactDetail"]["Id"]

    def portfolio(self, *products: "MadeProduct", user: str | None = "developer", **members: Any) -> str:
        """A portfolio that holds these products and is open to this user; its id."""
        given = {"DisplayName": unique("portfolio"), "ProviderName": "tests"} | members
        portfolio_id = self.admin.create_portfolio(**given)["PortfolioDetail"]["Id"]
        for product in products:
            self.admin.associate_product_with_portfolio(ProductId=product.id, PortfolioId=portfolio_id)
        if user:
            self.open(portfolio_id, self.server.variables(user)["LAUNCHPATH_PRINCIPAL_ARN"])
        return portfolio_id

    def open(self, portfolio_id: str, principal_arn: str) -> None:
        """Open a portfolio to one more principal."""
        self.admin.associate_principal_with_portfolio(
            PortfolioId=portfolio_id, PrincipalARN=principal_arn, PrincipalType="IAM"
        )

    def offered(self, template: str | bytes = QUEUE, **members: Any) -> "MadeProduct":
        """A product that the developer may launch, through one portfolio."""
        product = self.product(template, **members)
        self.portfolio(product)
        return product

    def constraint(self, portfolio_id: str, product: "MadeProduct", kind: str, parameters: Any, **members: Any) -> str:
        created = self.admin.create_constraint(
            PortfolioId=portfolio_id, ProductId=product.id, Type=kind, Parameters=json.dumps(parameters), **members
        )
        return created["ConstraintDetail"]["ConstraintId"]


@dataclass(frozen=True)
class MadeProduct:
    id: str
    view_id: str
    name: str
    version_id: str

    def launch(self, client: Any, name: str | None = None, **members: Any) -> dict[str, Any]:
        """Ask for this product; the record's detail as the call answered it."""
        values = members.pop("parameters", {})
        given = {
            "ProductId": self.id,
            "ProvisioningArtifactId": self.version_id,
            "ProvisionedProductName": name or unique("launched"),
            "ProvisioningParameters": [{"Key": key, "Value": value} for key, value in values.items()],
        }
        return client.provision_product(**given | members)["RecordDetail"]

    def launched(self, client: Any, name: str | None = None, **members: Any) -> dict[str, Any]:
        """Ask for this product; the record's detail once it has ended."""
        return ended(client, self.launch(client, name, **members)["RecordId"])
