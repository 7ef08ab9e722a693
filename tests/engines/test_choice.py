"""What `--engine` says: which engines a house has, and what each is for."""

import pytest

from launchpath.engines import choice
from launchpath.engines.choice import Choice
from launchpath.engines.loader import EngineMisconfigured, EngineNotFound


def test_an_engine_is_for_what_it_makes_by_itself() -> None:
    assert choice.read(["sandbox", "terraform"]) == (
        Choice("sandbox", "CFN_STACK"),
        Choice("terraform", "TERRAFORM_OPEN_SOURCE"),
    )


def test_an_engine_may_be_named_for_a_type_of_product() -> None:
    assert choice.read(["CLOUD_FORMATION_TEMPLATE=cloudformation", "EXTERNAL=terraform"]) == (
        Choice("cloudformation", "CFN_STACK"),
        Choice("terraform", "EXTERNAL"),
    )


def test_none_alone_means_no_engine() -> None:
    assert choice.read(["none"]) == ()
    with pytest.raises(EngineMisconfigured, match="means no engine at all"):
        choice.read(["none", "sandbox"])


def test_two_engines_for_one_type_are_refused() -> None:
    with pytest.raises(EngineMisconfigured, match="--engine names sandbox and cloudformation for CFN_STACK"):
        choice.read(["sandbox", "cloudformation"])


def test_an_unknown_engine_and_an_unknown_type_are_refused() -> None:
    with pytest.raises(EngineNotFound, match="There is no engine 'nothing'"):
        choice.read(["nothing"])
    with pytest.raises(EngineMisconfigured, match="the product type STACK, which does not exist"):
        choice.read(["STACK=sandbox"])
