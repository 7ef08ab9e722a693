"""What `launchpath apply` refuses, it refuses with a sentence that says where and what to do."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from launchpath.cli import main
from tests.making import QUEUE, unique
from tests.running import RunningServer


def refusal(path: Path, data: Path) -> str:
    """The sentence of `launchpath apply`, called in this process."""
    ours = {name: None for name in os.environ if name.startswith(("AWS_", "LAUNCHPATH_"))}
    answer = CliRunner().invoke(main, ["apply", str(path), "--data", str(data)], env=ours)
    assert answer.exit_code in (1, 2)
    assert isinstance(answer.exception, SystemExit), answer.exc_info
    return " ".join(answer.stderr.split())


def catalog(**members: Any) -> dict[str, Any]:
    """A catalog of one product, with these members changed."""
    versions = [{"name": "v1", "template": "queue.yaml"}]
    return {"products": [{"name": unique("queue"), "owner": "Team", "versions": versions} | members]}


def portfolio(**members: Any) -> dict[str, Any]:
    return {"portfolios": [{"name": unique("portfolio"), "provider": "Team"} | members]}


def of(template: str, **members: Any) -> dict[str, Any]:
    """A catalog of the product x, whose one version is made of this template."""
    return catalog(name="x", versions=[{"name": "v1", "template": template}], **members)


LAUNCH = {"product": "y", "type": "LAUNCH", "parameters": {}}
#: Few lines that stand for very many values, and for very many levels.
DOUBLED = "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
DEEPENED = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 100))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("products: [", "catalog.yaml is not valid YAML: "),
        ("products: !!python/object/apply:os.getcwd []", "catalog.yaml is not valid YAML: "),
        (
            "- products",
            "catalog.yaml does not describe a catalog: it must be a map of portfolios and products, and is none.",
        ),
        ("[]", "it must be a map of portfolios and products, and is none."),
        ("7", "it must be a map of portfolios and products, and is none."),
        ("", "it must be a map of portfolios and products, and is empty."),
        ("# nothing yet", "it must be a map of portfolios and products, and is empty."),
        ("x: " + "[" * 20_000, "catalog.yaml nests deeper than 80 levels. Flatten it."),
        ("x: " + "[" * 79 + "]" * 79, "Object contains unknown field `x`"),
        ("a: &a [*a]", "catalog.yaml: *a in line 1 refers to nothing that is complete there."),
        ("a: &a [1]\nb: *c", "catalog.yaml: *c in line 2 refers to nothing that is complete there."),
        (DOUBLED, "catalog.yaml holds more than 100,000 values. Divide it into several catalogs."),
        (DEEPENED, "catalog.yaml nests deeper than 80 levels. Flatten it."),
        ("#" * 1_000_001, "catalog.yaml is larger than 1,000,000 bytes. Divide it into several catalogs."),
        ("products: 2026-13-45", "catalog.yaml is not valid YAML: "),
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
        (
            {"portfolios": [{"name": "x", "provider": "y", "products": ["a", "a"]}]},
            "portfolio x: product a is described",
        ),
        (portfolio(name="x", principals=["user/a", "user/a"]), "portfolio x: principal user/a is described more than"),
        (
            portfolio(name="x", products=["y"], constraints=[LAUNCH, {**LAUNCH, "description": "Again."}]),
            "portfolio x: LAUNCH constraint on y is described more than once.",
        ),
        (
            portfolio(name="x", products=["nothing"]),
            "Product nothing is in portfolio x, but neither in the files nor in the catalog.",
        ),
        (of("absent.yaml"), "Product x, version v1 (absent.yaml) can't be read: No such file or directory ("),
        (of("../queue.yaml"), "Product x, version v1 (../queue.yaml): The template lies outside"),
        (of("empty.yaml"), "Product x, version v1 (empty.yaml): Template format error: At least one Resources member"),
        (of("large.yaml"), "Product x, version v1 (large.yaml): The template is larger than 1,000,000 bytes."),
        (of("latin.yaml"), "Product x, version v1 (latin.yaml) is neither a text in UTF-8 nor a .tar.gz."),
        (of("pipe"), "Product x, version v1 (pipe): The template is neither a file nor a folder."),
        (of("/dev/zero"), "Product x, version v1 (/dev/zero): The template lies outside"),
        (of("module"), "Product x, version v1 (module): Template format error: unsupported structure."),
        (of("huge"), "Product x, version v1 (huge): the folder holds more than 20,000,000 bytes"),
        (
            of("queue.yaml", type="TERRAFORM_CLOUD"),
            "Product x, version v1 (queue.yaml): Artifact from queue.yaml is not",
        ),
        (
            of("https://example.com/queue.yaml"),
            "Product x, version v1 (https://example.com/queue.yaml): CreateProduct was refused: Invalid templateUrl",
        ),
        (
            of("queue.yaml", support={"url": "example.com"}),
            "Product x, version v1 (queue.yaml): CreateProduct was refused: SupportUrl example.com must begin",
        ),
        (
            portfolio(name="broken", principals=["ann"]),
            "Portfolio broken, principal ann: AssociatePrincipalWithPortfolio was refused: Invalid input parameter(s)",
        ),
    ],
)
def test_a_broken_catalog_is_told_where_and_why(demo: RunningServer, tmp_path: Path, written: Any, why: str) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    (tmp_path / "empty.yaml").write_text("Resources: {}")
    (tmp_path / "large.yaml").write_bytes(b"#" * 1_000_001)
    (tmp_path / "latin.yaml").write_bytes("Description: Für alle".encode("latin-1"))
    os.mkfifo(tmp_path / "pipe")
    for folder, size in (("module", 1), ("huge", 20_000_001)):
        (tmp_path / folder).mkdir()
        with (tmp_path / folder / "main.tf").open("wb") as file:
            file.truncate(size)
    written_to = tmp_path / "catalog.yaml"
    written_to.write_text(written if isinstance(written, str) else yaml.safe_dump(written))
    assert why in refusal(written_to, demo.folder)


def test_a_pipe_is_no_catalog(demo: RunningServer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "catalog.yaml")
    assert "catalog.yaml must be an ordinary file." in refusal(tmp_path, demo.folder)


def test_what_can_be_known_beforehand_is_told_before_anything_is_changed(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    (tmp_path / "empty.yaml").write_text("Resources: {}")
    name = unique("whole")
    first, second = (
        catalog(name=name)["products"],
        catalog(versions=[{"name": "v1", "template": "empty.yaml"}])["products"],
    )
    for written in ({"products": first + second}, {"products": first} | portfolio(products=["nothing"])):
        (tmp_path / "catalog.yaml").write_text(yaml.safe_dump(written))
        assert "made until then" not in refusal(tmp_path, demo.folder)
    client = demo.client("admin")
    pages = client.get_paginator("search_products_as_admin").paginate()
    assert name not in set(pages.search("ProductViewDetails[].ProductViewSummary.Name"))


def test_a_refusal_in_the_middle_says_how_far_it_went_and_what_to_do(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    name = unique("queue")
    opened = portfolio(name="half", products=[name], principals=["user/developer", "ann"])
    (tmp_path / "catalog.yaml").write_text(yaml.safe_dump(catalog(name=name) | opened))
    said = refusal(tmp_path, demo.folder)
    assert "Error: Portfolio half, principal ann: AssociatePrincipalWithPortfolio was refused: " in said
    assert said.endswith("5 changes were made until then; once this is mended, the same command goes on from there.")


def test_a_constraint_that_is_refused_is_named(demo: RunningServer, tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text(QUEUE)
    wrong = {"product": "y", "type": "TEMPLATE", "parameters": {"Rules": 7}, "description": "Plain ones."}
    written = catalog(name="y") | portfolio(name="ruled", products=["y"], constraints=[wrong])
    (tmp_path / "catalog.yaml").write_text(yaml.safe_dump(written))
    named = "Portfolio ruled, TEMPLATE constraint on y (Plain ones.): CreateConstraint was refused: "
    assert named in refusal(tmp_path, demo.folder)


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
