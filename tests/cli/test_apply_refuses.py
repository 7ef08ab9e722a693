"""What `launchpath apply` refuses, it refuses with a sentence that says where and what to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import launchpath
from tests.making import QUEUE, unique
from tests.running import RunningServer


def refusal(path: Path, data: Path) -> str:
    done = launchpath("apply", str(path), "--data", str(data))
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def catalog(**members: Any) -> dict[str, Any]:
    """A catalog of one product, with these members changed."""
    versions = [{"name": "v1", "template": "queue.yaml"}]
    return {"products": [{"name": unique("queue"), "owner": "Team", "versions": versions} | members]}


def portfolio(**members: Any) -> dict[str, Any]:
    return {"portfolios": [{"name": unique("portfolio"), "provider": "Team"} | members]}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("products: [", "catalog.yaml is not valid YAML: "),
        ("products: !!python/object/apply:os.getcwd []", "catalog.yaml is not valid YAML: "),
        ("- products", "catalog.yaml does not describe a catalog: Expected `object`, got `array`"),
        ({"product": []}, "Object contains unknown field `product`"),
        (catalog(colour="red"), "Object contains unknown field `colour` - at `$.products[0]`"),
        (catalog(owner=7), "Expected `str`, got `int` - at `$.products[0].owner`"),
        ({"products": [{"name": "x", "versions": []}]}, "missing required field `owner` - at `$.products[0]`"),
        (catalog(name="x", versions=[]), "product x has no versions; it needs at least one."),
        (
            catalog(versions=[{"name": "v1", "template": "queue.yaml", "guidance": "BEST"}]),
            "Invalid enum value 'BEST' - at `$.products[0].versions[0].guidance`",
        ),
        (
            catalog(name="x", versions=[{"name": "v1", "template": "queue.yaml"}] * 2),
            "version of product x v1 is described more than once.",
        ),
        ({"products": catalog(name="x")["products"] * 2}, "product x is described more than once."),
        ({"portfolios": portfolio(name="x")["portfolios"] * 2}, "portfolio x is described more than once."),
        (
            portfolio(name="x", constraints=[{"product": "y", "type": "LAUNCH", "parameters": {}}]),
            "portfolio x has a constraint on y, which is not among its products.",
        ),
        (portfolio(products=["nothing"]), "Product nothing is in a portfolio, but neither in the files nor in the"),
        (catalog(versions=[{"name": "v1", "template": "absent.yaml"}]), "absent.yaml of version v1 can't be read"),
        (catalog(versions=[{"name": "v1", "template": "../queue.yaml"}]), "Template ../queue.yaml of version v1 lies"),
        (catalog(versions=[{"name": "v1", "template": "empty.yaml"}]), "CreateProduct was refused: Invalid templateB"),
        (
            catalog(versions=[{"name": "v1", "template": "https://example.com/queue.yaml"}]),
            "CreateProduct was refused: Invalid templateUrl https://example.com/queue.yaml",
        ),
        (catalog(support={"url": "example.com"}), "CreateProduct was refused: SupportUrl example.com must begin"),
        (portfolio(principals=["ann"]), "AssociatePrincipalWithPortfolio was refused: Invalid input parameter(s)"),
    ],
)
def test_a_broken_catalog_is_told_where_and_why(demo: RunningServer, tmp_path: Path, written: Any, why: str) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    (tmp_path / "empty.yaml").write_text("Resources: {}")
    file = tmp_path / "catalog.yaml"
    file.write_text(written if isinstance(written, str) else yaml.safe_dump(written))
    assert why in refusal(file, demo.folder)


def test_a_folder_without_a_catalog_is_told(demo: RunningServer, tmp_path: Path) -> None:
    assert f"{tmp_path / 'catalog.yaml'} can't be read: No such file or directory." in refusal(tmp_path, demo.folder)


def test_a_path_that_is_not_there_is_told(demo: RunningServer, tmp_path: Path) -> None:
    assert f"Path '{tmp_path / 'absent'}' does not exist." in refusal(tmp_path / "absent", demo.folder)


def test_a_catalog_that_is_no_text_is_told(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_bytes(b"\xff\xfe\x00")
    assert "catalog.yaml is not a text in UTF-8." in refusal(tmp_path, demo.folder)


def test_without_a_server_one_is_told_how_to_name_it(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("products: []")
    said = refusal(tmp_path, tmp_path / "data")
    assert said.startswith("Error: Neither does the environment name a server")
    assert "Start one with `launchpath serve`, or name its data folder with --data." in said


def test_a_server_that_does_not_answer_is_told(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("products: []")
    text = (demo.folder / "admin.env").read_text()
    (tmp_path / "admin.env").write_text(text.replace(demo.url, "http://127.0.0.1:9"))
    assert "Is the server running? Start it with `launchpath serve`." in refusal(tmp_path, tmp_path)


def test_who_may_not_administer_is_told(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("products: []")
    (tmp_path / "admin.env").write_text((demo.folder / "developer.env").read_text())
    said = refusal(tmp_path, tmp_path)
    assert "was refused: User: arn:aws:iam::123456789012:user/developer is not authorized to perform" in said
