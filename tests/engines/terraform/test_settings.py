"""The settings: which are taken, which are refused with a sentence, and what a run sees of our environment."""

from pathlib import Path

import pytest

from launchpath.engines.loader import EngineMisconfigured
from launchpath.engines.terraform import settings


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    there = folder / name
    there.write_text("#!/bin/sh\n")
    there.chmod(0o755)
    return there


def test_tofu_is_preferred_to_terraform_on_the_path(tmp_path: Path) -> None:
    terraform = program(tmp_path / "a", "terraform")
    assert settings.read({"PATH": str(terraform.parent)}).binary == str(terraform)
    tofu = program(tmp_path / "b", "tofu")
    assert settings.read({"PATH": f"{terraform.parent}:{tofu.parent}"}).binary == str(tofu)


def test_without_a_binary_the_start_says_what_to_do() -> None:
    with pytest.raises(EngineMisconfigured, match="Neither tofu nor terraform is on the PATH"):
        settings.read({"PATH": "/nowhere"})


@pytest.mark.parametrize(
    ("name", "value", "must_be"),
    [
        ("BINARY", "terraform", "the whole path of a program"),
        ("CLI_CONFIG", "rc", "the whole path of a file"),
        ("PATIENCE", "0", "a number of minutes"),
        ("GRACE", "soon", "a number of seconds"),
        ("PARALLEL", "0", "a whole number from 1 on"),
    ],
)
def test_what_can_not_be_meant_is_refused(name: str, value: str, must_be: str) -> None:
    with pytest.raises(EngineMisconfigured, match=f"{settings.PREFIX}{name} is '{value}', but it must be {must_be}"):
        settings.read({f"{settings.PREFIX}{name}": value})


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(EngineMisconfigured, match="There is no setting LAUNCHPATH_TERRAFORM_TIMEOUT"):
        settings.read({"LAUNCHPATH_TERRAFORM_TIMEOUT": "5"})


def test_a_run_sees_what_was_passed_on_and_never_our_own_secrets(tmp_path: Path) -> None:
    ours = {
        "PATH": "/bin",
        "HOME": "/somewhere",
        "AWS_PROFILE": "x",
        "GOOGLE_PROJECT": "y",
        "LAUNCHPATH_SECRET_KEY": "z",
        f"{settings.PREFIX}BINARY": str(program(tmp_path, "tofu")),
        f"{settings.PREFIX}PASS_ON": "AWS_*, LAUNCHPATH_*",
    }
    assert settings.read(ours).environment(ours) == {"PATH": "/bin", "AWS_PROFILE": "x"}
