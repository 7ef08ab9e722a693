"""The settings of the external engine are environment variables; a wrong one is named."""

import pytest

from launchpath.engines.external.settings import PREFIX, Settings, read
from launchpath.engines.loader import EngineMisconfigured


def given(**values: str) -> dict[str, str]:
    return {f"{PREFIX}{name}": value for name, value in values.items()}


def test_the_bucket_is_all_that_must_be_set() -> None:
    assert read({"PATH": "/bin", **given(BUCKET="archives")}) == Settings(bucket="archives")


def test_everything_can_be_set() -> None:
    told = given(BUCKET="a", ENDPOINT="http://127.0.0.1:4566", PROFILE="p", QUEUE_ACCOUNT="111122223333")
    wanted = Settings(bucket="a", endpoint="http://127.0.0.1:4566", profile="p", queue_account="111122223333")
    assert read(told) == wanted


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "BUCKET is not set"),
        ({"BUCKET": "a", "ENDPOINT": "here"}, "ENDPOINT is 'here', but it must be a URL"),
        ({"BUCKET": "a", "QUEUE_ACCOUNT": "12"}, "QUEUE_ACCOUNT is '12', but it must be an account, 12 digits"),
        ({"BUCKET": "a", "BUCKETS": "b"}, "There is no setting LAUNCHPATH_EXTERNAL_BUCKETS"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(values: dict[str, str], named: str) -> None:
    with pytest.raises(EngineMisconfigured, match=named):
        read(given(**values))
