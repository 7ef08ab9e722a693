"""`launchpath seed`: a synthetic catalog that a real server then serves, on both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from launchpath.store import tables
from launchpath.store.database import Database
from tests.cli.installed import Installed
from tests.pages import every, pages
from tests.postgresql import Fresh
from tests.running import RunningServer, ended

SIZES = ("--products", "60", "--records", "300", "--portfolios", "3", "--principals", "6")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of a small synthetic catalog."""
    folder = tmp_path_factory.mktemp("seeded")
    fresh: Fresh | None = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    url = fresh() if fresh else None
    Installed(folder / "data", url).said("seed", *SIZES)
    options = ["--database-url", url] if url else []
    with RunningServer(folder, "--engine", "none", *options) as server:
        yield server


def test_the_developer_finds_every_product(served: RunningServer) -> None:
    found = every(served.client("developer").search_products, "ProductViewSummaries", PageSize=20)
    assert len({one["ProductId"] for one in found}) == 60
    assert len({one["Name"] for one in found}) == 60
    assert len({one["Owner"] for one in found}) > 5


def test_products_are_found_by_their_words(served: RunningServer) -> None:
    client = served.client("developer")
    found = every(client.search_products, "ProductViewSummaries", Filters={"FullTextSearch": ["queue"]})
    assert found
    assert all("queue" in one["Name"] for one in found)


def test_the_history_is_listed_to_its_end_newest_first(served: RunningServer) -> None:
    listed = pages(served.client("developer").list_record_history, "RecordDetails", PageSize=20)
    records = [one for page in listed for one in page]
    assert [len(page) for page in listed[:-1]] == [20] * (len(listed) - 1)
    assert 100 < len({one["RecordId"] for one in records}) == len(records) < 200
    assert records == sorted(records, key=lambda one: one["CreatedTime"], reverse=True)
    assert {one["Status"] for one in records} == {"SUCCEEDED", "FAILED"}


def test_records_have_outputs_or_tell_why_they_failed(served: RunningServer) -> None:
    client = served.client("developer")
    for listed in client.list_record_history()["RecordDetails"]:
        described = client.describe_record(Id=listed["RecordId"])
        has_outputs = listed["Status"] == "SUCCEEDED" and listed["RecordType"] != "TERMINATE_PROVISIONED_PRODUCT"
        assert bool(described["RecordOutputs"]) is has_outputs
        assert bool(described["RecordDetail"]["RecordErrors"]) is (listed["Status"] == "FAILED")


def test_what_still_runs_is_what_was_not_terminated(served: RunningServer) -> None:
    client = served.client("developer")
    records = every(client.list_record_history, "RecordDetails")
    ids = {kind: {one["ProvisionedProductId"] for one in records if one["RecordType"] == kind} for kind in KINDS}
    living = every(client.scan_provisioned_products, "ProvisionedProducts")
    assert {one["Id"] for one in living} == ids["PROVISION_PRODUCT"] - ids["TERMINATE_PROVISIONED_PRODUCT"]


KINDS = ("PROVISION_PRODUCT", "UPDATE_PROVISIONED_PRODUCT", "TERMINATE_PROVISIONED_PRODUCT")


def test_the_same_seed_makes_the_same_catalog(tmp_path: Path, each_kind: Callable[[], str | None]) -> None:
    first, second = (Installed(tmp_path / name, each_kind()) for name in ("first", "second"))
    told = [one.told("seed", *SIZES) for one in (first, second)]
    assert {**told[0], "Seconds": 0} == {**told[1], "Seconds": 0}
    assert identities_of(first) == identities_of(second)


def identities_of(installed: Installed) -> list[Any]:
    """What tells one synthetic catalog from another."""
    with installed.opened() as database, database.read() as tx:
        names = tx.connection.execute(select(tables.products.c.id, tables.products.c.name).order_by("seq")).all()
        records = tx.connection.execute(select(tables.records.c.id, tables.records.c.status).order_by("seq")).all()
    return [*names, *records]


def test_a_database_is_seeded_once(tmp_path: Path, each_kind: Callable[[], str | None]) -> None:
    installed = Installed(tmp_path / "data", each_kind())
    installed.said("seed", *SIZES)
    assert "has a synthetic catalog already, of 60 products and 300 records" in installed.refusal("seed", *SIZES)
    with installed.opened() as database:
        assert counted(database) == 60


def counted(database: Database) -> int:
    with database.read() as tx:
        return tx.connection.execute(select(func.count()).select_from(tables.products)).scalar_one()


def test_nobody_seeds_under_a_running_server(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--engine", "none") as server:
        assert Installed(server.folder).refusal("seed", *SIZES).startswith("Another launchpath serves from")


def test_a_product_of_the_synthetic_catalog_can_be_launched(tmp_path: Path) -> None:
    Installed(tmp_path / "data").said("seed", "--products", "4", "--records", "4", "--portfolios", "1")
    with RunningServer(tmp_path) as server:
        client = server.client("developer")
        summary = client.search_products()["ProductViewSummaries"][0]
        version = client.describe_product(Id=summary["ProductId"])["ProvisioningArtifacts"][-1]
        launch = client.provision_product(
            ProductId=summary["ProductId"], ProvisioningArtifactId=version["Id"], ProvisionedProductName="mine"
        )
        record = ended(client, launch["RecordDetail"]["RecordId"])
    assert record["Status"] == "SUCCEEDED", record
