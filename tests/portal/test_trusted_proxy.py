"""Who asks is taken from X-Forwarded-For only where a proxy is named as trusted; forged, it changes nothing."""

from collections.abc import Iterator

import pytest

from launchpath.domain import password
from launchpath.store import audit
from launchpath.store.audit import Wanted
from tests.making import unique
from tests.people import People
from tests.portal.visitor import Visitor
from tests.running import RunningServer


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server behind a proxy on this machine."""
    options = ("--engine", "none", "--trusted-proxy", "127.0.0.1")
    with RunningServer(tmp_path_factory.mktemp("behind"), *options) as server:
        yield server


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that people reach directly."""
    with RunningServer(tmp_path_factory.mktemp("bare"), "--engine", "none") as server:
        yield server


def guess(server: RunningServer, forwarded: str, name: str | None = None) -> int:
    """Try a wrong password; the status of the answer."""
    with Visitor(server) as visitor:
        visitor.headers["X-Forwarded-For"] = forwarded
        return visitor.sign_in(name or unique("nobody"), "guess").status_code


def noted(server: RunningServer) -> str:
    """Whom the audit names for the last refusal."""
    people = People.of(server)
    with people.database.read() as tx:
        ((_, line),) = audit.newest(tx, Wanted(operation="SignIn"), 1)
    people.database.close()
    return line.caller


def test_a_trusted_proxy_is_believed_who_asks(behind: RunningServer) -> None:
    guess(behind, "203.0.113.9")
    assert noted(behind) == "anonymous/203.0.113.9"


def test_what_stands_before_the_proxys_own_word_is_the_clients_and_not_believed(behind: RunningServer) -> None:
    """A proxy adds whom it sees at the end; whatever a client had sent stands before."""
    guess(behind, "198.51.100.1, 203.0.113.10")
    assert noted(behind) == "anonymous/203.0.113.10"


def test_nobody_is_believed_unless_told_so_not_even_on_this_machine(bare: RunningServer) -> None:
    guess(bare, "203.0.113.9")
    assert noted(bare) == "anonymous/127.0.0.1"


def test_forged_addresses_do_not_let_anybody_guess_on(bare: RunningServer) -> None:
    forged = [f"203.0.113.{number}" for number in range(password.MOST_OF_AN_ADDRESS)]
    assert 403 in {guess(bare, one) for one in forged}
    assert guess(bare, "198.51.100.200") == 429


def test_over_https_the_cookie_never_goes_without(behind: RunningServer, bare: RunningServer) -> None:
    for server, secure in ((behind, True), (bare, False)):
        with Visitor(server) as visitor:
            visitor.headers["X-Forwarded-Proto"] = "https"
            cookies = visitor.get("/sign-in").headers.get_list("set-cookie")
            assert [("Secure" in one) for one in cookies] == [secure]
