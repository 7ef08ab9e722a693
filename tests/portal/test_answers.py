"""What every answer of the portal bears, and what it weighs."""

import gzip
import re

import pytest

from tests.portal.visitor import Visitor, tags
from tests.running import RunningServer

PAGES = ("/sign-in", "/catalog", "/launched", "/account", "/nowhere", "/static/launchpath.css")


@pytest.fixture
def developer_visits(visitor: Visitor) -> Visitor:
    visitor.sign_in("developer")
    return visitor


@pytest.mark.parametrize("path", PAGES)
def test_nothing_but_our_own_files_may_run_or_be_shown(developer_visits: Visitor, path: str) -> None:
    headers = developer_visits.get(path).headers
    policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "font", "connect")} == {"'self'"}
    assert policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(developer_visits: Visitor, path: str) -> None:
    for tag, attributes in tags(developer_visits.get(path).text):
        assert tag != "style"
        assert tag != "script" or str(attributes.get("src", "")).startswith("/static/")
        assert not any(name.startswith("on") or name == "style" or name.startswith("hx-on") for name in attributes)


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_names_another_host(developer_visits: Visitor, path: str) -> None:
    for _, attributes in tags(developer_visits.get(path).text):
        for name in ("src", "href", "action"):
            assert not str(attributes.get(name) or "").startswith(("http:", "https:", "//"))


def test_pages_are_kept_by_nobody_and_files_for_ever(developer_visits: Visitor) -> None:
    page = developer_visits.get("/catalog")
    assert page.headers["cache-control"] == "no-store"
    named = re.findall(r'(/static/[^"#]+\?v=\w+)', page.text)
    assert named
    for address in dict.fromkeys(named):
        assert "immutable" in developer_visits.get(address).headers["cache-control"]


def test_a_file_whose_content_the_address_does_not_name_is_asked_for_again(visitor: Visitor) -> None:
    for address in ("/static/launchpath.css", "/static/launchpath.css?v=old"):
        assert visitor.get(address).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/vendor/README.md", "/static/../app.py"])
def test_nothing_else_is_served(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_first_page_with_everything_it_needs_is_below_100_kilobytes(developer_visits: Visitor) -> None:
    page = developer_visits.get("/catalog")
    needed = dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
    weight = len(gzip.compress(page.content, 5))
    for address in needed:
        with developer_visits.stream("GET", address) as answer:
            weight += len(b"".join(answer.iter_raw()))
    assert weight < 100_000


def test_a_stylesheet_names_the_typeface_as_the_page_does(visitor: Visitor) -> None:
    """Else it would be fetched twice."""
    page, style = visitor.get("/sign-in").text, visitor.get("/static/launchpath.css").text
    (named,) = re.findall(r'url\("([^"]+woff2[^"]*)"\)', style)
    assert named in page


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "POST"])
def test_what_no_page_answers_is_told_so(developer_visits: Visitor, method: str) -> None:
    answer = developer_visits.request(method, "/catalog", data={"csrf": developer_visits.csrf("/account")})
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text


def test_clients_of_the_api_are_not_shown_the_portal(visitor: Visitor) -> None:
    """They sign what they ask for; the root is theirs then."""
    assert visitor.get("/").headers["location"] == "/catalog"
    answer = visitor.get("/", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=..."})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/xml")


def test_the_whole_is_open_if_the_server_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With --open everybody is one administrator, here as in the API."""
    folder = tmp_path_factory.mktemp("open")
    with RunningServer(folder, "--open", "--engine", "none") as server, Visitor(server) as visitor:
        answer = visitor.get("/catalog")
        assert answer.status_code == 200
        assert "everybody is this administrator" in answer.text
        assert visitor.post("/theme", data={"theme": "dark"}).status_code == 400
        assert visitor.submit("/theme", "/catalog", theme="dark", to="/catalog").status_code == 303
