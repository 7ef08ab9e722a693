"""Each error carries what the wire needs (semantics 3.1, 3.2)."""

import inspect

from launchpath.api import errors
from launchpath.api.errors import ServiceError
from launchpath.api.operations import OPERATIONS

MODELLED = {code for operation in OPERATIONS.values() for code in operation.errors} | {"TagOptionNotMigratedException"}


def classes() -> dict[str, type[ServiceError]]:
    found = inspect.getmembers(errors, inspect.isclass)
    return {name: each for name, each in found if issubclass(each, ServiceError) and each is not ServiceError}


def test_the_code_of_an_error_is_its_name() -> None:
    assert all(each.code == name for name, each in classes().items())


def test_the_eight_modelled_errors_are_http_400_and_travel_under_a_capital_message() -> None:
    """Semantics 3.1."""
    modelled = {name: (classes()[name].status, classes()[name].member) for name in MODELLED}
    assert len(modelled) == 8
    assert set(modelled.values()) == {(400, "Message")}


def test_front_end_errors_travel_under_a_small_message_except_a_refusal_by_policy() -> None:
    """Semantics 3.2."""
    capital = {name for name, each in classes().items() if each.member == "Message"} - MODELLED
    assert capital == {"AccessDeniedException"}


def test_only_faults_of_the_server_and_oversized_bodies_are_not_400() -> None:
    statuses = {name: each.status for name, each in classes().items() if each.status != 400}
    assert statuses == {"InternalFailure": 500, "ServiceUnavailable": 503, "RequestEntityTooLargeException": 413}


def test_an_error_reads_as_its_sentence() -> None:
    assert str(errors.ResourceNotFoundException("Product prod-1 not found.")) == "Product prod-1 not found."
