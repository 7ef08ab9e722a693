"""docs/compatibility.md is what the generator reads in the code; where its tables and the code disagree, it says so."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from launchpath.api import types
from launchpath.api.operations import OPERATIONS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compatibility.md"


@pytest.fixture(scope="module", autouse=True)
def tools() -> Any:
    sys.path.insert(0, str(ROOT / "tools"))
    yield
    sys.path.remove(str(ROOT / "tools"))


@pytest.fixture
def generator() -> Any:
    return importlib.import_module("generate_compatibility")


@pytest.fixture
def reader() -> Any:
    return importlib.import_module("read_operations")


def test_the_committed_page_is_exactly_what_the_generator_writes(generator: Any) -> None:
    assert generator.generate() == PAGE.read_text(encoding="utf-8"), "run python tools/generate_compatibility.py"


def test_every_operation_has_one_line() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for name in OPERATIONS:
        assert len([line for line in lines if line.startswith((f"| {name} |", f"| [{name}]("))]) == 1


def test_a_member_that_is_ignored_must_have_a_reason(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(generator.REMARKS, ("UniqueTagResourceIdentifier", "Key"))
    with pytest.raises(generator.Disagreement, match=r"UniqueTagResourceIdentifier\.Key is not supported"):
        generator.generate()


def test_a_member_that_is_never_sent_must_have_a_reason(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(generator.REMARKS, ("ProductViewDetail", "SourceConnection"))
    with pytest.raises(generator.Disagreement, match=r"ProductViewDetail\.SourceConnection is not supported"):
        generator.generate()


def test_a_refusal_must_be_in_the_code(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(generator.REFUSALS, ("UniqueTagResourceIdentifier", "Key"), "no")
    with pytest.raises(generator.Disagreement, match="it is not even read"):
        generator.generate()


def test_a_remark_that_is_about_nothing_is_found(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(generator.REMARKS, ("ProvisionProductInput", "NoSuchMember"), "no")
    with pytest.raises(generator.Disagreement, match="NoSuchMember"):
        generator.generate()


def test_an_operation_must_belong_to_a_resource(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "GROUPS", generator.GROUPS[:-1])
    with pytest.raises(generator.Disagreement, match="AssociateProductWithPortfolio belongs to no resource"):
        generator.generate()


def in_many_ways(request: types.ProvisionProductInput, extra: types.Tag | None) -> list[Any]:
    told = [request.product_id, extra and extra.key]
    told += [one.key for one in request.provisioning_parameters or ()]
    for tag in request.tags or ():
        told.append(tag.value)
    if preferences := request.provisioning_preferences:
        told.append(preferences.stack_set_regions)
    return told


def test_members_are_read_in_many_ways(reader: Any) -> None:
    assert reader.read(in_many_ways).reads == {
        ("ProvisionProductInput", "product_id"),
        ("ProvisionProductInput", "provisioning_parameters"),
        ("ProvisionProductInput", "provisioning_preferences"),
        ("ProvisionProductInput", "tags"),
        ("ProvisioningParameter", "key"),
        ("ProvisioningPreferences", "stack_set_regions"),
        ("Tag", "key"),
        ("Tag", "value"),
    }


def makes() -> types.DescribePortfolioOutput:
    return types.DescribePortfolioOutput(portfolio_detail=types.PortfolioDetail(id="port-1"), budgets=(), tags=tuple())


def test_what_is_set_is_told_from_what_is_set_to_nothing(reader: Any) -> None:
    found = reader.read(makes)
    assert found.sets == {
        ("DescribePortfolioOutput", "portfolio_detail"),
        ("DescribePortfolioOutput", "tags"),
        ("PortfolioDetail", "id"),
    }
    assert found.empties == {("DescribePortfolioOutput", "budgets")}


def from_a_dictionary(values: dict[str, Any]) -> types.PortfolioDetail:
    return types.PortfolioDetail(**values)


def test_a_shape_whose_members_are_not_named_cannot_be_read(reader: Any) -> None:
    with pytest.raises(reader.Unreadable, match="from_a_dictionary makes a PortfolioDetail without naming its members"):
        reader.read(from_a_dictionary)
