"""The house rules, held to: who may import whom, how long things may get, what each place may know."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from botocore import xform_name

import launchpath
from launchpath.api import operations as contract
from launchpath.call import Call
from launchpath.operations import OPERATIONS

HOUSE = Path(launchpath.__file__).parent
ROOT = HOUSE.parent

#: Generated; one page that shows a whole on purpose; append-only.
EXEMPT = ("launchpath/api/", "launchpath/store/tables.py", "launchpath/operations/__init__.py", "/migrations/versions/")
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40

#: A name that says nothing gathers everything.
VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "service", "util", "utils"}


def modules(*places: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules in these places, by their paths from the root."""
    for place in places:
        found = ROOT / place
        for file in sorted(found.rglob("*.py")) if found.is_dir() else [found]:
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text())


def imports(module: ast.Module) -> Iterator[str]:
    """What a module imports, names included: `from a import b` is a.b."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(*libraries: str) -> set[str]:
    """The modules of the house that import one of these libraries."""
    return {
        path
        for path, module in modules("launchpath")
        if any(name == library or name.startswith(f"{library}.") for name in imports(module) for library in libraries)
    }


def test_imports_run_downwards_only() -> None:
    # In a process of its own: the linter turns the loggers off that it finds.
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports; exit(lint_imports(no_cache=True))"]
    done = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    counted = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules("launchpath", "tools")}
    long = {path: lines for path, lines in counted.items() if lines > MOST_LINES_OF_A_FILE and not _exempt(path)}
    assert long == {}


def test_no_function_is_too_long_to_be_seen_at_once() -> None:
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno + 1
        for path, module in modules("launchpath", "tools")
        for node in ast.walk(module)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno and not _exempt(path)
        if node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def _exempt(path: str) -> bool:
    return any(exempt in path for exempt in EXEMPT)


def test_the_smallest_engine_is_as_small_as_is_said() -> None:
    """docs/adding-an-engine.md walks through it."""
    lines = [len(file.read_text().splitlines()) for file in (HOUSE / "engines" / "ansible").glob("*.py")]
    assert sum(lines) < 200


def test_every_module_says_what_it_answers() -> None:
    assert [path for path, module in modules("launchpath", "tools") if not ast.get_docstring(module)] == []


def test_no_module_has_a_vague_name() -> None:
    # engines/base.py is the engines' one page, and says so.
    names = {path: Path(path).stem for path, _ in modules("launchpath", "tools")}
    assert [path for path, name in names.items() if name in VAGUE and path != "launchpath/engines/base.py"] == []


def test_the_operations_are_the_services() -> None:
    assert len(contract.OPERATIONS) == 90
    assert set(OPERATIONS) <= set(contract.OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_a_function_of_its_shapes_named_as_boto3_names_it(name: str) -> None:
    function, shapes = OPERATIONS[name].function, contract.OPERATIONS[name]
    assert function.__name__ == xform_name(name)
    assert get_type_hints(function) == {"call": Call, "request": shapes.input, "return": shapes.output}


def test_no_operation_opens_a_transaction_calls_an_engine_or_knows_a_protocol() -> None:
    # Transactions are perform's, engines are work's, protocols are wire's.
    forbidden = (
        "launchpath.engines",
        "launchpath.work",
        "launchpath.perform",
        "launchpath.wire",
        "launchpath.store.database.Database",
        "launchpath.store.migrate",
        "boto3",
        "starlette",
        "urllib3",
    )
    found = {
        (path, name)
        for path, module in modules("launchpath/operations")
        for name in imports(module)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    }
    assert found == set()


def test_the_domain_does_nothing_but_think() -> None:
    # A clock is none of its business either, but for the pattern that may not take for ever.
    forbidden = ("boto3", "launchpath.store", "os", "pathlib", "socket", "sqlalchemy", "subprocess", "time", "urllib3")
    allowed = {("launchpath/domain/pattern.py", "time")}
    found = {
        (path, name)
        for path, module in modules("launchpath/domain")
        for name in imports(module)
        if any(name == one or name.startswith(f"{one}.") for one in forbidden)
    }
    assert found == allowed


def test_one_package_alone_knows_the_durable_engine() -> None:
    assert {path.rpartition("/")[0].replace("/", ".") for path in importers("dbos")} == {"launchpath.work.durable"}


def test_only_the_store_speaks_sql() -> None:
    # Others hand conditions on unread, or tell that there is no database; the durable engine has tables of its own.
    found = {
        (path, name)
        for path, module in modules("launchpath")
        for name in imports(module)
        if name.startswith("sqlalchemy")
        and not path.replace("/", ".").startswith(("launchpath.store.", "launchpath.work.durable."))
    }
    assert {name for _, name in found} <= {"sqlalchemy.ColumnElement", "sqlalchemy.exc.DatabaseError"}


def test_only_the_doors_know_http() -> None:
    places = ("launchpath/wire/", "launchpath/portal/", "launchpath/doors.py", "launchpath/server.py")
    assert [path for path in importers("starlette", "uvicorn", "http.server") if not path.startswith(places)] == []


def test_the_pinned_requirements_name_no_place_to_load_from() -> None:
    pinned = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|^-[ifr] ", pinned, re.MULTILINE)
    assert pinned.count("--hash=sha256:") > pinned.count("==") > 0


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    somewhere = re.compile(r"(?<![\w.:$}/-])/(?:home|root|tmp|Users|work)/")
    endings = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".html", ".css", ".js"}
    folders = ("launchpath", "tools", "tests", "docs", "benchmarks")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.suffix in endings]
    # In a second work tree of a repository, .git is a file.
    files += [
        file for file in ROOT.iterdir() if file.is_file() and file.suffix in endings | {""} and file.name != ".git"
    ]
    found = {
        file.relative_to(ROOT).as_posix(): said.group()
        for file in files
        if file != Path(__file__) and (said := somewhere.search(file.read_text(errors="replace")))
    }
    assert found == {}
