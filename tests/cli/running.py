"""The command line as people use it: a command, what it printed, how it ended."""

import os
import subprocess
import sys
from typing import Any


def launchpath(*words: str, environment: dict[str, str] | None = None, **settings: Any) -> Any:
    """`launchpath WORDS...`, in an environment that has no settings of ours but these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
    return subprocess.run(
        [sys.executable, "-m", "launchpath", *words],
        capture_output=True,
        text=True,
        env=clean | (environment or {}),
        check=False,
        **settings,
    )
