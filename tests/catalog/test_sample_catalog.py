"""The sample catalog says who may launch what, in the format that its README describes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from launchpath.catalog import document


@pytest.fixture(scope="module")
def catalog(sample: Path) -> dict[str, Any]:
    return yaml.safe_load((sample / "catalog.yaml").read_text(encoding="utf-8"))


def parts(catalog: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for portfolio in catalog["portfolios"]:
        yield "portfolio", portfolio
        yield from (("constraint", constraint) for constraint in portfolio.get("constraints", []))
    for product in catalog["products"]:
        yield from (("version", version) for version in product["versions"])


def constraints(catalog: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [part for name, part in parts(catalog) if name == "constraint" and part["type"] == kind]


def equalities(function: Any) -> Iterator[tuple[str, list[str]]]:
    """The parameter and the values that each comparison of a rule names."""
    [(name, (left, right))] = function.items()
    values, parameter = ([right], left) if name == "Fn::Equals" else (left, right)
    yield parameter["Ref"], values


def test_it_is_read_as_it_is_written(catalog: dict[str, Any], sample: Path) -> None:
    """An unknown key is a mistake, not a comment: the reader refuses it."""
    read, folder = document.read(sample)
    assert [portfolio.name for portfolio in read.portfolios] == [each["name"] for each in catalog["portfolios"]]
    assert [product.name for product in read.products] == [each["name"] for each in catalog["products"]]
    assert folder == sample


def test_there_are_three_portfolios_and_at_least_eight_products(catalog: dict[str, Any]) -> None:
    assert len(catalog["portfolios"]) == 3
    assert len(catalog["products"]) >= 8


def test_every_product_is_named_once_and_offered_somewhere(catalog: dict[str, Any]) -> None:
    names = [product["name"] for product in catalog["products"]]
    offered = {name for portfolio in catalog["portfolios"] for name in portfolio["products"]}
    assert len(names) == len(set(names))
    assert offered == set(names)


def test_one_product_has_two_launch_paths_and_every_other_has_one(catalog: dict[str, Any]) -> None:
    offered = [name for portfolio in catalog["portfolios"] for name in portfolio["products"]]
    assert [name for name in sorted(set(offered)) if offered.count(name) > 1] == ["Key-value table"]


def test_a_constraint_is_about_a_product_of_its_own_portfolio(catalog: dict[str, Any]) -> None:
    """Semantics 4.5: the product must already be in the portfolio."""
    for portfolio in catalog["portfolios"]:
        constrained = {constraint["product"] for constraint in portfolio.get("constraints", [])}
        assert constrained <= set(portfolio["products"])


def test_texts_fit_into_what_the_service_takes(catalog: dict[str, Any]) -> None:
    """Semantics 4.1 and 4.2."""
    for portfolio in catalog["portfolios"]:
        assert 1 <= len(portfolio["name"]) <= 100
        assert 1 <= len(portfolio["provider"]) <= 50
        assert len(portfolio["description"]) <= 2000
    for product in catalog["products"]:
        assert len(product["support"]["email"]) <= 254
        assert product["support"]["url"].startswith("https://")
        assert all(len(product[text]) <= 8191 for text in ("name", "owner", "description", "distributor"))


def test_every_template_file_is_a_version_of_one_product(catalog: dict[str, Any], sample: Path) -> None:
    named = [version["template"] for name, version in parts(catalog) if name == "version"]
    there = [path.relative_to(sample).as_posix() for path in (sample / "templates").iterdir()]
    assert sorted(named) == sorted(there)


def test_tag_updates_are_allowed_in_the_words_that_clients_send(catalog: dict[str, Any]) -> None:
    """Semantics 4.5: RESOURCE_UPDATE."""
    [constraint] = constraints(catalog, "RESOURCE_UPDATE")
    assert constraint["parameters"] == {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}


def test_a_rule_compares_with_values_that_every_version_offers(catalog: dict[str, Any], versions: Any) -> None:
    """A rule with a misspelt parameter or value would let everything through, or nothing."""
    for constraint in constraints(catalog, "TEMPLATE"):
        for rule in constraint["parameters"]["Rules"].values():
            functions = [rule["RuleCondition"]] if "RuleCondition" in rule else []
            functions += [assertion["Assert"] for assertion in rule["Assertions"]]
            for version in versions[constraint["product"]]:
                for parameter, values in [pair for each in functions for pair in equalities(each)]:
                    assert set(values) <= set(version.parameters[parameter]["AllowedValues"])


def test_every_refusal_tells_the_person_what_to_do(catalog: dict[str, Any]) -> None:
    for constraint in constraints(catalog, "TEMPLATE"):
        for rule in constraint["parameters"]["Rules"].values():
            assert all(assertion["AssertDescription"].endswith(".") for assertion in rule["Assertions"])


def test_an_old_version_is_marked_as_deprecated_only_if_a_newer_one_exists(catalog: dict[str, Any]) -> None:
    for product in catalog["products"]:
        assert "guidance" not in product["versions"][-1]
    assert any("guidance" in version for name, version in parts(catalog) if name == "version")
