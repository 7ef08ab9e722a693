"""Policies that speak of single portfolios, products and provisioned products. Semantics 1.2, 5."""

from dataclasses import dataclass
from typing import Any

import pytest
from botocore import xform_name

from launchpath.operations import OPERATIONS
from tests.making import MadeProduct, Making, unique
from tests.people import People, Person
from tests.refusals import DENIED, NOT_FOUND, refusal, refused

CATALOG = "arn:aws:catalog:us-east-1:123456789012"
STACK = "arn:aws:servicecatalog:us-east-1:123456789012:stack"
ALL = {"Action": "servicecatalog:*"}


@dataclass(frozen=True)
class Scene:
    """A product in a portfolio with a constraint, and the same launched by somebody."""

    product: MadeProduct
    portfolio_id: str
    constraint_id: str
    tag_option_id: str
    owner: Person
    record: dict[str, Any]

    @property
    def requests(self) -> dict[str, dict[str, Any]]:
        """For each operation that names an object, a request that names one of these."""
        product, portfolio = {"ProductId": self.product.id}, {"PortfolioId": self.portfolio_id}
        version = {"ProvisioningArtifactId": self.product.version_id}
        launched = {"ProvisionedProductId": self.record["ProvisionedProductId"]}
        principal = {"PrincipalARN": self.owner.arn, "PrincipalType": "IAM"}
        tagged = {"TagOptionId": self.tag_option_id, "ResourceId": self.portfolio_id}
        return {
            "DescribeProduct": {"Name": self.product.name},
            "DescribeProductView": {"Id": self.product.view_id},
            "ListLaunchPaths": product,
            "DescribeProvisioningParameters": product | version,
            "ProvisionProduct": product | version | {"ProvisionedProductName": unique("refused")},
            "UpdateProvisionedProduct": launched,
            "TerminateProvisionedProduct": launched,
            "DescribeProvisionedProduct": {"Name": self.record["ProvisionedProductName"]},
            "GetProvisionedProductOutputs": launched,
            "ListStackInstancesForProvisionedProduct": launched,
            "DescribeRecord": {"Id": self.record["RecordId"]},
            "DescribePortfolio": {"Id": self.portfolio_id},
            "UpdatePortfolio": {"Id": self.portfolio_id},
            "DeletePortfolio": {"Id": self.portfolio_id},
            "ListPortfoliosForProduct": product,
            "AssociateProductWithPortfolio": product | portfolio,
            "DisassociateProductFromPortfolio": product | portfolio,
            "AssociatePrincipalWithPortfolio": portfolio | principal,
            "DisassociatePrincipalFromPortfolio": portfolio | principal,
            "ListPrincipalsForPortfolio": portfolio,
            "UpdateProduct": {"Id": self.product.id},
            "DeleteProduct": {"Id": self.product.id},
            "DescribeProductAsAdmin": {"Name": self.product.name},
            "CreateProvisioningArtifact": product | {"Parameters": {"Info": {"LoadTemplateFromURL": "https://x/y"}}},
            "DescribeProvisioningArtifact": version,
            "UpdateProvisioningArtifact": product | version,
            "DeleteProvisioningArtifact": product | version,
            "ListProvisioningArtifacts": product,
            "CreateConstraint": product | portfolio | {"Type": "LAUNCH", "Parameters": "{}"},
            "DescribeConstraint": {"Id": self.constraint_id},
            "UpdateConstraint": {"Id": self.constraint_id},
            "DeleteConstraint": {"Id": self.constraint_id},
            "ListConstraintsForPortfolio": portfolio,
            "AssociateTagOptionWithResource": tagged,
            "DisassociateTagOptionFromResource": tagged,
        }


@pytest.fixture(scope="module")
def scene(making: Making, people: People) -> Scene:
    owner = people.user(people.policy(ALL))
    portfolio_id = making.portfolio(product := making.product(), user=None)
    making.open(portfolio_id, owner.arn)
    constraint_id = making.constraint(
        portfolio_id,
        product,
        "RESOURCE_UPDATE",
        {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}},
    )
    option = making.admin.create_tag_option(Key=unique("key"), Value="x")["TagOptionDetail"]["Id"]
    return Scene(product, portfolio_id, constraint_id, option, owner, product.launched(owner.client))


NAMED = sorted(name for name, does in OPERATIONS.items() if does.named)
UNNAMED = sorted(set(OPERATIONS) - set(NAMED))


@pytest.mark.parametrize("operation", NAMED)
def test_what_a_policy_allows_of_other_objects_it_does_not_allow_of_this(
    scene: Scene, people: People, operation: str
) -> None:
    """Be it named by id or by name. A caller who can see the object is told why not, any other that there is none."""
    someone = people.user(people.policy(ALL | {"Resource": [f"{CATALOG}:*/*-elsewhere", f"{STACK}/elsewhere/*"]}))
    call = getattr(someone.client, xform_name(operation))
    assert refusal(call, **scene.requests[operation])[0] in (DENIED, NOT_FOUND)


@pytest.mark.parametrize("operation", NAMED)
def test_a_deny_of_an_object_can_not_be_gone_round(scene: Scene, people: People, operation: str) -> None:
    """An administrator who also sees the portfolio: nothing but the deny stands in the way."""
    objects = [f"{CATALOG}:product/{scene.product.id}", f"{STACK}/{scene.record['ProvisionedProductName']}/*"]
    portfolio = f"{CATALOG}:portfolio/{scene.portfolio_id}"
    deny = people.policy(ALL | {"Effect": "Deny", "Resource": [*objects, portfolio]})
    someone = people.user(people.policy(ALL), deny)
    scene_open(people, scene, someone)
    call = getattr(someone.client, xform_name(operation))
    code, text = refusal(call, **scene.requests[operation])
    assert code == DENIED
    assert "with an explicit deny in an identity-based policy" in text
    assert f"servicecatalog:{operation} on resource: arn:aws:" in text


def scene_open(people: People, scene: Scene, someone: Person) -> None:
    people.server.client("admin").associate_principal_with_portfolio(
        PortfolioId=scene.portfolio_id, PrincipalARN=someone.arn, PrincipalType="IAM"
    )


#: What external engines notify the end of.
_NOTIFIED = ("ProvisionProduct", "UpdateProvisionedProduct", "TerminateProvisionedProduct")


@pytest.mark.parametrize("operation", UNNAMED)
def test_what_names_no_object_needs_a_policy_for_all(scene: Scene, people: People, operation: str) -> None:
    result = {
        "WorkflowToken": "x",
        "RecordId": scene.record["RecordId"],
        "Status": "SUCCEEDED",
        "IdempotencyToken": "x",
    }
    requests: dict[str, dict[str, Any]] = {
        "CreatePortfolio": {"DisplayName": "x", "ProviderName": "x"},
        "CreateProduct": {"Name": "x", "Owner": "x", "ProductType": "CLOUD_FORMATION_TEMPLATE"},
        "CreateTagOption": {"Key": "x", "Value": "x"},
        "DescribeTagOption": {"Id": scene.tag_option_id},
        "UpdateTagOption": {"Id": scene.tag_option_id},
        "DeleteTagOption": {"Id": scene.tag_option_id},
        "ListResourcesForTagOption": {"TagOptionId": scene.tag_option_id},
        **{f"Notify{kind}EngineWorkflowResult": result for kind in _NOTIFIED},
    }
    someone = people.user(people.policy(ALL | {"Resource": f"{CATALOG}:product/*"}))
    code, text = refusal(getattr(someone.client, xform_name(operation)), **requests.get(operation, {}))
    assert code == DENIED
    assert f"servicecatalog:{operation} on resource: * because no identity-based policy allows" in text


@pytest.mark.parametrize(
    ("operation", "resources"),
    [
        ("DescribeProduct", ["product"]),
        ("DescribeProductView", ["product"]),
        ("ListLaunchPaths", ["product"]),
        ("DescribeProductAsAdmin", ["product"]),
        ("ListProvisioningArtifacts", ["product"]),
        ("DescribeProvisioningArtifact", ["product"]),
        ("DescribePortfolio", ["portfolio"]),
        ("ListPrincipalsForPortfolio", ["portfolio"]),
        ("DescribeConstraint", ["portfolio", "product"]),
        ("AssociateProductWithPortfolio", ["portfolio", "product"]),
        ("DescribeProvisionedProduct", ["stack"]),
        ("DescribeRecord", ["stack"]),
        ("GetProvisionedProductOutputs", ["stack"]),
    ],
)
def test_a_policy_for_the_objects_of_a_request_is_enough(
    scene: Scene, people: People, operation: str, resources: list[str]
) -> None:
    arns = {
        "product": f"{CATALOG}:product/{scene.product.id}",
        "portfolio": f"{CATALOG}:portfolio/{scene.portfolio_id}",
        "stack": f"{STACK}/{scene.record['ProvisionedProductName']}/{scene.record['ProvisionedProductId']}",
    }
    someone = people.user(people.policy(ALL | {"Resource": [arns[one] for one in resources]}))
    scene_open(people, scene, someone)
    getattr(someone.client, xform_name(operation))(**scene.requests[operation])


def test_a_deny_by_name_holds_for_name_id_and_arn(making: Making, people: People) -> None:
    deny = people.policy(
        {"Effect": "Deny", "Action": "servicecatalog:Terminate*", "Resource": f"{STACK}/production-*/*"}
    )
    owner = people.user(people.policy(ALL), deny)
    making.open(making.portfolio(product := making.product(), user=None), owner.arn)
    record = product.launched(owner.client, unique("production-db"))
    name, identifier = record["ProvisionedProductName"], record["ProvisionedProductId"]
    terminate = owner.client.terminate_provisioned_product
    with refused(DENIED, containing=f"on resource: {STACK}/{name}/{identifier} with an explicit deny"):
        terminate(ProvisionedProductName=name)
    with refused(DENIED):
        terminate(ProvisionedProductId=identifier)
    with refused(DENIED):
        terminate(ProvisionedProductName=f"{STACK}/{name}/{identifier}")
    other = product.launched(owner.client, unique("test-db"))
    assert terminate(ProvisionedProductId=other["ProvisionedProductId"])["RecordDetail"]["Status"] == "CREATED"


def test_a_level_may_differ_from_object_to_object(making: Making, people: People) -> None:
    """One's own everywhere, and everybody's whose name begins with shared-."""
    own = {"Condition": {"StringEquals": {"servicecatalog:userLevel": "self"}}}
    reader = people.user(people.policy(ALL | own, ALL | {"Resource": f"{STACK}/shared-*/*"}))
    owner = people.user(people.policy(ALL))
    making.open(making.portfolio(product := making.product(), user=None), owner.arn)
    shared, private = (product.launched(owner.client, unique(name)) for name in ("shared-db", "private-db"))
    assert reader.client.describe_provisioned_product(Id=shared["ProvisionedProductId"])
    assert reader.client.describe_record(Id=shared["RecordId"])
    ghost = "pp-" + "a" * 13
    told = [
        refusal(reader.client.describe_provisioned_product, Id=one) for one in (private["ProvisionedProductId"], ghost)
    ]
    assert told[0][0] == told[1][0] == NOT_FOUND
    assert told[0][1].replace(private["ProvisionedProductId"], ghost) == told[1][1]
    assert refusal(reader.client.describe_record, Id=private["RecordId"])[0] == NOT_FOUND


def test_a_variable_stands_for_who_asks(making: Making, people: People) -> None:
    mine = people.policy(ALL | {"Resource": [f"{CATALOG}:product/*", STACK + "/${aws:username}-*/*"]})
    owner = people.user(mine)
    making.open(making.portfolio(product := making.product(), user=None), owner.arn)
    name = owner.arn.rpartition("/")[2]
    record = product.launch(owner.client, f"{name}-db")
    assert owner.client.describe_provisioned_product(Name=record["ProvisionedProductName"])
    other = product.launch(owner.client, unique("db"))
    with refused(DENIED):
        owner.client.describe_provisioned_product(Name=other["ProvisionedProductName"])
