"""ListRecordParameters: what a record's parameters are, secrets masked, through the API's door."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.making import Making
from tests.operations.test_list_record_events import connection
from tests.running import RunningServer

TALK = """
Parameters:
  Word: {Type: String, Default: hello}
  Must: {Type: String}
  Secret: {Type: String, NoEcho: true}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
"""


def test_values_are_told_in_the_templates_order_and_secrets_are_masked(
    making: Making, developer: Any, demo: RunningServer
) -> None:
    record = making.offered(TALK).launched(developer, parameters={"Must": "now", "Secret": "correct-horse"})
    told = connection(demo, "developer").ask("ListRecordParameters", {"RecordId": record["RecordId"]})["Parameters"]
    assert [(one["Key"], one["Value"]) for one in told] == [("Word", "hello"), ("Must", "now"), ("Secret", "****")]


def test_the_records_of_others_are_not_there(making: Making, admin: Any, demo: RunningServer) -> None:
    """As DescribeRecord has it: semantics 5."""
    product = making.product()
    making.portfolio(product, user="admin")
    record = product.launched(admin)
    with pytest.raises(ClientError, match=f"Record {record['RecordId']} not found"):
        connection(demo, "developer").ask("ListRecordParameters", {"RecordId": record["RecordId"]})
