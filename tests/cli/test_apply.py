"""`launchpath apply`: a catalog written as YAML becomes what a running server offers, and stays so."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import launchpath as package
from tests.cli.running import launchpath
from tests.making import QUEUE, unique
from tests.running import RunningServer

SAMPLE = Path(package.__file__).parent / "catalog" / "sample"
ROLE = {"RoleArn": "arn:aws:iam::123456789012:role/Launch"}
RULE = {"Rules": {"Plain": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}}]}}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("apply"), "--engine", "none") as running:
        yield running


@dataclass
class Files:
    """A catalog's files, and the server that they are applied to."""

    server: RunningServer
    folder: Path
    catalog: dict[str, Any]

    @property
    def product(self) -> dict[str, Any]:
        return self.catalog["products"][0]  # type: ignore[no-any-return]

    @property
    def portfolio(self) -> dict[str, Any]:
        return self.catalog["portfolios"][0]  # type: ignore[no-any-return]

    def apply(self) -> list[str]:
        """Write the catalog down and apply it; the lines that were printed."""
        (self.folder / "catalog.yaml").write_text(yaml.safe_dump(self.catalog, sort_keys=False))
        done = launchpath("apply", str(self.folder), "--data", str(self.server.folder))
        assert done.returncode == 0, done.stderr
        *lines, last = done.stdout.splitlines()
        assert last == (f"{len(lines)} changes made." if len(lines) != 1 else "1 change made.") or not lines
        return lines

    def described(self) -> Any:
        return self.server.client("admin").describe_product_as_admin(Name=self.product["name"])

    def constraints(self) -> list[dict[str, Any]]:
        """Those of the portfolio, each as it is described."""
        admin = self.server.client("admin")
        pages = admin.get_paginator("list_portfolios").paginate()
        details = [detail for page in pages for detail in page["PortfolioDetails"]]
        [portfolio_id] = [one["Id"] for one in details if one["DisplayName"] == self.portfolio["name"]]
        listed = admin.list_constraints_for_portfolio(PortfolioId=portfolio_id)["ConstraintDetails"]
        return [admin.describe_constraint(Id=one["ConstraintId"]) for one in listed]


@pytest.fixture
def files(server: RunningServer, tmp_path: Path) -> Files:
    """A small catalog with something of everything."""
    (tmp_path / "queue.yaml").write_text(QUEUE)
    name = unique("queue")
    product = {
        "name": name,
        "owner": "Team",
        "description": "A queue.",
        "support": {"email": "team@example.com"},
        "tags": {"team": "a"},
        "versions": [{"name": "v1", "template": "queue.yaml", "description": "First."}],
    }
    portfolio = {
        "name": unique("portfolio"),
        "provider": "Team",
        "tags": {"cost": "1"},
        "principals": ["user/developer", "arn:aws:iam:::role/Dev*"],
        "products": [name],
        "constraints": [{"product": name, "type": "LAUNCH", "parameters": ROLE}],
    }
    return Files(server, tmp_path, {"portfolios": [portfolio], "products": [product]})


@pytest.fixture
def applied(files: Files) -> Files:
    files.apply()
    return files


def test_every_change_is_told(files: Files) -> None:
    product, portfolio = files.product["name"], files.portfolio["name"]
    assert files.apply() == [
        f"+ product {product}",
        f"+ product {product}: version v1",
        f"+ portfolio {portfolio}",
        f"+ portfolio {portfolio}: product {product}",
        f"+ portfolio {portfolio}: open to user/developer",
        f"+ portfolio {portfolio}: open to arn:aws:iam:::role/Dev*",
        f"+ portfolio {portfolio}: LAUNCH constraint on {product}",
    ]


def test_applying_again_changes_nothing_and_says_so(applied: Files) -> None:
    done = launchpath("apply", str(applied.folder), "--data", str(applied.server.folder))
    assert done.stdout == f"Nothing to change: the catalog is as {applied.folder} describes it.\n"


def test_the_sample_catalog_is_such_a_folder(server: RunningServer) -> None:
    first = launchpath("apply", str(SAMPLE), "--data", str(server.folder))
    assert first.returncode == 0, first.stderr
    assert "changes made." in first.stdout
    again = launchpath("apply", str(SAMPLE / "catalog.yaml"), "--data", str(server.folder))
    assert again.stdout.startswith("Nothing to change")


def test_a_changed_description_is_updated(applied: Files) -> None:
    applied.product["description"] = "A better queue."
    assert applied.apply() == [f"~ product {applied.product['name']}: Description"]
    summary = applied.described()["ProductViewDetail"]["ProductViewSummary"]
    assert (summary["ShortDescription"], summary["Owner"]) == ("A better queue.", "Team")
    assert applied.apply() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"owner": "Other"}, "Owner"),
        ({"distributor": "Acme"}, "Distributor"),
        ({"support": {"url": "https://example.com", "description": "Ask."}}, "SupportUrl, SupportDescription"),
        ({"tags": {"team": "b", "region": "eu"}}, "tag team, tag region"),
    ],
)
def test_a_changed_product_is_updated(applied: Files, change: dict[str, Any], told: str) -> None:
    applied.product.update(change)
    assert applied.apply() == [f"~ product {applied.product['name']}: {told}"]
    assert applied.apply() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"description": "Oldest."}, "Description"),
        ({"guidance": "DEPRECATED"}, "Guidance"),
        ({"active": False}, "Active"),
    ],
)
def test_a_changed_version_is_updated(applied: Files, change: dict[str, Any], told: str) -> None:
    applied.product["versions"][0].update(change)
    assert applied.apply() == [f"~ product {applied.product['name']}: version v1: {told}"]
    assert applied.apply() == []


def test_a_new_version_is_published(applied: Files) -> None:
    applied.product["versions"].append({"name": "v2", "template": "queue.yaml", "guidance": "DEPRECATED"})
    name = applied.product["name"]
    assert applied.apply() == [f"+ product {name}: version v2", f"~ product {name}: version v2: Guidance"]
    assert [one["Name"] for one in applied.described()["ProvisioningArtifactSummaries"]] == ["v1", "v2"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"provider": "Other"}, "ProviderName"),
        ({"description": "Ours."}, "Description"),
        ({"tags": {"cost": "2"}}, "tag cost"),
    ],
)
def test_a_changed_portfolio_is_updated(applied: Files, change: dict[str, Any], told: str) -> None:
    applied.portfolio.update(change)
    assert applied.apply() == [f"~ portfolio {applied.portfolio['name']}: {told}"]
    assert applied.apply() == []


def test_a_constraint_with_other_parameters_is_updated(applied: Files) -> None:
    applied.portfolio["constraints"][0]["parameters"] = {"LocalRoleName": "Other"}
    title = f"portfolio {applied.portfolio['name']}: LAUNCH constraint on {applied.product['name']}"
    assert applied.apply() == [f"~ {title}"]
    [constraint] = applied.constraints()
    assert json.loads(constraint["ConstraintParameters"]) == {"LocalRoleName": "Other"}
    assert applied.apply() == []


def test_a_constraint_with_another_description_is_updated(applied: Files) -> None:
    applied.portfolio["constraints"][0]["description"] = "As the launch role."
    title = f"portfolio {applied.portfolio['name']}: LAUNCH constraint on {applied.product['name']}"
    assert applied.apply() == [f"~ {title}"]
    [constraint] = applied.constraints()
    assert constraint["ConstraintDetail"]["Description"] == "As the launch role."
    assert applied.apply() == []


def test_several_constraints_of_one_type_are_told_apart_by_their_descriptions(applied: Files) -> None:
    name = applied.product["name"]
    other = {"Rules": {"Fifo": RULE["Rules"]["Plain"]}}
    for description, parameters in (("One.", RULE), ("Two.", RULE)):
        applied.portfolio["constraints"].append(
            {"product": name, "type": "TEMPLATE", "parameters": parameters, "description": description}
        )
    assert len(applied.apply()) == 2
    applied.portfolio["constraints"][2]["parameters"] = other
    assert len(applied.apply()) == 1
    shown = {one["ConstraintDetail"].get("Description"): one["ConstraintParameters"] for one in applied.constraints()}
    assert (json.loads(shown["One."]), json.loads(shown["Two."])) == (RULE, other)
    assert applied.apply() == []


def test_what_the_files_do_not_mention_is_left_alone(applied: Files) -> None:
    before = applied.described()["ProductViewDetail"]
    whole = deepcopy(applied.catalog)
    for member in ("description", "support", "tags"):
        del applied.product[member]
    for member in ("principals", "products", "constraints", "tags"):
        del applied.portfolio[member]
    assert applied.apply() == []
    assert applied.described()["ProductViewDetail"] == before
    applied.catalog = whole
    assert applied.apply() == []


def test_a_published_version_never_changes_its_template(applied: Files) -> None:
    (applied.folder / "queue.yaml").write_text(QUEUE + "# changed\n")
    done = launchpath("apply", str(applied.folder), "--data", str(applied.server.folder))
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: Version v1 of product {applied.product['name']} was published with another template than queue.yaml "
        "is now. Leave the published version as it is, and add the changed template as a version with a new name.\n"
    )


def test_the_environment_names_the_server_first(applied: Files, tmp_path: Path) -> None:
    elsewhere = launchpath(
        "apply",
        str(applied.folder),
        "--data",
        str(tmp_path / "nowhere"),
        environment=applied.server.variables("admin"),
    )
    assert elsewhere.stdout.startswith("Nothing to change")


def test_a_run_that_broke_off_is_taken_up_where_it_was(files: Files) -> None:
    files.portfolio["principals"].insert(1, "somebody")
    (files.folder / "catalog.yaml").write_text(yaml.safe_dump(files.catalog))
    done = launchpath("apply", str(files.folder), "--data", str(files.server.folder))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 5
    del files.portfolio["principals"][1]
    assert len(files.apply()) == 2
