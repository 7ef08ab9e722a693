"""What tests of the portal have: a browser, pages of people who have signed in, and visitors without a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from launchpath.call import now
from launchpath.store import passwords
from tests.making import Making
from tests.people import People, Person
from tests.portal import by_hand
from tests.portal.by_hand import Hand
from tests.portal.visitor import Visitor
from tests.running import RunningServer
from tools.install_browser import find

#: Nothing that a test does not need, and nothing that would leave this machine.
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]

#: Milliseconds to wait for what should be there at once: tests never measure speed.
PATIENCE = 60_000


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server for people alone: on pages one sees what all the other tests have made."""
    with RunningServer(tmp_path_factory.mktemp("portal"), "--demo") as server:
        yield server
        assert '"InternalFailure"' not in server.log.read_text()


@pytest.fixture(scope="session")
def making(demo: RunningServer) -> Making:
    return Making(demo)


@pytest.fixture(scope="session")
def admin(demo: RunningServer) -> Any:
    return demo.client("admin")


@pytest.fixture(scope="session")
def developer(demo: RunningServer) -> Any:
    return demo.client("developer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        yield launched
        launched.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens pages; whatever a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    # A test that takes the server away may expect the browser to notice.
    is_allowed = request.node.get_closest_marker("loses_connection") is not None

    def open_one(server: RunningServer, user: str | None = None, **settings: Any) -> Page:
        context = browser.new_context(base_url=server.url, **{"viewport": {"width": 1280, "height": 900}} | settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user:
            context.add_cookies([signed_in(server, user)])
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    expected = ("the server responded with a status of 4",)
    assert is_allowed or [one for one in complaints if not any(part in one for part in expected)] == []


#: The password of people that tests make.
WORD = "correct horse battery"

_sessions: dict[tuple[str, str], str] = {}


def signed_in(server: RunningServer, user: str) -> Any:
    """The cookie of a session of this user; one for all tests, since they don't test that."""
    key = (server.url, user)
    if key not in _sessions:
        with Visitor(server) as visitor:
            visitor.sign_in(user, server.variables(user)["LAUNCHPATH_PASSWORD"] if user in STANDING else WORD)
            _sessions[key] = visitor.cookies["launchpath_session"]
    return {"name": "launchpath_session", "value": _sessions[key], "url": server.url}


#: The users that a server has from the beginning.
STANDING = ("admin", "developer")


def somebody(server: RunningServer, *policies: str) -> tuple[Person, str]:
    """A further person, who can sign in; and their name."""
    people = People.of(server)
    person = people.user(*policies)
    with people.database.write() as tx:
        passwords.put(tx, person.arn, WORD, now())
    return person, person.arn.rpartition("/")[2]


@pytest.fixture
def page(open_page: OpenPage, demo: RunningServer) -> Page:
    """The developer's browser."""
    return open_page(demo, "developer")


@pytest.fixture
def admin_page(open_page: OpenPage, demo: RunningServer) -> Page:
    """The administrator's browser."""
    return open_page(demo, "admin")


@pytest.fixture
def visitor(demo: RunningServer) -> Iterator[Visitor]:
    """Somebody who asks for pages without a browser, and has not signed in."""
    with Visitor(demo) as one:
        yield one


@pytest.fixture(scope="session")
def people(demo: RunningServer) -> People:
    """Makes users and groups in the shared server."""
    return People.of(demo)


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server in which everything takes as long as a test wants. Only the administrator is there."""
    with by_hand.serving(tmp_path_factory.mktemp("slow")) as server:
        yield server


@pytest.fixture
def hand(slow: RunningServer) -> Hand:
    """What moves the launches of the slow server."""
    return Hand(slow.folder)


@pytest.fixture(scope="session")
def slow_making(slow: RunningServer) -> Making:
    return Making(slow)


@pytest.fixture
def data(demo: RunningServer) -> Path:
    """The data folder of the shared server."""
    return demo.folder
