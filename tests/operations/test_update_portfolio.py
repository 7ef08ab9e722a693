"""UpdatePortfolio: semantics 4.1."""

from typing import Any

import pytest

from tests.making import Making
from tests.refusals import refused


@pytest.mark.parametrize("member", ["DisplayName", "ProviderName", "Description"])
def test_only_the_given_member_changes(making: Making, admin: Any, member: str) -> None:
    # Semantics 4.1.
    portfolio_id = making.portfolio(user=None, Description="Before.")
    before = admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]
    updated = admin.update_portfolio(Id=portfolio_id, **{member: "After."})["PortfolioDetail"]
    assert updated == before | {member: "After."}
    assert admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"] == updated


def test_an_update_that_says_nothing_changes_nothing(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None)
    before = admin.describe_portfolio(Id=portfolio_id)["PortfolioDetail"]
    assert admin.update_portfolio(Id=portfolio_id)["PortfolioDetail"] == before


def test_a_description_can_be_emptied(making: Making, admin: Any) -> None:
    portfolio_id = making.portfolio(user=None, Description="Before.")
    assert admin.update_portfolio(Id=portfolio_id, Description="")["PortfolioDetail"]["Description"] == ""


def test_tags_are_added_changed_and_removed(making: Making, admin: Any) -> None:
    tags = [{"Key": key, "Value": "old"} for key in ("a", "b", "c")]
    portfolio_id = making.portfolio(user=None, Tags=tags)
    added = [{"Key": "b", "Value": "new"}, {"Key": "d", "Value": "new"}]
    updated = admin.update_portfolio(Id=portfolio_id, AddTags=added, RemoveTags=["a"])
    assert {tag["Key"]: tag["Value"] for tag in updated["Tags"]} == {"b": "new", "c": "old", "d": "new"}
    assert admin.describe_portfolio(Id=portfolio_id)["Tags"] == updated["Tags"]


def test_a_tag_that_is_not_there_can_be_removed(making: Making, admin: Any) -> None:
    assert admin.update_portfolio(Id=making.portfolio(user=None), RemoveTags=["absent"])["Tags"] == []


def test_more_than_twenty_tags_in_all_are_over_the_limit(making: Making, admin: Any) -> None:
    # Semantics 9; LimitExceededException is modelled for this operation.
    tags = [{"Key": f"key-{number}", "Value": "x"} for number in range(20)]
    portfolio_id = making.portfolio(user=None, Tags=tags)
    with refused("LimitExceededException", containing="more than 20 tags"):
        admin.update_portfolio(Id=portfolio_id, AddTags=[{"Key": "one-more", "Value": "x"}])
    assert len(admin.describe_portfolio(Id=portfolio_id)["Tags"]) == 20


def test_a_reserved_tag_key_is_refused(making: Making, admin: Any) -> None:
    # Semantics 2.6.
    with refused("InvalidParametersException", containing="Tag key aws:x is reserved"):
        admin.update_portfolio(Id=making.portfolio(user=None), AddTags=[{"Key": "aws:x", "Value": "x"}])


def test_an_unknown_portfolio_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Portfolio port-unknown not found."):
        admin.update_portfolio(Id="port-unknown", DisplayName="New")


def test_a_new_name_is_the_name_of_the_launch_path(making: Making, admin: Any, developer: Any) -> None:
    # Semantics 2.2: a path bears the portfolio's DisplayName.
    product = making.product()
    portfolio_id = making.portfolio(product)
    admin.update_portfolio(Id=portfolio_id, DisplayName="Renamed")
    assert [path["Name"] for path in developer.list_launch_paths(ProductId=product.id)["LaunchPathSummaries"]] == [
        "Renamed"
    ]
