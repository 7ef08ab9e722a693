"""Somebody who asks the portal for pages without a browser: for what browsers hide."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.running import RunningServer


class Visitor(httpx.Client):
    """An HTTP client with a cookie jar; it goes nowhere by itself."""

    def __init__(self, server: RunningServer, **settings: Any) -> None:
        super().__init__(base_url=server.url, timeout=60, headers={"Accept": "text/html"}, **settings)
        self.server = server

    def csrf(self, path: str = "/sign-in") -> str:
        """A token for forms, from a page that has one."""
        return token(self.get(path, follow_redirects=True))

    def submit(self, path: str, page: str | None = None, /, **fields: Any) -> httpx.Response:
        """Send the form of a page."""
        return self.post(path, data={"csrf": self.csrf(page or path), **fields})

    def sign_in(self, user: str, password: str | None = None) -> httpx.Response:
        word = password or self.server.variables(user)["LAUNCHPATH_PASSWORD"]
        return self.submit("/sign-in", user_name=user, password=word)


def token(answer: httpx.Response) -> str:
    """The proof that a form is of this page."""
    return field_of(answer, "csrf")


def field_of(answer: httpx.Response, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(f'name="{name}" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """The tags of a page with their attributes, in order."""
    parser = _Tags()
    parser.feed(html)
    return parser.found
