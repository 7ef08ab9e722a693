"""launchpath migrate: brings the database to the form that this release needs, as every start does."""

from contextlib import nullcontext
from typing import Any

import click

from launchpath import first_start, installation
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.options import config_of, json_option
from launchpath.cli.output import Answer, say
from launchpath.config import Config
from launchpath.installation import NotInstalled
from launchpath.store import migrate as migrations
from launchpath.store.database import Database
from launchpath.work.durable import tables


@click.command()
@json_option
@directory_options
def migrate(json: bool, **settings: Any) -> None:
    """Bring the database to the form that this release needs, as every start does.

    Two that run at once wait for each other. A server of the release before goes on with the new form; on SQLite it
    has to be stopped first. Make a backup before: there is no way back but by it.
    """
    config = config_of(settings)
    with told_in_a_sentence():
        if not installation.has_database(config):
            raise NotInstalled(f"There is no catalog in {config.data} yet. `launchpath serve` makes one.")
        database = installation.without_key(config)
        try:
            answer = _migrated(database, config)
        finally:
            database.close()
    say(_told(answer), answer, as_json=json)


def _migrated(database: Database, config: Config) -> Answer:
    """What was done."""
    lacking = migrations.lacking(database)
    before, needed = tables.versions(database)
    # As long as a server has the data folder, nobody changes the form of what it works on.
    with first_start.lock(config.data) if database.is_sqlite and (lacking or before < needed) else nullcontext():
        applied = migrations.to_newest(database)
        before, after = tables.migrate(database)
    return {
        "Database": database.shown_url,
        "Applied": [{"Number": one.number, "Does": one.does} for one in applied],
        "Queue": {"Before": before, "After": after},
    }


def _told(answer: Answer) -> str:
    lines = [f"{one['Number']}  {one['Does']}" for one in answer["Applied"]]
    queue = answer["Queue"]
    if queue["Before"] < queue["After"]:
        lines.append(f"The queue's own tables are at version {queue['After']} now; before, at {queue['Before']}.")
    if not lines:
        return f"Nothing to do: {answer['Database']} has the form that this release needs."
    return "\n".join([*lines, f"{answer['Database']} has the form that this release needs."])
