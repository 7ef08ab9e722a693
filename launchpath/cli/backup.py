"""launchpath backup: writes everything that is remembered into one file, while servers and workers go on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from launchpath import __version__, installation
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.options import config_of, json_option, option
from launchpath.cli.output import Answer, say
from launchpath.store import backup as backups
from launchpath.store.backup import Label
from launchpath.store.vault import KEY_VARIABLE, key_of


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@option("--with-key", is_flag=True, help="Put the secret key into the backup, too. Guard the file like the key.")
@json_option
@directory_options
def backup(file: Path, with_key: bool, json: bool, **settings: Any) -> None:
    """Write everything that is remembered into FILE: catalog, people, launches, records, audit, templates.

    Servers and workers go on meanwhile: the backup shows one moment. It can be restored into SQLite and into
    PostgreSQL, wherever it comes from, by this release and later ones. What engines have made is not in it, nor,
    without --with-key, is the secret key: keep a copy of that elsewhere, once.
    """
    config = config_of(settings)
    with told_in_a_sentence(), installation.opened(config) as opened:
        label = Label(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            release=__version__,
            account=opened.account,
            region=opened.region,
            secret_key=key_of(config.data).decode() if with_key else None,
        )
        size = backups.write(opened.database, file, label)
        source = opened.database.shown_url
    answer = {"File": str(file.absolute()), "Bytes": size, "Database": source, "HasSecretKey": with_key}
    say(_told(answer, config.data), answer, as_json=json)


def _told(answer: Answer, folder: Path) -> str:
    told = f"{answer['Database']} is in {answer['File']} now ({answer['Bytes']:,} bytes).\n"
    if answer["HasSecretKey"]:
        return told + "The secret key is in it: whoever reads the file can read every secret."
    return told + (
        f"The secret key is NOT in it. Keep a copy of {folder / 'secret.key'}, or of {KEY_VARIABLE}, elsewhere: "
        "without the key no access key works and no parameter can be read after a restore."
    )
