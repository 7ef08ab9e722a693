"""The page of a run: live, honest about what failed first, and patient with lost connections."""

import re
import time
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from launchpath.domain.managed_policy import ADMINISTRATOR
from launchpath.store import portal_sessions
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.people import People
from tests.portal import by_hand
from tests.portal.by_hand import Hand, event
from tests.portal.conftest import OpenPage, somebody
from tests.processes import lasting_port
from tests.running import RunningServer, ended

TWO = QUEUE.replace(
    'Queue: {Type: "AWS::SQS::Queue"', 'Topic: {Type: "AWS::SNS::Topic"}\n  Queue: {Type: "AWS::SQS::Queue"'
)


def offered(making: Making) -> MadeProduct:
    product = making.product(TWO)
    making.portfolio(product, user="admin")
    return product


@pytest.fixture(scope="module")
def product(slow_making: Making) -> MadeProduct:
    return offered(slow_making)


@pytest.fixture
def watched(open_page: OpenPage, slow: RunningServer, product: MadeProduct) -> tuple[Page, dict[str, Any]]:
    """The page of a launch that has just been asked for, and its record."""
    record = product.launch(slow.client("admin"), unique("slow"))
    page = open_page(slow, "admin")
    page.goto(f"/runs/{record['RecordId']}")
    return page, record


def now() -> int:
    return time.time_ns() // 1_000_000


def resource(page: Page, name: str) -> Any:
    return page.locator("#run-resources li").filter(has_text=name)


def test_everything_that_happens_is_shown_as_it_happens(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    name = record["ProvisionedProductName"]
    expect(page.get_by_role("heading", name=f"Launching {name}")).to_be_visible()
    expect(page.locator(".pill").first).to_have_text("In progress")
    expect(resource(page, "Queue")).to_contain_text("Waiting")
    expect(page.locator("[data-since]")).to_have_text(re.compile(r"\d+ s so far"))
    begun = event(now(), "Queue", "CREATE_IN_PROGRESS")
    hand.says(name, events=[begun])
    expect(resource(page, "Queue")).to_contain_text("Being made")
    done = event(now(), "Queue", "CREATE_COMPLETE", "the-queue")
    hand.says(name, events=[begun, done])
    expect(resource(page, "Queue")).to_contain_text("Made")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    expect(page.locator("#run-log tbody tr").first).to_contain_text("create complete")
    hand.says(name, "SUCCEEDED", events=[begun, done], outputs={"QueueUrl": "https://queue.example"})
    expect(page.get_by_role("heading", name=f"Launch of {name}")).to_be_visible()
    expect(page.locator(".pill").first).to_have_text("Succeeded")
    expect(page.get_by_role("link", name="https://queue.example")).to_be_visible()
    expect(resource(page, "Topic")).to_contain_text("Not made")


def test_the_first_cause_of_a_failure_stands_on_top(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    name, at = record["ProvisionedProductName"], now()
    events = [
        event(at, "Topic", "CREATE_IN_PROGRESS", kind="AWS::SNS::Topic"),
        event(at + 1, "Queue", "CREATE_IN_PROGRESS"),
        event(at + 2, "Queue", "CREATE_FAILED", "The quota of queues is used up."),
        event(at + 3, "Topic", "CREATE_FAILED", "Resource creation cancelled", kind="AWS::SNS::Topic"),
    ]
    hand.says(name, "ROLLING_BACK", events=events, reason="The following resource(s) failed to create: [Queue, Topic].")
    failure = page.locator(".failure")
    expect(failure).to_contain_text("Queue could not be made")
    expect(failure).to_contain_text("The quota of queues is used up.")
    expect(page.locator(".pill").first).to_have_text("Failing, being undone")
    hand.says(name, "FAILED", events=events, reason="The following resource(s) failed to create: [Queue, Topic].")
    expect(page.locator(".pill").first).to_have_text("Failed")
    expect(failure.get_by_role("link", name="Try again with these values")).to_be_visible()
    failure.get_by_text("The engine's whole answer").click()
    expect(failure).to_contain_text("failed to create: [Queue, Topic]")


def test_what_a_failed_launch_did_not_come_to_counts_too(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    events = [event(now(), "Queue", "CREATE_IN_PROGRESS"), event(now(), "Queue", "CREATE_FAILED", "No more.")]
    hand.says(record["ProvisionedProductName"], "FAILED", events=events, reason="No more.")
    expect(page.get_by_text("0 of 2")).to_be_visible()


def test_a_failed_launch_is_tried_again_with_its_values(
    open_page: OpenPage, slow: RunningServer, product: MadeProduct, hand: Hand
) -> None:
    client = slow.client("admin")
    given: dict[str, Any] = {"parameters": {"Delay": "77", "Kind": "fifo"}, "Tags": [{"Key": "team", "Value": "a b"}]}
    record = product.launch(client, name := unique("again"), **given)
    hand.says(name, "FAILED", reason="No.")
    page = open_page(slow, "admin")
    page.goto(f"/runs/{record['RecordId']}")
    page.get_by_role("link", name="Try again with these values").click()
    expect(page.locator("[name='p.Delay']")).to_have_value("77")
    expect(page.get_by_role("radio", name="fifo")).to_be_checked()
    expect(page.locator("#own_tags")).to_have_value("team=a b")
    expect(page.locator("#name")).to_have_value("")


def test_a_reload_shows_the_same(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    name = record["ProvisionedProductName"]
    hand.says(name, events=[event(now(), "Queue", "CREATE_IN_PROGRESS")])
    expect(resource(page, "Queue")).to_contain_text("Being made")
    page.reload()
    expect(resource(page, "Queue")).to_contain_text("Being made")
    hand.says(name, "SUCCEEDED")
    expect(page.locator(".pill").first).to_have_text("Succeeded")


def test_whoever_may_see_it_can_be_sent_its_address_and_nobody_else(
    watched: tuple[Page, dict[str, Any]], open_page: OpenPage, slow: RunningServer
) -> None:
    _, record = watched
    heading = f"Launching {record['ProvisionedProductName']}"
    _, colleague = somebody(slow, ADMINISTRATOR)
    other = open_page(slow, colleague)
    other.goto(f"/runs/{record['RecordId']}")
    expect(other.get_by_role("heading", name=heading)).to_be_visible()
    _, stranger = somebody(slow)
    nobody = open_page(slow, stranger)
    answer = nobody.goto(f"/runs/{record['RecordId']}")
    assert answer is not None
    assert answer.status == 404
    assert nobody.request.get(f"/runs/{record['RecordId']}/stream").status == 204


def test_what_an_engine_says_is_shown_as_text(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    reason = "<img src=x onerror=alert(1)>\n</script> & more"
    failed = event(now(), "Queue", "CREATE_FAILED", reason)
    hand.says(record["ProvisionedProductName"], "FAILED", events=[failed], reason=reason)
    expect(page.locator(".failure")).to_contain_text("<img src=x onerror=alert(1)>")


def test_a_run_that_is_over_is_not_watched(watched: tuple[Page, dict[str, Any]], hand: Hand) -> None:
    page, record = watched
    hand.says(record["ProvisionedProductName"], "SUCCEEDED")
    expect(page.locator(".pill").first).to_have_text("Succeeded")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not any("stream" in url for url in asked)


@pytest.mark.loses_connection
def test_a_lost_connection_is_told_and_found_again_without_a_reload(
    open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The server is killed and started again while the page is open; the launch goes on."""
    with by_hand.serving(tmp_path_factory.mktemp("killed"), lasting_port()) as server:
        record = offered(Making(server)).launch(server.client("admin"), name := unique("killed"))
        page = open_page(server, "admin")
        page.goto(f"/runs/{record['RecordId']}")
        expect(page.locator(".pill").first).to_have_text("In progress")
        server.kill()
        expect(page.get_by_text("The connection is lost")).to_be_visible()
        Hand(server.folder).says(name, events=[event(now(), "Queue", "CREATE_IN_PROGRESS")])
        server.start()
        expect(page.get_by_text("The connection is lost")).to_be_hidden()
        expect(resource(page, "Queue")).to_contain_text("Being made")
        Hand(server.folder).says(name, "SUCCEEDED")
        expect(page.locator(".pill").first).to_have_text("Succeeded")


@pytest.mark.loses_connection
def test_whose_session_ends_while_they_watch_is_led_to_the_door_and_back(
    open_page: OpenPage, slow: RunningServer, product: MadeProduct
) -> None:
    record = product.launch(slow.client("admin"), unique("watched"))
    page = open_page(slow)
    page.goto(f"/runs/{record['RecordId']}")
    sign_in(page, slow)
    expect(page.locator(".pill").first).to_have_text("In progress")
    (token,) = (one["value"] for one in page.context.cookies() if one["name"] == "launchpath_session")
    with People.of(slow).database.write() as tx:
        portal_sessions.end(tx, sha256(token.encode()).hexdigest(), 0)
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    sign_in(page, slow)
    expect(page.locator(".pill").first).to_have_text("In progress")


def sign_in(page: Page, server: RunningServer) -> None:
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password").fill(server.variables("admin")["LAUNCHPATH_PASSWORD"])
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.loses_connection
def test_open_pages_do_not_keep_the_server_from_stopping_in_order(
    open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with by_hand.serving(tmp_path_factory.mktemp("stopped")) as server:
        record = offered(Making(server)).launch(server.client("admin"), unique("stopped"))
        page = open_page(server, "admin")
        page.goto(f"/runs/{record['RecordId']}")
        expect(page.locator(".pill").first).to_have_text("In progress")
        server.stop()
        assert server.process is not None
        assert server.process.returncode == 0
        assert "ERROR" not in server.log.read_text()


def test_a_stream_is_of_whole_parts_and_ends_with_the_run(
    slow: RunningServer, product: MadeProduct, hand: Hand, open_page: OpenPage
) -> None:
    """Each connection begins with everything: one that was lost needs to remember nothing."""
    record = product.launch(slow.client("admin"), name := unique("stream"))
    hand.says(name, "SUCCEEDED")
    page = open_page(slow, "admin")
    ended(slow.client("admin"), record["RecordId"])
    said = page.request.get(f"/runs/{record['RecordId']}/stream")
    assert said.headers["content-type"].startswith("text/event-stream")
    names = re.findall(r"^event: (\w+)$", said.text(), re.MULTILINE)
    assert names[:3] == ["state", "resources", "log"]
    assert names[-1] == "end"
