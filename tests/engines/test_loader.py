"""Engines are found by name through entry points, and what is wrong is told."""

import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import launchpath
from launchpath.engines import loader, sandbox
from launchpath.engines.loader import EngineNotFound, EngineSettings, load

ENGINE = """
class Mine:
    makes = "EXTERNAL"

    def __init__(self, settings):
        self.settings = settings


def create(settings):
    return Mine(settings)


def create_without_its_package(settings):
    import a_package_that_nobody_has
"""


@pytest.fixture
def settings(tmp_path: Path) -> EngineSettings:
    return EngineSettings(data=tmp_path, account="123456789012", region="us-east-1")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that brings two engines, one of which lacks what it needs."""
    (tmp_path / "my_engines.py").write_text(ENGINE)
    about = tmp_path / "my_engines-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-engines\nVersion: 1.0\nProvides-Extra: poor\n")
    names = "mine = my_engines:create\npoor = my_engines:create_without_its_package\n"
    (about / "entry_points.txt").write_text(f"[{loader.GROUP}]\n{names}")
    monkeypatch.syspath_prepend(str(tmp_path))


def test_an_engine_is_made_with_the_settings_of_the_installation(settings: EngineSettings) -> None:
    engine = load("mine", settings)
    assert engine.makes == "EXTERNAL"
    assert vars(engine)["settings"] is settings


def test_an_unknown_name_is_answered_with_the_known_ones(settings: EngineSettings) -> None:
    with pytest.raises(EngineNotFound, match=r"no engine 'theirs'. Installed: .*mine, poor.*"):
        load("theirs", settings)


def test_a_missing_package_is_answered_with_what_to_type(settings: EngineSettings) -> None:
    with pytest.raises(EngineNotFound, match=r"'a_package_that_nobody_has'.* pip install 'my-engines\[poor\]'"):
        load("poor", settings)


def test_the_sandbox_is_declared_as_an_engine_with_an_extra() -> None:
    project = tomllib.loads((Path(launchpath.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    value = project["entry-points"][loader.GROUP]["sandbox"]
    assert EntryPoint(name="sandbox", value=value, group=loader.GROUP).load() is sandbox.create
    assert "sandbox" in project["optional-dependencies"]


def test_nothing_of_moto_is_loaded_into_our_own_process() -> None:
    assert "launchpath.engines.sandbox.engine" in sys.modules
    assert not any(name.startswith("launchpath.engines.sandbox.child.") for name in sys.modules)
