"""ProvisionProduct: idempotency tokens. Semantics 1.3, 2.6, 14 (1, 2), 15 (9)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.making import Making, unique
from tests.people import People
from tests.refusals import INVALID, refusal
from tests.running import ended

ABUSED = "was used before, with another request"


def test_a_repeat_leads_to_the_same_record_as_it_is_now(making: Making, developer: Any) -> None:
    """14, 1: the original record, in its current state."""
    product, token, name = making.offered(), unique("token"), unique("once")
    first = product.launch(developer, name, ProvisionToken=token)
    done = ended(developer, first["RecordId"])
    assert product.launch(developer, name, ProvisionToken=token) == done


def test_the_language_of_the_answer_is_no_part_of_the_request(making: Making, developer: Any) -> None:
    product, token, name = making.offered(), unique("token"), unique("once")
    first = product.launch(developer, name, ProvisionToken=token)
    again = product.launch(developer, name, ProvisionToken=token, AcceptLanguage="zh")
    assert again["RecordId"] == first["RecordId"]


@pytest.mark.parametrize(
    "other", [{"parameters": {"Delay": "2"}}, {"name": "another"}, {"Tags": [{"Key": "a", "Value": "b"}]}]
)
def test_a_token_with_another_request_is_refused(making: Making, developer: Any, other: dict[str, Any]) -> None:
    product, token = making.offered(), unique("token")
    given = {"name": unique("once"), "parameters": {"Delay": "1"}, "ProvisionToken": token}
    product.launch(developer, **given)
    code, text = refusal(product.launch, client=developer, **given | other)
    assert code == INVALID
    assert ABUSED in text


def test_somebody_elses_token_leads_nobody_to_their_record(making: Making, developer: Any, people: People) -> None:
    """Semantics 5: everything that an end user reads is filtered by access."""
    other, token, name = people.user(), unique("token"), unique("once")
    making.open(making.portfolio(product := making.product()), other.arn)
    product.launch(developer, name, ProvisionToken=token)
    code, text = refusal(product.launch, client=other.client, name=name, ProvisionToken=token)
    assert code == INVALID
    assert ABUSED in text


def test_a_refused_request_does_not_use_up_its_token(making: Making, developer: Any) -> None:
    product, token = making.offered(), unique("token")
    code, _ = refusal(product.launch, client=developer, ProvisionToken=token, Tags=[{"Key": "aws:a", "Value": "b"}])
    assert code == INVALID
    assert product.launch(developer, ProvisionToken=token)["Status"] == "CREATED"


def test_a_failed_launch_keeps_its_token(making: Making, developer: Any) -> None:
    """The same response for each repeated request: a second attempt needs a new token."""
    product = making.offered()
    given = {"name": unique("once"), "parameters": {"Nothing": "1"}, "ProvisionToken": unique("token")}
    failed = product.launched(developer, **given)
    assert failed["Status"] == "FAILED"
    assert product.launch(developer, **given) == failed


def test_a_token_counts_for_its_operation_alone(making: Making, developer: Any) -> None:
    product, token = making.offered(), unique("token")
    record = product.launched(developer, ProvisionToken=token)
    update = developer.update_provisioned_product(
        ProvisionedProductId=record["ProvisionedProductId"], UpdateToken=token
    )
    assert update["RecordDetail"]["RecordId"] != record["RecordId"]


def test_twenty_calls_at_once_with_one_token_launch_once(making: Making, developer: Any) -> None:
    """15, 9."""
    product, token, name = making.offered(), unique("token"), unique("once")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: product.launch(developer, name, ProvisionToken=token), range(20)))
    assert len({answer["RecordId"] for answer in answers}) == 1
    query = {"SearchQuery": [f"productId:{product.id}"]}
    assert developer.search_provisioned_products(Filters=query)["TotalResultsCount"] == 1
