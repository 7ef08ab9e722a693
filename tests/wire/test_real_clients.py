"""botocore's own clients, over both protocols and a real socket, can't tell the difference (semantics 11, 15)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from launchpath.api import errors
from launchpath.api.types import (
    DescribeRecordOutput,
    ProductViewAggregationValue,
    ProductViewSummary,
    RecordDetail,
    SearchProductsOutput,
)

pytestmark = pytest.mark.parametrize("protocol", ["json", "cbor"])
Client = Callable[..., Any]


def refuse(error: Exception) -> Callable[[Any], Any]:
    def answer(request: Any) -> Any:
        raise error

    return answer


def test_a_request_arrives_typed_and_its_reply_comes_back(client: Client, house: Any, protocol: str) -> None:
    house.answers["SearchProducts"] = lambda request: SearchProductsOutput(
        product_view_summaries=(ProductViewSummary(id="prodview-1", name="Bucket", has_default_path=False),),
        product_view_aggregations={"Owner": (ProductViewAggregationValue(value="us", approximate_count=1),)},
    )
    reply = client(protocol).search_products(Filters={"Owner": ["us"]}, PageSize=5)
    assert reply["ProductViewSummaries"] == [{"Id": "prodview-1", "Name": "Bucket", "HasDefaultPath": False}]
    assert reply["ProductViewAggregations"] == {"Owner": [{"Value": "us", "ApproximateCount": 1}]}
    assert (house.asked[0][2].filters, house.asked[0][2].page_size) == ({"Owner": ("us",)}, 5)


def test_times_arrive_as_times_to_the_millisecond(client: Client, house: Any, protocol: str) -> None:
    """Semantics 1.3."""
    detail = RecordDetail(record_id="rec-1", created_time=1577222793.362, updated_time=1577136715.0)
    house.answers["DescribeRecord"] = lambda request: DescribeRecordOutput(record_detail=detail)
    record = client(protocol).describe_record(Id="rec-1")["RecordDetail"]
    assert record["CreatedTime"].astimezone(UTC) == datetime(2019, 12, 24, 21, 26, 33, 362000, tzinfo=UTC)
    assert record["UpdatedTime"].astimezone(UTC) == datetime(2019, 12, 23, 21, 31, 55, tzinfo=UTC)


def test_an_empty_reply_is_a_reply(client: Client, house: Any, protocol: str) -> None:
    """Semantics 11.3: botocore crashes on an empty CBOR body."""
    reply = client(protocol).delete_portfolio(Id="port-1")
    assert set(reply) == {"ResponseMetadata"}


def test_a_modelled_error_is_the_clients_own_exception(client: Client, house: Any, protocol: str) -> None:
    """Semantics 3.1."""
    house.answers["DescribeRecord"] = refuse(errors.ResourceNotFoundException("Record rec-1 not found."))
    caller = client(protocol)
    with pytest.raises(caller.exceptions.ResourceNotFoundException) as caught:
        caller.describe_record(Id="rec-1")
    assert caught.value.response["Error"] == {"Code": "ResourceNotFoundException", "Message": "Record rec-1 not found."}
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_front_end_error_keeps_its_code_and_text(client: Client, house: Any, protocol: str) -> None:
    with pytest.raises(ClientError) as caught:
        client(protocol, aws_secret_access_key="wrong").list_portfolios()
    assert caught.value.response["Error"]["Code"] == "InvalidSignatureException"
    assert "does not match the signature you provided" in caught.value.response["Error"]["Message"]


def test_the_request_id_is_the_one_that_the_house_was_given(client: Client, house: Any, protocol: str) -> None:
    reply = client(protocol).list_portfolios()
    assert reply["ResponseMetadata"]["RequestId"] == house.asked[0][3]
    assert len(house.asked[0][3]) == 36


def test_the_house_learns_whose_key_it_was(client: Client, house: Any, protocol: str) -> None:
    client(protocol).list_portfolios()
    assert house.asked[0][0].arn == "arn:aws:iam::123456789012:user/ann"


def test_a_session_token_goes_to_the_house_with_its_key(client: Client, house: Any, protocol: str) -> None:
    house.keys["AKIDANN", "session"] = house.keys.pop(("AKIDANN", None))
    client(protocol, aws_session_token="session").list_portfolios()
    assert house.asked[0][1] == "ListPortfolios"


def test_letters_of_every_script_survive_the_way_there_and_back(client: Client, house: Any, protocol: str) -> None:
    house.answers["SearchProducts"] = lambda request: SearchProductsOutput(next_page_token=request.filters["Owner"][0])
    assert client(protocol).search_products(Filters={"Owner": ["日本 ✓ 🚀"]})["NextPageToken"] == "日本 ✓ 🚀"


def test_a_violated_constraint_is_told_in_the_services_text(client: Client, house: Any, protocol: str) -> None:
    with pytest.raises(ClientError) as caught:
        client(protocol).describe_record(Id="", PageSize=21)
    assert caught.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "2 validation errors detected: "
        "Value '' at 'id' failed to satisfy constraint: Member must have length greater than or equal to 1; "
        "Value '21' at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to 20",
    }
    assert house.asked == []
