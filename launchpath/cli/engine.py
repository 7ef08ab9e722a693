"""launchpath engine: whether an engine has what it needs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from launchpath import installation
from launchpath.call import now
from launchpath.cli.directory import Directory, directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.findings import end_with
from launchpath.cli.options import config_of, json_option, option
from launchpath.config import Config
from launchpath.doctor.engine import loaded
from launchpath.doctor.engine_check import check as findings_of
from launchpath.engines.base import EngineUnavailable
from launchpath.engines.loader import EngineMisconfigured, EngineNotFound
from launchpath.engines.offers import HandsOver, NothingKnown
from launchpath.installation import Installation
from launchpath.store import engine_documents, provisioned_products


@click.group()
def engine() -> None:
    """Engines: what carries launches out.

    \b
    launchpath engine check cloudformation
    launchpath engine hand-over terraform pp-abcdefghijklm ./left
    """


@engine.command()
@click.argument("name")
@option("--account", metavar="ID", help="The catalog's account. [default: that of the first start]")
@option("--region", help="The catalog's region. [default: that of the first start]")
@json_option
@directory_options
def check(name: str, account: str | None, region: str | None, json: bool, **settings: Any) -> None:
    """Say whether the engine NAME is installed, rightly configured and let in, and what is to be mended.

    It is asked as a server with the same environment would ask it; no server and no catalog are needed. The exit
    status is 1 when it would not work.
    """
    config = config_of(settings)
    given = {name: value for name, value in (("account", account), ("region", region)) if value}
    known: dict[str, Any] = {**installation.remembered(config), **given}
    with told_in_a_sentence():
        end_with(findings_of(name, replace(config, **known)), as_json=json)


@engine.command("hand-over")
@click.argument("name")
@click.argument("product", metavar="PRODUCT")
@click.argument("folder", type=click.Path(path_type=Path))
@option("--forget", is_flag=True, help="Forget what is handed over: nobody but you has it then.")
@directory_options
def hand_over(name: str, product: str, folder: Path, forget: bool, **settings: Any) -> None:
    """Write what the engine NAME needs to remove PRODUCT, such as pp-abcdefghijklm, into a new FOLDER, and say how.

    For what was left standing when it was terminated, and what `launchpath doctor` finds that nobody knows any more.
    Secret values are in the folder, which nobody but you can read. A product that lives has to be terminated first.
    """
    config = config_of(settings)
    known: dict[str, Any] = {**installation.remembered(config)}
    config = replace(config, **known)
    with told_in_a_sentence(), installation.opened(config) as opened:
        with opened.database.read() as tx:
            found = provisioned_products.find_living(tx, product)
        if found is not None:
            raise click.ClickException(f"{product} lives. Terminate it: launchpath terminate {found.name}")
        if folder.exists():
            raise click.ClickException(f"{folder} is there already. Name a folder that is not.")
        click.echo(_handed_over(name, product, folder, config, opened))
        with opened.database.write() as tx:
            if forget:
                engine_documents.drop(tx, product)
            Directory(installation=opened, tx=tx, now=now()).note("HandOver", {"provisioned_product_id": product})


def _handed_over(name: str, product: str, folder: Path, config: Config, opened: Installation) -> str:
    try:
        with loaded(name, config, opened.database) as one:
            if not isinstance(one, HandsOver):
                raise click.ClickException(f"The engine {name} keeps nothing that could be handed over.")
            return one.hand_over(product, folder)
    except (EngineNotFound, EngineMisconfigured, EngineUnavailable, NothingKnown) as fault:
        raise click.ClickException(str(fault)) from None
