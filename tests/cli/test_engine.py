"""`launchpath engine check NAME`: whether an engine would work here, and what is to be mended."""

import json
from pathlib import Path
from typing import Any

from tests.cli.running import launchpath
from tests.fake_cloudformation import running

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAOPERATOR00000001", "AWS_SECRET_ACCESS_KEY": "a secret"}


def check(tmp_path: Path, *words: str, **environment: str) -> Any:
    return launchpath("engine", "check", *words, "--data", str(tmp_path / "data"), environment=environment)


def test_an_engine_that_has_what_it_needs_is_told_so(tmp_path: Path) -> None:
    with running() as fake:
        done = check(tmp_path, "cloudformation", **KEYS, LAUNCHPATH_CLOUDFORMATION_ENDPOINT=fake.url)
    assert done.returncode == 0, done.stdout
    assert "The engine is arn:aws:iam::123456789012:user/operator." in done.stdout
    assert "problem" not in done.stdout


def test_an_engine_that_would_not_work_ends_with_1_and_says_what_to_mend(tmp_path: Path) -> None:
    with running() as fake:
        fake.role(role := "arn:aws:iam::123456789012:role/Closed", trusted=False)
        settings = {"LAUNCHPATH_CLOUDFORMATION_ENDPOINT": fake.url, "LAUNCHPATH_CLOUDFORMATION_ROLE_ARN": role}
        done = check(tmp_path, "cloudformation", "--json", **KEYS, **settings)
    told = json.loads(done.stdout)
    assert (done.returncode, told["Well"]) == (1, False)
    assert [one["Check"] for one in told["Findings"] if one["State"] == "problem"] == ["credentials"]


def test_a_setting_that_cannot_be_meant_is_named(tmp_path: Path) -> None:
    done = check(tmp_path, "cloudformation", LAUNCHPATH_CLOUDFORMATION_ENDPOINT="here")
    assert done.returncode == 1
    assert "LAUNCHPATH_CLOUDFORMATION_ENDPOINT is 'here', but it must be a URL" in done.stdout


def test_an_engine_that_is_not_installed_is_answered_with_those_that_are(tmp_path: Path) -> None:
    done = check(tmp_path, "clouds")
    assert done.returncode == 1
    assert "There is no engine 'clouds'. Installed: ansible, cloudformation" in done.stdout


def test_an_engine_without_settings_is_started_for_a_moment(tmp_path: Path) -> None:
    done = check(tmp_path, "sandbox", "--account", "222233334444")
    assert done.returncode == 0
    assert "The engine sandbox is ready and takes orders." in done.stdout
