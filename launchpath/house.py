"""The parts that a process is put together from: the database, the engine, the work."""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy.exc import DatabaseError

from launchpath import first_start, installation, trouble
from launchpath.config import Config
from launchpath.engines import choice
from launchpath.engines.choice import Engines
from launchpath.engines.loader import EngineSettings
from launchpath.engines.offers import Parser
from launchpath.store import migrate, workers
from launchpath.store.database import Database, Unreachable
from launchpath.store.migrate import NewerDatabase
from launchpath.store.vault import has_key, key_of, open_vault
from launchpath.work import restore
from launchpath.work.carry_out import Workbench
from launchpath.work.durable.labour import Labour, Limits
from launchpath.work.durable.queue import Queue
from launchpath.work.engine_memory import DatabaseMemory


class CannotServe(Exception):
    """The process can't start; the message says why, and what to do."""


def open_database(config: Config) -> Database:
    """The database in its newest form, with the people that every installation has."""
    is_keyed = has_key(config.data)
    database = Database(config.database_url, open_vault(config.data)) if is_keyed else installation.without_key(config)
    try:
        migrate.to_newest(database)
        if not is_keyed:
            installation.check_needs_no_key(database, config.data)
            database.vault = open_vault(config.data)
        first_start.settle(database, config.account, config.region, demo=config.demo)
    except (DatabaseError, Unreachable, NewerDatabase) as fault:
        database.close()
        told = trouble.told(config, fault)
        raise CannotServe(f"Can't use the database {database.shown_url}: {told}") from None
    return database


def makes(config: Config) -> Mapping[str, str]:
    """What can be launched (ProvisionedProductTypes), each with the name of the engine that makes it.

    Raises EngineNotFound and EngineMisconfigured.
    """
    return {one.makes: one.name for one in choice.read(config.engines)}


def parsers(config: Config) -> Mapping[str, Parser]:
    """How engines read archives, by what they make. Raises EngineNotFound and EngineMisconfigured."""
    settings = EngineSettings(data=config.data, account=config.account, region=config.region)
    return choice.parsers(choice.read(config.engines), settings)


def open_engines(config: Config, port: int | None) -> Engines:
    """The configured engines. Raises EngineNotFound and EngineMisconfigured.

    `port`: preferred for what people look at, at the first start. Later ones prefer the port of the first: it stands in
    the outputs that people were handed.
    """
    memory = config.data / "engine-port"
    remembered = memory.read_text().strip() if memory.exists() else ""
    engines = choice.open_all(
        choice.read(config.engines),
        EngineSettings(
            data=config.data,
            account=config.account,
            region=config.region,
            host=config.host,
            port=int(remembered) if remembered.isdigit() else port,
        ),
    )
    if present := urlsplit(engines.environment().get("AWS_ENDPOINT_URL", "")).port:
        memory.write_text(f"{present}\n")
    return engines


def _check_alone(database: Database) -> None:
    """Refuse to work beside others. One that was killed counts as living for a while: that is waited for."""
    patience = time.monotonic() + workers.PATIENCE / 1000 + 1
    while others := _living(database):
        if time.monotonic() > patience:
            raise CannotServe(
                f"{others[0]} works on {database.shown_url} already, and what the sandbox makes lives in one process: "
                "a second worker would know nothing of it. Stop that one, or choose an engine that workers can share, "
                "such as --engine cloudformation."
            )
        time.sleep(0.5)


def _living(database: Database) -> list[str]:
    with database.read() as tx:
        return workers.living(tx)


def open_labour(config: Config, database: Database, queue: Queue, engines: Engines) -> Labour:
    """The work, not yet begun, with everything that its engines have to bring back."""
    if not database.is_sqlite and engines.alone():
        _check_alone(database)
    engines.remember_in(DatabaseMemory(database, key_of(config.data)))
    bench = Workbench(database, engines.by_made, config.region, round(config.patience_hours * 60 * 60 * 1000))
    restore.everything(bench)
    limits = Limits(config.most_launches, config.most_launches_of_an_account, config.most_launches_of_a_worker)
    return Labour(database, queue, bench, limits)
