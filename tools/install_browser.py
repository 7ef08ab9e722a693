"""Sees to it that there is a browser to test the portal with: Debian's Chromium where apt is, else playwright's own.

`python tools/install_browser.py` installs one if it is missing, and says nothing if it is there.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: What distributions call it.
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The path of a Chromium, the system's before playwright's; None: there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None) or _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install one. Raises CalledProcessError if neither way leads to it."""
    if shutil.which("apt-get") and (root := _as_root()) is not None:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            done = subprocess.run([*root, "apt-get", "--quiet", *words], env=quiet, stdout=sys.stderr, check=False)
            if done.returncode != 0:
                break
        else:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=True)


def _as_root() -> list[str] | None:
    """What to put before a command that needs root; None: we can't be root."""
    if os.geteuid() == 0:
        return []
    may_sudo = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    return ["sudo", "-n"] if may_sudo else None


def main() -> None:
    if find() is None:
        print("There is no Chromium to test the portal with: installing one.", file=sys.stderr)
        install()


if __name__ == "__main__":
    main()
