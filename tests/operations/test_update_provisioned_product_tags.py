"""UpdateProvisionedProduct: tags, and the RESOURCE_UPDATE constraint that lets them change. Semantics 2.7, 4.5, 4.6."""

from typing import Any

from tests.making import MadeProduct, Making
from tests.refusals import INVALID, refusal
from tests.running import ended


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def own(record: dict[str, Any]) -> dict[str, str]:
    """The tags of a record without the automatic ones."""
    return {tag["Key"]: tag["Value"] for tag in record["RecordTags"] if not tag["Key"].startswith("aws:")}


def asked(client: Any, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
    reply = client.update_provisioned_product(ProvisionedProductId=launched["ProvisionedProductId"], **members)
    record: dict[str, Any] = reply["RecordDetail"]
    return record


def updated(client: Any, launched: dict[str, Any], **members: Any) -> dict[str, Any]:
    return ended(client, asked(client, launched, **members)["RecordId"])


def changeable(making: Making, choice: str = "ALLOWED", **members: Any) -> MadeProduct:
    """A product whose only path says whether tags may be changed."""
    portfolio = making.portfolio(product := making.product(**members))
    content = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": choice}}
    making.constraint(portfolio, product, "RESOURCE_UPDATE", content)
    return product


def test_the_present_tags_may_be_sent_with_every_update(making: Making, developer: Any) -> None:
    """Terraform always sends them; the catalog's own and the automatic ones do no harm."""
    launched = making.offered(Tags=tags(team="data")).launched(developer, Tags=tags(a="1"))
    for sent in (tags(a="1"), tags(a="1", team="data"), launched["RecordTags"]):
        assert own(updated(developer, launched, Tags=sent)) == {"a": "1", "team": "data"}


def test_other_tags_are_refused_without_the_constraint(making: Making, developer: Any) -> None:
    plain, forbidding = making.offered(), changeable(making, "NOT_ALLOWED")
    for product in (plain, forbidding):
        launched = product.launched(developer, Tags=tags(a="1"))
        for sent in (tags(a="2"), tags(a="1", b="2")):
            code, text = refusal(asked, client=developer, launched=launched, Tags=sent)
            assert code == INVALID
            assert "RESOURCE_UPDATE" in text


def test_without_tags_in_the_request_they_stay(making: Making, developer: Any) -> None:
    launched = changeable(making).launched(developer, Tags=tags(a="1"))
    assert own(updated(developer, launched)) == {"a": "1"}


def test_tags_change_where_that_is_allowed(making: Making, developer: Any, cloudformation: Any) -> None:
    """On the record, on the stack and in search; the automatic ones stay as they were (6.2)."""
    launched = changeable(making, Tags=tags(team="data")).launched(developer, Tags=tags(a="1", b="1"))
    record = updated(developer, launched, Tags=tags(a="2", c="3"))
    assert own(record) == {"a": "2", "c": "3", "team": "data"}
    whole = {tag["Key"]: tag["Value"] for tag in record["RecordTags"]}
    assert len(whole) == 8
    stack = f"SC-123456789012-{launched['ProvisionedProductId']}"
    on_stack = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in on_stack} == whole
    query = {"SearchQuery": [f"id:{launched['ProvisionedProductId']}"]}
    (found,) = developer.search_provisioned_products(Filters=query)["ProvisionedProducts"]
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == whole


def test_a_tag_that_is_no_longer_sent_is_taken_off_where_that_is_allowed(making: Making, developer: Any) -> None:
    launched = changeable(making).launched(developer, Tags=tags(a="1", b="1"))
    assert own(updated(developer, launched, Tags=tags(a="1"))) == {"a": "1"}
    assert own(updated(developer, launched, Tags=[])) == {}


def test_reserved_keys_stay_refused(making: Making, developer: Any) -> None:
    launched = changeable(making).launched(developer)
    code, text = refusal(asked, client=developer, launched=launched, Tags=[{"Key": "aws:mine", "Value": "x"}])
    assert code == INVALID
    assert "aws:mine" in text


def test_the_present_automatic_tags_may_be_sent_where_changes_are_allowed(making: Making, developer: Any) -> None:
    launched = changeable(making).launched(developer, Tags=tags(a="1"))
    sent = [*launched["RecordTags"], *tags(b="2")]
    assert own(updated(developer, launched, Tags=sent)) == {"a": "1", "b": "2"}


def test_the_present_tags_stay_though_their_tag_option_is_no_longer_offered(making: Making, developer: Any) -> None:
    """4.6: inactive TagOptions are not offered; existing tags stay."""
    product = changeable(making)
    option = making.admin.create_tag_option(Key=product.id, Value="gold")["TagOptionDetail"]["Id"]
    making.admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=option)
    sent = [{"Key": product.id, "Value": "gold"}]
    launched = product.launched(developer, Tags=sent)
    making.admin.update_tag_option(Id=option, Active=False)
    other = making.admin.create_tag_option(Key=product.id, Value="silver")["TagOptionDetail"]["Id"]
    making.admin.associate_tag_option_with_resource(ResourceId=product.id, TagOptionId=other)
    assert own(updated(developer, launched, Tags=sent)) == {product.id: "gold"}
