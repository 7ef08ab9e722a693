"""What an operator decides about Terraform: which binary, what it may see of our environment, how long it may take."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from launchpath.engines import variables
from launchpath.engines.loader import EngineMisconfigured
from launchpath.engines.variables import Rule

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_TERRAFORM_"

#: What is looked for on the PATH, in this order.
BINARIES = ("tofu", "terraform")
#: What every program needs. Providers' sockets lie in TMPDIR, and need a short path.
_ALWAYS = ("PATH", "LANG", "LC_ALL", "TMPDIR")


def _is_executable(value: str) -> bool:
    return os.path.isabs(value) and os.access(value, os.X_OK) and Path(value).is_file()


_RULES = {
    "BINARY": Rule(_is_executable, "the whole path of a program, such as /usr/bin/tofu"),
    "CLI_CONFIG": Rule(os.path.isabs, "the whole path of a file"),
    "PASS_ON": Rule(bool, "names of environment variables, such as AWS_*,HTTPS_PROXY"),
    "PATIENCE": variables.number_of("minutes"),
    "GRACE": variables.number_of("seconds"),
    "PARALLEL": variables.matching("0*[1-9][0-9]{0,3}", "a whole number from 1 on"),
    "EXTERNAL_ID": variables.TEXT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The README in this folder explains each."""

    binary: str
    #: Terraform's own configuration file, e.g. with a mirror of providers; None: none.
    cli_config: str | None = None
    #: Environment variables that runs may see: names, and beginnings such as AWS_*.
    pass_on: tuple[str, ...] = ()
    #: Minutes that one run may take.
    patience: float = 60.0
    #: Seconds that an interrupted run gets to end in order.
    grace: float = 120.0
    #: Runs at a time, in this process.
    parallel: int = 10
    #: Sent with every launch role that is assumed.
    external_id: str | None = None

    def environment(self, ours: Mapping[str, str]) -> dict[str, str]:
        """What of our environment a run may see."""
        wanted = (*_ALWAYS, *self.pass_on)
        return {
            name: value
            for name, value in ours.items()
            if any(fnmatchcase(name, one) for one in wanted) and not name.startswith("LAUNCHPATH_")
        }


def read(environment: Mapping[str, str]) -> Settings:
    """The settings among these environment variables. Raises EngineMisconfigured for one that can't be meant."""
    given = variables.read(PREFIX, _RULES, environment)
    return Settings(
        binary=given.get("BINARY") or _found(environment.get("PATH", "")),
        cli_config=given.get("CLI_CONFIG"),
        pass_on=tuple(given.get("PASS_ON", "").replace(",", " ").split()),
        patience=float(given.get("PATIENCE", 60)),
        grace=float(given.get("GRACE", 120)),
        parallel=int(given.get("PARALLEL", 10)),
        external_id=given.get("EXTERNAL_ID"),
    )


def _found(path: str) -> str:
    for name in BINARIES:
        if there := shutil.which(name, path=path):
            return there
    raise EngineMisconfigured(
        f"Neither {' nor '.join(BINARIES)} is on the PATH. Install one of them, or name it with {PREFIX}BINARY."
    )
