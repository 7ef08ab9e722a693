"""SearchRecords: ours, for whoever looks after everybody's launches."""

from typing import Any

import pytest

from launchpath.api.errors import AccessDeniedException
from launchpath.domain.managed_policy import ADMINISTRATOR, END_USER
from launchpath.domain.principal import Caller
from launchpath.operations.record_log import SearchRecordsInput
from launchpath.store import policies
from tests.making import QUEUE, Making, unique
from tests.operations.inside import Portal
from tests.people import People

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")


def caller(people: People, arn: str, policy: str) -> Caller:
    with people.database.read() as tx:
        held = policies.held_by(tx, people.config.account, (arn,))
    assert len(held) == 1, policy
    return Caller(account=people.config.account, region="us-east-1", arn=arn, session_arn=arn, policies=held)


@pytest.fixture(scope="module")
def house(people: People) -> Portal:
    return Portal(people.database)


@pytest.fixture(scope="module")
def administrator(people: People) -> Caller:
    return caller(people, people.user(ADMINISTRATOR).arn, ADMINISTRATOR)


def found(house: Portal, who: Caller, **wanted: Any) -> list[str]:
    """The names of the provisioned products of the records that are found."""
    answer = house.ask(SearchRecordsInput(**wanted), who)
    return [one.record_detail.provisioned_product_name for one in answer.records]


def test_everybodys_records_are_found_newest_first_and_by_status(
    house: Portal, administrator: Caller, making: Making, developer: Any
) -> None:
    family = unique("family")
    good, bad = making.offered(), making.offered(BROKEN)
    good.launched(developer, f"{family}-good")
    bad.launched(developer, f"{family}-bad")
    assert found(house, administrator, words=family) == [f"{family}-bad", f"{family}-good"]
    assert found(house, administrator, words=family.upper(), statuses=("FAILED",)) == [f"{family}-bad"]
    assert found(house, administrator, words=family, record_types=("UPDATE_PROVISIONED_PRODUCT",)) == []


def test_a_record_tells_who_asked_for_what(
    house: Portal, administrator: Caller, making: Making, developer: Any, people: People
) -> None:
    product = making.offered()
    product.launched(developer, name := unique("told"))
    (told,) = house.ask(SearchRecordsInput(words=name), administrator).records
    assert (told.product_name, told.provisioning_artifact_name) == (product.name, "v1")
    assert told.asked_by.endswith("user/developer")


def test_long_lists_have_pages(house: Portal, administrator: Caller, making: Making, developer: Any) -> None:
    family, product = unique("pages"), making.offered()
    for number in range(3):
        product.launched(developer, f"{family}-{number}")
    first = house.ask(SearchRecordsInput(words=family, page_size=2), administrator)
    rest = SearchRecordsInput(words=family, page_size=2, page_token=first.next_page_token)
    last = house.ask(rest, administrator)
    names = [one.record_detail.provisioned_product_name for one in (*first.records, *last.records)]
    assert names == [f"{family}-{number}" for number in (2, 1, 0)]
    assert last.next_page_token is None


def test_whose_policy_reaches_their_own_finds_only_those(
    house: Portal, making: Making, developer: Any, people: People
) -> None:
    making.offered().launched(developer, name := unique("foreign"))
    policy = people.policy({"Action": "servicecatalog:SearchRecords", "Condition": People.OWN})
    somebody = caller(people, people.user(policy).arn, policy)
    assert found(house, somebody, words=name) == []


def test_end_users_have_their_own_lists(house: Portal, people: People) -> None:
    with pytest.raises(AccessDeniedException):
        found(house, caller(people, people.user(END_USER).arn, END_USER))
