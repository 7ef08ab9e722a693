"""What whoever tries the demo reads first: where the portal is, and as whom to sign in."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from launchpath import env_file
from launchpath.first_start import ADMIN, DEVELOPER, PASSWORD

_PEOPLE = {DEVELOPER: "launches products and looks after them", ADMIN: "administers the catalog"}


def show(data: Path, url: str, engine_url: str | None, *, is_open: bool) -> None:
    """Say where the portal is, the demo's passwords as long as they are the first ones, and where launches stand."""
    console = Console(highlight=False)
    console.print(f"[bold]The portal is at {url}[/]", soft_wrap=True)
    if is_open:
        console.print("Nobody needs to sign in: everybody is one administrator.")
    else:
        _show_people(console, data)
    if engine_url:
        console.print(f"What is launched stands at {engine_url} (AWS_ENDPOINT_URL)", soft_wrap=True)


def _show_people(console: Console, data: Path) -> None:
    table = Table.grid(padding=(0, 3, 0, 0))
    for name, text in _PEOPLE.items():
        word = env_file.read(data / f"{name}.env").get(PASSWORD, "(the password that was chosen)")
        table.add_row(Text(f"  {name}", style="bold"), Text(word, style="cyan"), Text(text))
    console.print(table, soft_wrap=True)
