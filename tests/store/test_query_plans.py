"""How the databases go about every list: along an index to the page's place, and no further than its end."""

import re
from typing import Any

import pytest
from msgspec import Struct, structs
from sqlalchemy import text

from launchpath.api import types
from launchpath.domain.managed_policy import MANAGED
from launchpath.domain.principal import Caller
from launchpath.perform import House, perform
from launchpath.seed import planting
from launchpath.seed.plan import Plan
from launchpath.sources import Sources
from launchpath.store.database import Database
from tests.statements import heard

PLAN = Plan(
    account="123456789012",
    region="us-east-1",
    products=200,
    records=600,
    portfolios=4,
    principals=6,
    seed=1,
    now=1_795_000_000_000,
)

DEVELOPER = Caller(
    account=PLAN.account,
    region=PLAN.region,
    arn=PLAN.developer,
    session_arn=PLAN.developer,
    policies=(MANAGED["AWSServiceCatalogEndUserFullAccess"],),
)
EVERYBODY = Caller(account=PLAN.account, region=PLAN.region, arn="arn:root", session_arn="arn:root", unrestricted=True)

QUEUES = {"FullTextSearch": ("queue",)}
ACCOUNT = types.AccessLevelFilter(key="Account", value="self")

#: Everything that is listed page by page, except what one object has few of.
LISTS: dict[str, tuple[Caller, Struct]] = {
    "products": (DEVELOPER, types.SearchProductsInput()),
    "products by title": (DEVELOPER, types.SearchProductsInput(sort_by="Title")),
    "products by title, backwards": (DEVELOPER, types.SearchProductsInput(sort_by="Title", sort_order="DESCENDING")),
    "products by versions": (DEVELOPER, types.SearchProductsInput(sort_by="VersionCount")),
    "products by date": (DEVELOPER, types.SearchProductsInput(sort_by="CreationDate")),
    "products with a word": (DEVELOPER, types.SearchProductsInput(filters=QUEUES)),
    "products with a word, by title": (DEVELOPER, types.SearchProductsInput(filters=QUEUES, sort_by="Title")),
    "all products": (EVERYBODY, types.SearchProductsAsAdminInput()),
    "all products by title": (EVERYBODY, types.SearchProductsAsAdminInput(sort_by="Title")),
    "records": (DEVELOPER, types.ListRecordHistoryInput()),
    "records of everybody": (EVERYBODY, types.ListRecordHistoryInput(access_level_filter=ACCOUNT)),
    "provisioned products": (DEVELOPER, types.ScanProvisionedProductsInput()),
    "provisioned products of everybody": (
        EVERYBODY,
        types.ScanProvisionedProductsInput(access_level_filter=ACCOUNT),
    ),
    "provisioned products, searched": (DEVELOPER, types.SearchProvisionedProductsInput()),
    "portfolios": (EVERYBODY, types.ListPortfoliosInput()),
}

#: What grows. What SQLite calls SCAN without an index is the table in the order of its key, as a list by key begins.
GROWING = "products|records|provisioned_products|portfolios"


class NoWork:
    def enqueue(self, tx: object, record_id: str, account: str, request_id: str) -> None:
        raise AssertionError("nothing here is carried out")


@pytest.fixture
def house(database: Database) -> House:
    planting.plant(database, PLAN, lambda *_: None)
    if not database.is_sqlite:
        with database.write() as tx:
            tx.connection.execute(text("ANALYZE"))
    return House(database, {"CFN_STACK": "sandbox"}, Sources("us-east-1", None, frozenset()), NoWork())


def plan_of(database: Database, statement: str, parameters: Any) -> str:
    """What the database says it does."""
    with database.read() as tx:
        if database.is_sqlite:
            steps = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return "\n".join(step[3] for step in steps)
        # So few rows are read faster as a whole. What is still there then is there for want of an index.
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_hashjoin"):
            tx.connection.execute(text(f"SET LOCAL {setting} = off"))
        return "\n".join(line for (line,) in tx.connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_along_an_index(house: House, name: str) -> None:
    caller, request = LISTS[name]
    request = structs.replace(request, page_size=5)
    operation = type(request).__name__.removesuffix("Input")
    with heard(house.database) as asked:
        first = perform(house, caller, operation, request, "test")
        further = structs.replace(request, page_token=first.next_page_token)
        perform(house, caller, operation, further, "test")
    pages = [one for one in asked if re.search(r"ORDER BY.*\bLIMIT\b", one[0], re.DOTALL)]
    plans = [plan_of(house.database, *one) for one in pages]
    assert len(plans) == 2
    for plan in plans:
        assert not re.search(rf"Seq Scan on ({GROWING})\b", plan), plan
        assert not re.search(r"\bSort\b|TEMP B-TREE FOR ORDER BY", plan), plan
    if house.database.is_sqlite and "a word" not in name:
        # From the second page on SQLite goes straight to the place.
        assert not re.search(rf"^SCAN ({GROWING})$", plans[1], re.MULTILINE), plans[1]
