"""UpdateProduct: semantics 4.2."""

from typing import Any

import pytest

from tests.making import Making, unique
from tests.refusals import refused


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("Name", "Name"),
        ("Owner", "Owner"),
        ("Description", "ShortDescription"),
        ("Distributor", "Distributor"),
        ("SupportDescription", "SupportDescription"),
        ("SupportEmail", "SupportEmail"),
    ],
)
def test_only_the_given_member_changes(making: Making, admin: Any, member: str, shown: str) -> None:
    product = making.product(Description="Before.", Distributor="Team")
    before = admin.describe_product_as_admin(Id=product.id)["ProductViewDetail"]
    updated = admin.update_product(Id=product.id, **{member: "After."})["ProductViewDetail"]
    assert updated["ProductViewSummary"] == before["ProductViewSummary"] | {shown: "After."}
    assert admin.describe_product_as_admin(Id=product.id)["ProductViewDetail"] == updated


def test_the_status_of_the_reply_is_created(making: Making, admin: Any) -> None:
    # Semantics 4.2.
    updated = admin.update_product(Id=making.product().id, Owner="Team")
    assert updated["ProductViewDetail"]["Status"] == "CREATED"
    assert updated["Tags"] == []


def test_a_text_can_be_emptied(making: Making, admin: Any) -> None:
    product = making.product(Description="Before.", SupportUrl="https://example.com")
    updated = admin.update_product(Id=product.id, Description="", SupportUrl="")
    summary = updated["ProductViewDetail"]["ProductViewSummary"]
    assert (summary["ShortDescription"], summary["SupportUrl"]) == ("", "")


def test_a_support_url_is_one_of_the_web(making: Making, admin: Any) -> None:
    # Semantics 4.2: ^https?://
    product = making.product()
    updated = admin.update_product(Id=product.id, SupportUrl="http://example.com/help")
    assert updated["ProductViewDetail"]["ProductViewSummary"]["SupportUrl"] == "http://example.com/help"
    with refused("InvalidParametersException", containing="SupportUrl"):
        admin.update_product(Id=product.id, SupportUrl="help")


def test_tags_are_added_changed_and_removed(making: Making, admin: Any) -> None:
    product = making.product(Tags=[{"Key": "a", "Value": "old"}, {"Key": "b", "Value": "old"}])
    updated = admin.update_product(Id=product.id, AddTags=[{"Key": "b", "Value": "new"}], RemoveTags=["a"])
    assert updated["Tags"] == [{"Key": "b", "Value": "new"}]
    assert admin.describe_product_as_admin(Id=product.id)["Tags"] == updated["Tags"]


def test_more_than_twenty_tags_in_all_are_refused(making: Making, admin: Any) -> None:
    # Semantics 9; LimitExceededException is not modelled for this operation.
    product = making.product(Tags=[{"Key": f"key-{number}", "Value": "x"} for number in range(20)])
    with refused("InvalidParametersException", containing="more than 20 tags"):
        admin.update_product(Id=product.id, AddTags=[{"Key": "one-more", "Value": "x"}])


def test_the_product_is_found_by_its_new_words_and_no_more_by_the_old(
    making: Making, admin: Any, developer: Any
) -> None:
    # Semantics 2.3.
    old, new = unique("old").replace("-", "x"), unique("new").replace("-", "x")
    product = making.offered(Description=old)
    admin.update_product(Id=product.id, Description=new)

    def found(word: str) -> list[str]:
        summaries = developer.search_products(Filters={"FullTextSearch": [word]})["ProductViewSummaries"]
        return [summary["ProductId"] for summary in summaries]

    assert found(new) == [product.id]
    assert found(old) == []


def test_a_product_of_a_repository_is_refused_with_a_sentence(making: Making, admin: Any) -> None:
    # Semantics 4.2: optional to support.
    source = {"ConnectionParameters": {}}
    with refused("InvalidParametersException", containing="SourceConnection"):
        admin.update_product(Id=making.product().id, SourceConnection=source)


def test_an_unknown_product_is_not_found(admin: Any) -> None:
    with refused("ResourceNotFoundException", "Product prod-unknown not found."):
        admin.update_product(Id="prod-unknown", Owner="Team")
