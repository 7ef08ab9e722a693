"""Without --open nobody gets in who is not known, and everybody is told why in the service's words (semantics 3.2)."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.refusals import refused
from tests.running import RunningServer


def test_a_request_without_a_signature(demo: RunningServer) -> None:
    client = demo.client("admin", config=Config(signature_version=UNSIGNED))
    with refused("MissingAuthenticationTokenException", "Missing Authentication Token"):
        client.list_portfolios()


def test_a_key_that_nobody_has(demo: RunningServer) -> None:
    client = demo.client("admin", aws_access_key_id="AKIASOMEBODYELSE")
    with refused("UnrecognizedClientException", "The security token included in the request is invalid."):
        client.list_portfolios()


def test_a_session_token_that_does_not_belong_to_the_key(demo: RunningServer) -> None:
    client = demo.client("admin", aws_session_token="a token of nobody")
    with refused("UnrecognizedClientException", "The security token included in the request is invalid."):
        client.list_portfolios()


def test_a_wrong_secret(demo: RunningServer) -> None:
    client = demo.client("admin", aws_secret_access_key="wrong")
    with refused("InvalidSignatureException", containing="The request signature we calculated does not match"):
        client.list_portfolios()


def test_another_region(demo: RunningServer) -> None:
    client = demo.client("admin", region_name="eu-west-3")
    with refused("InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-3'. "):
        client.list_portfolios()


def test_an_end_user_who_acts_as_an_administrator(developer: Any) -> None:
    """Semantics 3.2: the policy decides, and the refusal names who asked for what."""
    with refused("AccessDeniedException", containing="user/developer is not authorized to perform: servicecatalog:"):
        developer.list_portfolios()


def test_an_administrator_sees_nothing_that_is_not_opened_to_him(admin: Any) -> None:
    """Semantics 5: administrator rights alone show nothing to end-user operations."""
    names = {one["Name"] for one in admin.search_products()["ProductViewSummaries"]}
    assert "Message queue" not in names


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
def test_a_request_for_no_place_at_all(demo: RunningServer, method: str) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(demo.url).port or 0), timeout=60) as connection:
        connection.sendall(f"{method} * HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 40")
