"""`launchpath audit`: every change and every refusal, as often as somebody wants to read it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launchpath.call import now
from launchpath.store import audit
from launchpath.store.audit import Line
from tests.cli.installed import Installed
from tests.cli.running import launchpath
from tests.making import Making
from tests.refusals import refused
from tests.running import RunningServer

Kind = Callable[[], str | None]
HOUR = 3_600_000


def note(installed: Installed, operation: str, **facts: Any) -> None:
    given = {
        "at": now(),
        "account": "123456789012",
        "caller": "arn:aws:iam::123456789012:user/ann",
        "outcome": "OK",
        "request_id": f"request-{operation}",
        "subjects": {},
    }
    with installed.opened() as database, database.write() as tx:
        audit.append(tx, Line(operation=operation, **(given | facts)))


@pytest.fixture
def book(tmp_path: Path, each_kind: Kind) -> Installed:
    """An installation with four lines in its audit."""
    made = Installed.at(tmp_path / "data", each_kind())
    note(made, "CreatePortfolio", at=now() - 48 * HOUR, subjects={"portfolio_id": "port-1", "display_name": "Tools"})
    note(made, "DeletePortfolio", at=now() - 3 * HOUR, outcome="ResourceInUseException")
    note(made, "CreateProduct", at=now() - HOUR, caller="arn:aws:iam::123456789012:user/ben")
    note(made, "ProvisionProduct", outcome="AccessDeniedException")
    return made


def operations(book: Installed, *options: str) -> list[str]:
    return [line["Operation"] for line in book.told("audit", *options)]


def test_all_lines_are_read_oldest_first(book: Installed) -> None:
    first, *_, last = book.told("audit")
    assert first["Subjects"] == {"portfolio_id": "port-1", "display_name": "Tools"}
    assert (first["RequestId"], first["Outcome"]) == ("request-CreatePortfolio", "OK")
    assert last["Operation"] == "ProvisionProduct"


def test_without_a_terminal_a_line_is_no_longer_than_what_it_tells(book: Installed) -> None:
    first, second, *_ = book.said("audit").splitlines()
    ann = "arn:aws:iam::123456789012:user/ann"
    assert first.partition("  ")[2] == f"{ann}  CreatePortfolio  OK  portfolio_id=port-1 display_name=Tools"
    assert second.partition("  ")[2] == f"{ann}  DeletePortfolio  ResourceInUseException"


def test_people_at_a_terminal_read_a_table(installed: Installed) -> None:
    note(installed, "CreatePortfolio", subjects={"portfolio_id": "port-1"})
    command = [sys.executable, "-m", "launchpath", "audit", "--data", str(installed.folder)]
    terminal = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    said = subprocess.run(
        [sys.executable, "-c", terminal, *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    ).stdout
    assert "Time" in said
    assert "portfolio_id=port-1" in said


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--since", "2h"], ["CreateProduct", "ProvisionProduct"]),
        (["--since", "300m"], ["DeletePortfolio", "CreateProduct", "ProvisionProduct"]),
        (["--since", "2000-01-01"], ["CreatePortfolio", "DeletePortfolio", "CreateProduct", "ProvisionProduct"]),
        (["--caller", "user/ben"], ["CreateProduct"]),
        (["--caller", "%"], []),
        (["--operation", "CreateProduct"], ["CreateProduct"]),
        (["--outcome", "OK"], ["CreatePortfolio", "CreateProduct"]),
        (["--outcome", "ResourceInUseException"], ["DeletePortfolio"]),
        (["--outcome", "refused"], ["DeletePortfolio", "ProvisionProduct"]),
        (["--request-id", "request-CreateProduct"], ["CreateProduct"]),
        (["--outcome", "refused", "--limit", "1"], ["ProvisionProduct"]),
        (["--caller", "ben", "--outcome", "refused"], []),
    ],
)
def test_the_lines_can_be_chosen(book: Installed, options: list[str], found: list[str]) -> None:
    assert operations(book, *options) == found


def test_none_is_said_in_a_sentence(book: Installed) -> None:
    assert book.said("audit", "--operation", "Nothing") == "Nothing of that kind is on record.\n"


def test_a_time_that_is_none_is_refused_with_what_to_write(installed: Installed) -> None:
    code, output = installed.call("audit", "--since", "yesterday")
    assert code == 2
    assert "'yesterday' is no time: write 30m, 2h or 7d, or a date such as" in " ".join(output.split())


def test_a_filter_may_come_from_the_environment(book: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUNCHPATH_OUTCOME", "refused")
    assert operations(book) == ["DeletePortfolio", "ProvisionProduct"]


def test_it_follows_what_is_added(book: Installed) -> None:
    where = ["--data", str(book.folder)]
    if book.postgresql_url:
        where += ["--database-url", book.postgresql_url]
    command = [sys.executable, "-m", "launchpath", "audit", "--follow", "--json", "--limit", "1", *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        assert json.loads(following.stdout.readline())["Operation"] == "ProvisionProduct"
        for name in ("UpdateProduct", "DeleteProduct"):
            note(book, name)
            assert json.loads(following.stdout.readline())["Operation"] == name
        following.terminate()


def test_what_a_server_does_and_what_it_refuses_is_on_record(demo: RunningServer, making: Making) -> None:
    portfolio_id = making.portfolio()
    with refused("ResourceNotFoundException"):
        making.admin.delete_portfolio(Id="port-not-there")

    answer = launchpath("audit", "--json", "--since", "10m", "--limit", "1000", "--data", str(demo.folder))
    assert answer.returncode == 0, answer.stderr
    lines = [(one["Operation"], one["Outcome"], one["Subjects"].get("id")) for one in json.loads(answer.stdout)]
    assert ("CreatePortfolio", "OK", portfolio_id) in lines
    assert ("DeletePortfolio", "ResourceNotFoundException", "port-not-there") in lines
