"""DescribeRecord: semantics 2.9, 2.14."""

from typing import Any

from tests.making import Making
from tests.people import People
from tests.refusals import NOT_FOUND, refusal
from tests.running import ended, wait_for

#: In the order in which a record may pass them.
STATUSES = ["CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR", "FAILED", "SUCCEEDED"]


def test_the_record_is_the_one_that_the_call_answered_until_it_ends(making: Making, developer: Any) -> None:
    asked = making.offered().launch(developer)
    record = ended(developer, asked["RecordId"])
    changing = ("Status", "UpdatedTime", "RecordTags")
    assert {key: asked[key] for key in asked if key not in changing} == {
        key: record[key] for key in record if key not in changing
    }


def test_a_record_passes_its_statuses_forwards_and_never_changes_once_it_ended(making: Making, developer: Any) -> None:
    identifier, seen = making.offered().launch(developer)["RecordId"], []

    def look() -> bool:
        seen.append(developer.describe_record(Id=identifier)["RecordDetail"])
        return seen[-1]["Status"] in ("SUCCEEDED", "FAILED")

    wait_for(look)
    places = [STATUSES.index(one["Status"]) for one in seen]
    assert places == sorted(places)
    assert developer.describe_record(Id=identifier)["RecordDetail"] == seen[-1]


def test_outputs_have_values_that_are_texts_and_descriptions_only_if_they_have_one(
    making: Making, developer: Any
) -> None:
    template = """
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
Outputs: {Number: {Value: 5}, Truth: {Value: true, Description: "It is."}, Empty: {Value: ""}}
"""
    record = making.offered(template).launched(developer)
    assert developer.describe_record(Id=record["RecordId"])["RecordOutputs"][:3] == [
        {"OutputKey": "Number", "OutputValue": "5"},
        {"OutputKey": "Truth", "OutputValue": "true", "Description": "It is."},
        {"OutputKey": "Empty", "OutputValue": ""},
    ]


def test_a_record_without_outputs_has_an_empty_list(making: Making, developer: Any) -> None:
    record = making.offered().launched(developer, parameters={"Nothing": "1"})
    reply = developer.describe_record(Id=record["RecordId"])
    assert reply["RecordOutputs"] == []
    assert "NextPageToken" not in reply


def test_unknown_and_foreign_records_are_not_found_alike(
    making: Making, developer: Any, people: People, admin: Any
) -> None:
    record = making.offered().launch(developer)["RecordId"]
    other = people.user().client
    for client, identifier in ((other, record), (developer, "rec-aaaaaaaaaaaaa")):
        text = f"Record {identifier} not found."
        assert refusal(client.describe_record, Id=identifier) == (NOT_FOUND, text)
    assert admin.describe_record(Id=record)["RecordDetail"]["RecordId"] == record
