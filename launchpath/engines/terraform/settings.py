"""What an operator decides about Terraform: which binary, what it may see of our environment, how long it may take."""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from launchpath.engines.loader import EngineMisconfigured

#: Every setting is an environment variable: this prefix and the field's name in capitals.
PREFIX = "LAUNCHPATH_TERRAFORM_"

#: What is looked for on the PATH, in this order.
BINARIES = ("tofu", "terraform")
#: What every program needs. Providers' sockets lie in TMPDIR, and need a short path.
_ALWAYS = ("PATH", "LANG", "LC_ALL", "TMPDIR")
_MINUTES = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")


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
    ours = {name.removeprefix(PREFIX): value.strip() for name, value in environment.items() if name.startswith(PREFIX)}
    given = {name: value for name, value in ours.items() if value}
    for name, value in given.items():
        _check(name, value)
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


def _check(name: str, value: str) -> None:
    if name not in _MUST_BE:
        raise EngineMisconfigured(
            f"There is no setting {PREFIX}{name}. There are: {', '.join(PREFIX + known for known in _MUST_BE)}."
        )
    right, must_be = _MUST_BE[name]
    if not right(value):
        raise EngineMisconfigured(f"{PREFIX}{name} is '{value}', but it must be {must_be}.")


def _is_executable(value: str) -> bool:
    return os.path.isabs(value) and os.access(value, os.X_OK) and Path(value).is_file()


def _is_number(value: str) -> bool:
    return _MINUTES.fullmatch(value) is not None and float(value) > 0


#: By name: whether a value will do, and what it must be.
_MUST_BE: dict[str, tuple[Callable[[str], object], str]] = {
    "BINARY": (_is_executable, "the whole path of a program, such as /usr/bin/tofu"),
    "CLI_CONFIG": (os.path.isabs, "the whole path of a file"),
    "PASS_ON": (bool, "names of environment variables, such as AWS_*,HTTPS_PROXY"),
    "PATIENCE": (_is_number, "a number of minutes"),
    "GRACE": (_is_number, "a number of seconds"),
    "PARALLEL": (lambda value: value.isdecimal() and int(value) > 0, "a whole number from 1 on"),
    "EXTERNAL_ID": (bool, "a text"),
}
