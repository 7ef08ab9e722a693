"""CreatePortfolio: semantics 4.1."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.making import unique
from tests.refusals import refused


def test_the_reply_is_the_new_portfolio(admin: Any) -> None:
    # The recorded members (semantics 4.1); the id's form is 1.1, the ARN's 1.2.
    before = datetime.now(UTC)
    detail = admin.create_portfolio(DisplayName="Data", ProviderName="Team")["PortfolioDetail"]
    assert set(detail) == {"Id", "ARN", "DisplayName", "CreatedTime", "ProviderName"}
    assert re.fullmatch(r"port-[a-z2-7]{13}", detail["Id"])
    assert detail["ARN"] == f"arn:aws:catalog:us-east-1:123456789012:portfolio/{detail['Id']}"
    assert (detail["DisplayName"], detail["ProviderName"]) == ("Data", "Team")
    assert abs((detail["CreatedTime"] - before).total_seconds()) < 60


def test_a_description_is_shown_if_it_was_given_even_an_empty_one(admin: Any) -> None:
    # Semantics 4.1: omitted when not given.
    for text in ("What the data team offers.", ""):
        detail = admin.create_portfolio(DisplayName="Data", ProviderName="Team", Description=text)["PortfolioDetail"]
        assert detail["Description"] == text


def test_tags_are_shown_in_the_reply_and_kept(admin: Any) -> None:
    tags = [{"Key": "cost-center", "Value": "42"}, {"Key": "team", "Value": "Straße"}]
    created = admin.create_portfolio(DisplayName="Data", ProviderName="Team", Tags=tags)
    assert created["Tags"] == tags
    assert admin.describe_portfolio(Id=created["PortfolioDetail"]["Id"])["Tags"] == tags


def test_without_tags_the_list_of_tags_is_there_and_empty(admin: Any) -> None:
    # Semantics 13, the empty-list policy: Tags is shown.
    assert admin.create_portfolio(DisplayName="Data", ProviderName="Team")["Tags"] == []


def test_names_need_not_be_unique(admin: Any) -> None:
    # Semantics 4.1.
    first = admin.create_portfolio(DisplayName="Twins", ProviderName="Team")["PortfolioDetail"]["Id"]
    assert admin.create_portfolio(DisplayName="Twins", ProviderName="Team")["PortfolioDetail"]["Id"] != first


def test_the_same_token_and_request_lead_to_the_same_portfolio(admin: Any) -> None:
    # Semantics 2.6 and 14, 1.
    request = {"DisplayName": "Once", "ProviderName": "Team", "IdempotencyToken": unique("token")}
    assert admin.create_portfolio(**request)["PortfolioDetail"] == admin.create_portfolio(**request)["PortfolioDetail"]


def test_the_language_of_a_repeat_does_not_matter(admin: Any) -> None:
    request = {"DisplayName": "Once", "ProviderName": "Team", "IdempotencyToken": unique("token")}
    first = admin.create_portfolio(**request)["PortfolioDetail"]
    assert admin.create_portfolio(**request, AcceptLanguage="jp")["PortfolioDetail"] == first


def test_the_same_token_with_another_request_is_refused(admin: Any) -> None:
    # Semantics 14, 1.
    token = unique("token")
    admin.create_portfolio(DisplayName="Once", ProviderName="Team", IdempotencyToken=token)
    with refused("InvalidParametersException", containing=token):
        admin.create_portfolio(DisplayName="Twice", ProviderName="Team", IdempotencyToken=token)


def test_a_token_whose_portfolio_was_deleted_is_as_good_as_new(admin: Any) -> None:
    request = {"DisplayName": "Again", "ProviderName": "Team", "IdempotencyToken": unique("token")}
    first = admin.create_portfolio(**request)["PortfolioDetail"]["Id"]
    admin.delete_portfolio(Id=first)
    second = admin.create_portfolio(**request)["PortfolioDetail"]["Id"]
    assert second != first
    assert admin.describe_portfolio(Id=second)["PortfolioDetail"]["DisplayName"] == "Again"


def test_a_tag_key_given_twice_is_refused(admin: Any) -> None:
    twice = [{"Key": "team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    with refused("InvalidParametersException", "Tag key team is given more than once. Give each key once."):
        admin.create_portfolio(DisplayName="Data", ProviderName="Team", Tags=twice)


@pytest.mark.parametrize("key", ["aws:team", "AWS:team"])
def test_a_reserved_tag_key_is_refused(admin: Any, key: str) -> None:
    # Semantics 2.6: keys that begin with aws: are the service's own.
    with refused("InvalidParametersException", containing=f"Tag key {key} is reserved"):
        admin.create_portfolio(DisplayName="Data", ProviderName="Team", Tags=[{"Key": key, "Value": "x"}])


def test_twenty_tags_are_taken_and_more_are_not(admin: Any) -> None:
    # Semantics 4.1, 9: the shape allows twenty.
    tags = [{"Key": f"key-{number}", "Value": "x"} for number in range(21)]
    assert len(admin.create_portfolio(DisplayName="Data", ProviderName="Team", Tags=tags[:20])["Tags"]) == 20
    with refused("ValidationException", containing="Member must have length less than or equal to 20"):
        admin.create_portfolio(DisplayName="Data", ProviderName="Team", Tags=tags)


@pytest.mark.parametrize(("member", "most"), [("DisplayName", 100), ("ProviderName", 50), ("Description", 2000)])
def test_texts_have_the_lengths_of_the_model(admin: Any, member: str, most: int) -> None:
    # Semantics 4.1, 14 17.
    request = {"DisplayName": "Data", "ProviderName": "Team"}
    admin.create_portfolio(**request | {member: "x" * most})
    with refused("ValidationException", containing=f"length less than or equal to {most}"):
        admin.create_portfolio(**request | {member: "x" * (most + 1)})


def test_a_refused_portfolio_leaves_nothing_behind(admin: Any) -> None:
    name = unique("refused")
    with refused("InvalidParametersException"):
        admin.create_portfolio(DisplayName=name, ProviderName="Team", Tags=[{"Key": "aws:a", "Value": "x"}])
    pages = admin.get_paginator("list_portfolios").paginate()
    assert name not in [detail["DisplayName"] for page in pages for detail in page["PortfolioDetails"]]
