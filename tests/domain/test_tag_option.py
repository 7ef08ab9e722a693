"""What TagOptions offer, and what becomes of them at a launch: semantics 4.6 and 14, 21."""

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.domain.tag_option import TagOption, chosen, offer


def options(*pairs: tuple[str, str], active: bool = True) -> list[TagOption]:
    return [TagOption(id="tag-1", account="1", key=key, value=value, active=active) for key, value in pairs]


def test_portfolio_and_product_offer_together() -> None:
    offered = offer(options(("Env", "dev"), ("Env", "prod")), options(("Team", "a")))
    assert offered == {"Env": ("dev", "prod"), "Team": ("a",)}


def test_a_key_on_both_is_left_with_the_values_of_both() -> None:
    offered = offer(options(("Env", "dev"), ("Env", "prod")), options(("Env", "prod"), ("Env", "test")))
    assert offered == {"Env": ("prod",)}


def test_a_key_without_a_common_value_is_a_conflict_with_no_values() -> None:
    assert offer(options(("Env", "dev")), options(("Env", "prod"))) == {"Env": ()}


def test_an_inactive_option_is_not_offered() -> None:
    assert offer(options(("Env", "dev"), active=False), []) == {}


def test_a_single_value_is_applied_by_itself() -> None:
    assert chosen({"Env": ("dev",)}, {}, "port-1", "prod-1") == {"Env": "dev"}


def test_of_several_values_none_is_applied_unless_the_request_chooses() -> None:
    assert chosen({"Env": ("dev", "prod")}, {}, "port-1", "prod-1") == {}


def test_a_value_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidParametersException, match="offer dev, prod"):
        chosen({"Env": ("dev", "prod")}, {"Env": "test"}, "port-1", "prod-1")


def test_a_conflict_does_not_stop_the_launch_but_leaves_a_tag() -> None:
    tags = chosen({"Env": (), "Team": ()}, {"Env": "mine"}, "port-1", "prod-1")
    assert tags == {"sc-tagoption-conflict-port-1-prod-1": "Env Team"}
