"""What is remembered as long as the catalog does not change is made of nothing but the catalog."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from launchpath.api import types
from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER
from launchpath.domain.principal import Caller
from launchpath.operations import OPERATIONS
from launchpath.operations.templates import PutTemplateInput
from launchpath.perform import perform
from launchpath.store import policies
from tests.making import QUEUE
from tests.operations.inside import ROOT, Portal
from tests.operations.inside import portal as portal
from tests.statements import on_connections

OF_CATALOG = [name for name, does in OPERATIONS.items() if does.of_catalog]

#: Kept by its own hash: a row never changes.
UNCHANGING = {"templates"}


#: The schema, a list that came as a parameter, and what every request looks at first.
OF_NO_ANSWER = {"sqlite_master", "json_each", "catalog_version"}


@pytest.fixture
def root(portal: Portal) -> Caller:
    with portal.database.write() as tx:
        policies.attach(tx, ROOT, ADMINISTRATOR)
        policies.attach(tx, ROOT, END_USER)
    return portal.sign_in("root")


@pytest.fixture
def ids(portal: Portal, root: Caller) -> dict[str, str]:
    """One of everything in the catalog: its ids, by the names that requests have for them."""

    def done(operation: str, **members: Any) -> Any:
        return perform(portal.house, root, operation, CONTRACT[operation].input(**members), "test")

    content = QUEUE.encode()
    put = PutTemplateInput(hash=hashlib.sha256(content).hexdigest(), body=content)
    version = types.ProvisioningArtifactProperties(
        name="v1", info={"LoadTemplateFromURL": portal.ask(put, root).url}, type="CLOUD_FORMATION_TEMPLATE"
    )
    product = done(
        "CreateProduct",
        name="Queue",
        owner="tests",
        product_type="CLOUD_FORMATION_TEMPLATE",
        provisioning_artifact_parameters=version,
        idempotency_token="product",
    )
    summary = product.product_view_detail.product_view_summary
    portfolio = done("CreatePortfolio", display_name="All", provider_name="tests", idempotency_token="portfolio")
    portfolio_id = portfolio.portfolio_detail.id
    both = {"portfolio_id": portfolio_id, "product_id": summary.product_id}
    done("AssociateProductWithPortfolio", **both)
    done("AssociatePrincipalWithPortfolio", portfolio_id=portfolio_id, principal_arn=ROOT, principal_type="IAM")
    rule = {"type": "NOTIFICATION", "parameters": '{"NotificationArns": ["arn:aws:sns:us-east-1:123456789012:a"]}'}
    constraint = done("CreateConstraint", **both, **rule, idempotency_token="constraint")
    option = done("CreateTagOption", key="cost", value="1")
    option_id = option.tag_option_detail.id
    done("AssociateTagOptionWithResource", resource_id=summary.product_id, tag_option_id=option_id)
    return {
        "product": summary.product_id,
        "view": summary.id,
        "version": product.provisioning_artifact_detail.id,
        "portfolio": portfolio_id,
        "constraint": constraint.constraint_detail.constraint_id,
        "option": option_id,
    }


#: What each asks for, by the names above.
REQUESTS: dict[str, dict[str, str]] = {
    "SearchProducts": {},
    "DescribeProduct": {"id": "product"},
    "DescribeProductView": {"id": "view"},
    "ListLaunchPaths": {"product_id": "product"},
    "DescribeProvisioningParameters": {"product_id": "product", "provisioning_artifact_id": "version"},
    "DescribePortfolio": {"id": "portfolio"},
    "ListPortfolios": {},
    "ListPortfoliosForProduct": {"product_id": "product"},
    "ListPrincipalsForPortfolio": {"portfolio_id": "portfolio"},
    "DescribeProductAsAdmin": {"id": "product"},
    "SearchProductsAsAdmin": {"portfolio_id": "portfolio"},
    "DescribeProvisioningArtifact": {"product_id": "product", "provisioning_artifact_id": "version"},
    "ListProvisioningArtifacts": {"product_id": "product"},
    "DescribeConstraint": {"id": "constraint"},
    "ListConstraintsForPortfolio": {"portfolio_id": "portfolio"},
    "DescribeTagOption": {"id": "option"},
    "ListTagOptions": {},
    "ListResourcesForTagOption": {"tag_option_id": "option"},
}


@contextmanager
def tables_read(portal: Portal) -> Iterator[set[str]]:
    """The tables that transactions read meanwhile: the database says so itself."""
    read: set[str] = set()

    def note(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table not in OF_NO_ANSWER:
            read.add(str(table))
        return sqlite3.SQLITE_OK

    def begin(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_authorizer(note)

    def end(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_authorizer(None)

    with on_connections(portal.database, begin, end):
        yield read


def counted(portal: Portal) -> set[str]:
    """The tables whose changes the catalog's version counts."""
    with portal.database.read() as tx:
        found = tx.connection.execute(text("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"))
        return {name for (name,) in found if name != "access_keys"}


@pytest.mark.parametrize("operation", OF_CATALOG)
def test_an_answer_of_the_catalog_is_made_of_nothing_else(
    portal: Portal, root: Caller, ids: dict[str, str], operation: str
) -> None:
    request = CONTRACT[operation].input(**{name: ids[thing] for name, thing in REQUESTS[operation].items()})
    caller = replace(root, as_of=portal.database.catalog_version())
    with tables_read(portal) as read:
        perform(portal.house, caller, operation, request, "test")
    assert read
    assert read <= counted(portal) | UNCHANGING


@pytest.mark.parametrize("operation", OF_CATALOG)
def test_it_is_not_looked_up_again_until_the_catalog_changes(
    portal: Portal, root: Caller, ids: dict[str, str], operation: str
) -> None:
    request = CONTRACT[operation].input(**{name: ids[thing] for name, thing in REQUESTS[operation].items()})

    def asked() -> Any:
        caller = replace(root, as_of=portal.database.catalog_version())
        return perform(portal.house, caller, operation, request, "test")

    first = asked()
    with tables_read(portal) as read:
        assert asked() == first
    assert read == set()
    change = CONTRACT["CreateTagOption"].input(key="cost", value="2")
    perform(portal.house, root, "CreateTagOption", change, "test")
    with tables_read(portal) as read:
        asked()
    assert read
