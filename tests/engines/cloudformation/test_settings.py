"""What an operator can set, and what is said about settings that can't be meant."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from launchpath.engines.cloudformation import create
from launchpath.engines.cloudformation.engine import CloudFormation
from launchpath.engines.cloudformation.settings import PREFIX, Settings, read
from launchpath.engines.loader import EngineMisconfigured, EngineSettings, load

ALL = {
    "ENDPOINT": "http://127.0.0.1:4566/",
    "PROFILE": "catalog",
    "ROLE_ARN": "arn:aws-cn:iam::123456789012:role/path/Launchpath",
    "EXTERNAL_ID": "only-us",
    "BUCKET": "our-templates",
    "TIMEOUT": "2.5",
}


def environment(**given: str) -> dict[str, str]:
    return {PREFIX + name: value for name, value in given.items()}


def test_nothing_has_to_be_set() -> None:
    assert read({"PATH": "/bin", "LAUNCHPATH_PORT": "1"}) == Settings()


def test_everything_can_be_set() -> None:
    assert read(environment(**ALL)) == Settings(
        endpoint="http://127.0.0.1:4566",
        profile="catalog",
        role_arn="arn:aws-cn:iam::123456789012:role/path/Launchpath",
        external_id="only-us",
        bucket="our-templates",
        timeout=2.5,
    )


def test_an_empty_setting_is_none() -> None:
    assert read(environment(ENDPOINT="", ROLE_ARN=" ")) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "must_be"),
    [
        ("ENDPOINT", "localhost:4566", "a URL without a path"),
        ("ENDPOINT", "http://host/path", "a URL without a path"),
        ("ENDPOINT", "http://[::1", "a URL without a path"),
        ("ROLE_ARN", "Launchpath", "a role's ARN"),
        ("ROLE_ARN", "arn:aws:iam::123456789012:user/me", "a role's ARN"),
        ("TIMEOUT", "0", "a number of seconds"),
        ("TIMEOUT", "soon", "a number of seconds"),
    ],
)
def test_what_cannot_be_meant_is_named(name: str, value: str, must_be: str) -> None:
    with pytest.raises(EngineMisconfigured, match=re.escape(f"{PREFIX}{name} is '{value}', but it must be {must_be}")):
        read(environment(**{name: value}))


def test_a_misspelt_setting_is_named() -> None:
    with pytest.raises(EngineMisconfigured, match=rf"no setting {PREFIX}BUKET. There are: .*{PREFIX}BUCKET"):
        read(environment(BUKET="ours"))


def test_a_profile_that_does_not_exist_is_named() -> None:
    with pytest.raises(EngineMisconfigured, match=rf"{PREFIX}PROFILE .*\(nobody\)"):
        CloudFormation(Settings(profile="nobody"))


def test_the_engine_is_found_by_its_name_and_reads_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}ENDPOINT", "http://127.0.0.1:4566")
    engine = load("cloudformation", EngineSettings(data=tmp_path, account="123456789012", region="us-east-1"))
    assert engine.makes == "CFN_STACK"
    assert engine.environment() == {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}


def test_at_aws_people_need_no_variables_to_look(tmp_path: Path) -> None:
    engine = create(EngineSettings(data=tmp_path, account="123456789012", region="us-east-1"))
    assert engine.environment() == {}
    engine.restore([])
    engine.wait_until_ready()
    engine.close()


def test_the_readme_names_every_setting(new_engine: Callable[..., CloudFormation]) -> None:
    import launchpath.engines.cloudformation as package

    text = Path(str(package.__file__)).with_name("README.md").read_text()
    assert [name for name in ALL if f"{PREFIX}{name}" not in text] == []
