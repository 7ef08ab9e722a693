"""What administrators do, end users may not: semantics 5, and 3.2 for the text."""

from typing import Any

import pytest
from botocore import xform_name

from tests.refusals import refused
from tests.running import RunningServer

#: The administrator's operations, each with a request that fits its shape.
REQUESTS: dict[str, dict[str, Any]] = {
    "CreatePortfolio": {"DisplayName": "x", "ProviderName": "x"},
    "DescribePortfolio": {"Id": "port-x"},
    "UpdatePortfolio": {"Id": "port-x"},
    "DeletePortfolio": {"Id": "port-x"},
    "ListPortfolios": {},
    "ListPortfoliosForProduct": {"ProductId": "prod-x"},
    "AssociateProductWithPortfolio": {"ProductId": "prod-x", "PortfolioId": "port-x"},
    "DisassociateProductFromPortfolio": {"ProductId": "prod-x", "PortfolioId": "port-x"},
    "AssociatePrincipalWithPortfolio": {"PortfolioId": "port-x", "PrincipalARN": "x", "PrincipalType": "IAM"},
    "DisassociatePrincipalFromPortfolio": {"PortfolioId": "port-x", "PrincipalARN": "x"},
    "ListPrincipalsForPortfolio": {"PortfolioId": "port-x"},
    "CreateProduct": {"Name": "x", "Owner": "x", "ProductType": "CLOUD_FORMATION_TEMPLATE"},
    "UpdateProduct": {"Id": "prod-x"},
    "DeleteProduct": {"Id": "prod-x"},
    "DescribeProductAsAdmin": {"Id": "prod-x"},
    "SearchProductsAsAdmin": {},
    "CreateProvisioningArtifact": {
        "ProductId": "prod-x",
        "Parameters": {"Info": {"LoadTemplateFromURL": "http://127.0.0.1:1/never-read"}},
    },
    "DescribeProvisioningArtifact": {"ProductId": "prod-x", "ProvisioningArtifactId": "pa-x"},
    "UpdateProvisioningArtifact": {"ProductId": "prod-x", "ProvisioningArtifactId": "pa-x"},
    "DeleteProvisioningArtifact": {"ProductId": "prod-x", "ProvisioningArtifactId": "pa-x"},
    "ListProvisioningArtifacts": {"ProductId": "prod-x"},
    "CreateConstraint": {"PortfolioId": "port-x", "ProductId": "prod-x", "Type": "LAUNCH", "Parameters": "{}"},
    "DescribeConstraint": {"Id": "cons-x"},
    "UpdateConstraint": {"Id": "cons-x"},
    "DeleteConstraint": {"Id": "cons-x"},
    "ListConstraintsForPortfolio": {"PortfolioId": "port-x"},
}


@pytest.mark.parametrize("operation", REQUESTS)
def test_an_end_user_is_refused(demo: RunningServer, developer: Any, operation: str) -> None:
    arn = demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    call = getattr(developer, xform_name(operation))
    with refused(
        "AccessDeniedException",
        f"User: {arn} is not authorized to perform: servicecatalog:{operation} on resource: * "
        f"because no identity-based policy allows the servicecatalog:{operation} action",
    ):
        call(**REQUESTS[operation])
