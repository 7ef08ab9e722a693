"""ProvisionProduct: rules of TEMPLATE constraints and of the template itself. Semantics 4.5, 4.5.1, 14 (16)."""

from typing import Any

from tests.making import QUEUE, MadeProduct, Making
from tests.refusals import INVALID, NOT_FOUND, refusal

SHORT = {"Rules": {"Short": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Delay"}, "0"]}}]}}}


def ruled(making: Making, name: str, assertion: Any, description: str, condition: Any = None) -> MadeProduct:
    """A queue product with one rule on its only path."""
    portfolio = making.portfolio(product := making.product())
    constrain(making, portfolio, product, (name, assertion, description), condition)
    return product


def constrain(
    making: Making, portfolio: str, product: MadeProduct, rule: tuple[str, Any, str], condition: Any = None
) -> None:
    name, assertion, description = rule
    body = {"Assertions": [{"Assert": assertion, "AssertDescription": description}]}
    if condition:
        body["RuleCondition"] = condition
    making.constraint(portfolio, product, "TEMPLATE", {"Rules": {name: body}})


PLAIN = {"Fn::Equals": [{"Ref": "Kind"}, "plain"]}


def test_a_broken_rule_refuses_the_call_with_its_description(making: Making, developer: Any) -> None:
    """14, 16: at the call, not later; nothing is left of the launch."""
    product = ruled(making, "Plain", PLAIN, "Only plain queues here.")
    refused = refusal(product.launch, client=developer, name="refused", parameters={"Kind": "fifo"})
    assert refused == (INVALID, "Only plain queues here.")
    assert refusal(developer.describe_provisioned_product, Name="refused")[0] == NOT_FOUND
    assert product.launched(developer, parameters={"Kind": "plain"})["Status"] == "SUCCEEDED"


def test_values_left_out_are_judged_by_their_defaults(making: Making, developer: Any) -> None:
    product = ruled(making, "Fifo", {"Fn::Equals": [{"Ref": "Kind"}, "fifo"]}, "Only fifo queues here.")
    assert refusal(product.launch, client=developer) == (INVALID, "Only fifo queues here.")


def test_a_rule_whose_condition_does_not_hold_is_skipped(making: Making, developer: Any) -> None:
    slow = {"Fn::Contains": [["0", "900"], {"Ref": "Delay"}]}
    product = ruled(making, "Slow", slow, "A fifo queue waits not at all or long.", {"Fn::Not": [PLAIN]})
    assert product.launch(developer, parameters={"Kind": "plain", "Delay": "5"})["Status"] == "CREATED"
    code, text = refusal(product.launch, client=developer, parameters={"Kind": "fifo", "Delay": "5"})
    assert (code, text) == (INVALID, "A fifo queue waits not at all or long.")


def test_several_constraints_must_all_hold(making: Making, developer: Any) -> None:
    """4.5: within one portfolio several TEMPLATE constraints combine by AND, even under one name."""
    portfolio = making.portfolio(product := making.product())
    constrain(making, portfolio, product, ("Mine", PLAIN, "Plain!"))
    constrain(making, portfolio, product, ("Mine", {"Fn::Equals": [{"Ref": "Delay"}, "0"]}, "At once!"))
    refused = refusal(product.launch, client=developer, parameters={"Kind": "fifo", "Delay": "5"})
    assert refused == (INVALID, "Plain! At once!")
    assert refusal(product.launch, client=developer, parameters={"Delay": "5"}) == (INVALID, "At once!")


def test_only_the_rules_of_the_chosen_path_count(making: Making, developer: Any) -> None:
    """4.5: a launch uses one path, and only that portfolio's constraints."""
    strict, free = making.portfolio(product := making.product()), making.portfolio(product)
    constrain(making, strict, product, ("Plain", PLAIN, "Plain!"))
    paths = [f"lpv3-{one.removeprefix('port-')}" for one in (strict, free)]
    fifo = {"Kind": "fifo"}
    assert refusal(product.launch, client=developer, PathId=paths[0], parameters=fifo) == (INVALID, "Plain!")
    assert product.launch(developer, PathId=paths[1], parameters=fifo)["Status"] == "CREATED"


def test_the_templates_own_rules_count_beside_the_constraints(making: Making, developer: Any) -> None:
    """6.4: CFN Rules are evaluated also, merged with TEMPLATE constraints."""
    own = 'Rules: {Own: {Assertions: [{Assert: !Equals [!Ref Delay, "0"], AssertDescription: At once!}]}}\n'
    portfolio = making.portfolio(product := making.product(own + QUEUE))
    constrain(making, portfolio, product, ("Plain", PLAIN, "Plain!"))
    refused = refusal(product.launch, client=developer, parameters={"Kind": "fifo", "Delay": "5"})
    assert refused == (INVALID, "At once! Plain!")


def test_a_rule_without_a_description_is_named(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "TEMPLATE", SHORT)
    code, text = refusal(product.launch, client=developer, parameters={"Delay": "5"})
    assert (code, text) == (INVALID, "Rule 'Short' of this product does not allow these parameter values.")


def test_a_changed_constraint_counts_for_later_launches(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    constraint = making.constraint(portfolio, product, "TEMPLATE", SHORT)
    assert refusal(product.launch, client=developer, parameters={"Delay": "5"})[0] == INVALID
    making.admin.delete_constraint(Id=constraint)
    assert product.launch(developer, parameters={"Delay": "5"})["Status"] == "CREATED"
