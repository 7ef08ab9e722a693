"""One operation at a time on a provisioned product. Semantics 2.7, 14 (14)."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from botocore.exceptions import ClientError

from tests.making import Making, unique
from tests.running import ended

INVALID = "InvalidParametersException"


def attempts(count: int, call: Any, **members: Any) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The records and the refusals of so many calls at once."""

    def attempt(_: int) -> Any:
        try:
            return call(**members)["RecordDetail"]
        except ClientError as error:
            return error.response["Error"]

    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(attempt, range(count)))
    return [one for one in answers if "RecordId" in one], [one for one in answers if "Code" in one]


def test_of_updates_at_once_one_is_accepted_and_the_others_are_told(making: Making, developer: Any) -> None:
    launched = making.offered().launched(developer)
    identifier = launched["ProvisionedProductId"]
    accepted, refused = attempts(10, developer.update_provisioned_product, ProvisionedProductId=identifier)
    assert accepted
    assert {error["Code"] for error in refused} <= {INVALID}
    assert all("is under change" in error["Message"] for error in refused)
    assert all(ended(developer, record["RecordId"])["Status"] == "SUCCEEDED" for record in accepted)
    spans = sorted((record["CreatedTime"], ended(developer, record["RecordId"])["UpdatedTime"]) for record in accepted)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_updates_at_once_with_one_token_are_one(making: Making, developer: Any) -> None:
    launched = making.offered().launched(developer)
    given = {"ProvisionedProductId": launched["ProvisionedProductId"], "UpdateToken": unique("token")}
    accepted, refused = attempts(20, developer.update_provisioned_product, **given)
    assert refused == []
    assert len({record["RecordId"] for record in accepted}) == 1


def test_a_launch_that_runs_can_be_neither_updated_nor_terminated(making: Making, developer: Any) -> None:
    """Either the launch is over already, or the call is told that it is not."""
    product = making.offered()
    for call in (developer.update_provisioned_product, developer.terminate_provisioned_product):
        launched = product.launch(developer)
        (accepted, refused) = attempts(1, call, ProvisionedProductId=launched["ProvisionedProductId"])
        first = ended(developer, launched["RecordId"])
        assert first["Status"] == "SUCCEEDED"
        if refused:
            assert refused[0]["Code"] == INVALID
            assert "is under change" in refused[0]["Message"]
        else:
            assert accepted[0]["CreatedTime"] >= first["UpdatedTime"]
