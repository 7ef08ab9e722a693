"""launchpath serve --template-host: a wrong one is refused at the start, not when a template is read."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from launchpath.cli.serve import serve


@pytest.mark.parametrize(
    "host", ["https://templates.example", "templates.example/t", "*.example", "user@templates.example"]
)
def test_what_is_no_host_is_refused(host: str, tmp_path: Path) -> None:
    answer = CliRunner().invoke(serve, ["--data", str(tmp_path), "--template-host", host])
    assert answer.exit_code == 2
    assert f"Invalid value for --template-host: {host!r} is neither HOST nor HOST:PORT." in answer.output
    assert list(tmp_path.iterdir()) == []
