"""Whether the engine has what it needs: a binary that works, a folder to work in, a way to providers."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launchpath.engines.base import EngineUnavailable
from launchpath.engines.offers import Checked
from launchpath.engines.terraform.settings import PREFIX, Settings

#: Seconds to wait for the version.
_PATIENCE = 30


def version(settings: Settings) -> str:
    """What the binary says of itself, e.g. Terraform v1.5.7. Raises EngineUnavailable."""
    try:
        told = subprocess.run(
            [settings.binary, "version"],
            env={**settings.environment(os.environ), "CHECKPOINT_DISABLE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise EngineUnavailable(
            f"{settings.binary} does not tell its version ({fault}). Name a working one with {PREFIX}BINARY."
        ) from fault
    return told.stdout.partition("\n")[0]


def check(settings: Settings, data: Path) -> Iterator[Checked]:
    """One thing after the other."""
    yield _binary(settings)
    yield _folder(data)
    yield _providers(settings)
    yield _credentials(settings)


def _binary(settings: Settings) -> Checked:
    try:
        return Checked(what="binary", found=f"{settings.binary} is {version(settings)}.")
    except EngineUnavailable as fault:
        mend = f"Install Terraform or OpenTofu, or name it with {PREFIX}BINARY."
        return Checked(what="binary", found=str(fault), mend=mend, works=False)


def _folder(data: Path) -> Checked:
    there = next(one for one in (data, *data.parents) if one.exists())
    if os.access(there, os.W_OK):
        return Checked(what="folder", found=f"Runs and providers lie in {data}.")
    mend = f"Let the user that serves write into {there}."
    return Checked(what="folder", found=f"Nothing can be written into {there}.", mend=mend, works=False)


def _providers(settings: Settings) -> Checked:
    if settings.cli_config is None:
        return Checked(what="providers", found="Providers are loaded from where Terraform finds them by itself.")
    if Path(settings.cli_config).is_file():
        return Checked(what="providers", found=f"Providers are loaded as {settings.cli_config} says.")
    found = f"{settings.cli_config} does not exist."
    mend = f"Write it, or leave {PREFIX}CLI_CONFIG out."
    return Checked(what="providers", found=found, mend=mend, works=False)


def _credentials(settings: Settings) -> Checked:
    if not settings.pass_on:
        found = "Runs see no credentials of the server's: launch roles alone give them some."
        return Checked(what="environment", found=found)
    seen = sorted(settings.environment(os.environ).keys() - {"PATH", "LANG", "LC_ALL", "TMPDIR"})
    return Checked(what="environment", found=f"Runs see {', '.join(seen) or 'nothing, since nothing of it is set'}.")
