"""launchpath seed: fills a database with a synthetic catalog and its history, for trying out and measuring."""

import os
import time
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import click

from launchpath import first_start, house, installation
from launchpath.call import now
from launchpath.cli.directory import directory_options
from launchpath.cli.faults import told_in_a_sentence
from launchpath.cli.options import config_of, json_option, option
from launchpath.cli.output import say
from launchpath.config import Config
from launchpath.seed import planting
from launchpath.seed.plan import Plan
from launchpath.seed.planting import AlreadyPlanted


@click.command()
@option("--products", type=click.IntRange(1), default=1_000, help="Products, with one to four versions each.")
@option("--records", type=click.IntRange(0), default=10_000, help="Records: launches, updates, terminations.")
@option("--portfolios", type=click.IntRange(1), default=20, help="Portfolios; each product is in one or two.")
@option("--principals", type=click.IntRange(0), default=30, help="Users, groups and roles beside the developer.")
@option("--seed", type=int, default=1, help="Decides what is left to chance: the same number, the same catalog.")
@json_option
@directory_options
def seed(json: bool, **settings: Any) -> None:
    """Fill a database with a synthetic catalog and its history, for trying out and measuring.

    `serve` then shows all of it to the demo's developer (DIR/developer.env). What is there already stays. On SQLite the
    server has to be stopped. With many records, serve with `--engine none`: the sandbox would make everything that
    still runs anew at its start.
    """
    config = config_of(settings)
    begun = time.monotonic()
    with told_in_a_sentence():
        try:
            plan = _planted(config, settings, quiet=json)
        except (AlreadyPlanted, house.CannotServe) as fault:
            raise click.ClickException(str(fault)) from None
    answer = {
        "Products": plan.products,
        "Records": plan.records,
        "Portfolios": plan.portfolios,
        "Principals": plan.principals,
        "Seed": plan.seed,
        "Seconds": round(time.monotonic() - begun, 1),
    }
    say(
        f"Planted {plan.products:,} products in {plan.portfolios:,} portfolios, and {plan.records:,} records, in "
        f"{answer['Seconds']} s. Serve them: launchpath serve --data {settings['data']} --engine none",
        answer,
        as_json=json,
    )


def _planted(config: Config, settings: dict[str, Any], *, quiet: bool) -> Plan:
    """What was planted. An installation that was never served is made first, with the demo's developer."""
    # Nobody else may read the database that we may make.
    os.umask(0o077)
    first_start.make_folder(config.data)
    with first_start.lock(config.data) if config.postgresql_url is None else nullcontext():
        known: dict[str, Any] = dict(installation.remembered(config))
        config = replace(config, demo=True, **known)
        sizes = {name: settings[name] for name in ("products", "records", "portfolios", "principals", "seed")}
        plan = Plan(account=config.account, region=config.region, now=now(), **sizes)
        database = house.open_database(config)
        try:
            planting.plant(database, plan, _ignore if quiet else _show)
        finally:
            database.close()
    return plan


def _show(what: str, done: int, of: int) -> None:
    click.echo(f"\r{done:>11,} of {of:,} {what}", err=True, nl=done == of)


def _ignore(_what: str, _done: int, _of: int) -> None:
    """A script reads the answer alone."""
