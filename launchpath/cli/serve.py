"""launchpath serve: one process that answers the API and carries launches out."""

import contextlib
import ipaddress
import logging
import os
import signal
from pathlib import Path
from typing import Any

import click

from launchpath.cli.options import data_option, option
from launchpath.config import Config

log = logging.getLogger("launchpath.server")

SAMPLE = Path(__file__).parent.parent / "catalog" / "sample"


@click.command()
@option("--host", default="127.0.0.1", help="Address to listen on.")
@option("--port", type=click.IntRange(0, 65535), default=8000, help="Port to listen on; 0 takes a free one.")
@data_option
@option("--account", default="123456789012", metavar="ID", help="The catalog's account, 12 digits.")
@option("--region", default="us-east-1", help="The catalog's region; requests must be signed for it.")
@option("--demo", is_flag=True, help="Load the sample catalog, and make a developer who may launch from it.")
@option("--tour", is_flag=True, help="With --demo: launch a first product as the developer, and show how.")
@option("--open", is_flag=True, help="Take any credentials and any region as one administrator. For tests only.")
@option("--force-open", is_flag=True, help="Allow --open on an address that other machines can reach.")
@option("--engine", default="sandbox", help="What provisions: an installed engine's name, or none.")
@option("--s3-endpoint", metavar="URL", help="Where S3 is. [default: the sandbox's, else AWS]")
@option(
    "--template-host", multiple=True, metavar="HOST", help="An https host, or HOST:PORT, that templates may come from."
)
@option("--log-format", type=click.Choice(["auto", "json", "text"]), default="auto", help="auto: text on a terminal.")
@option("--log-file", type=click.Path(path_type=Path, dir_okay=False), help="File for the log. [default: stderr]")
def serve(**settings: Any) -> None:
    """Serve the catalog, and carry launches out.

    The first start creates the data folder with its database, its keys, and an administrator; `source DIR/admin.env`
    makes a shell that administrator (with --demo, DIR/developer.env the developer). GET /healthz answers 200 once
    everything is ready.
    """
    config = _config(settings)
    from launchpath import logs
    from launchpath.engines.loader import EngineNotFound
    from launchpath.first_start import FolderUnusable
    from launchpath.server import CannotServe, Server
    from launchpath.store.vault import VaultError

    # Nobody else may read what we write: the database and its journal, the log.
    os.umask(0o077)
    logs.configure(settings["log_format"], settings["log_file"])
    if config.open:
        log.warning("OPEN: any credentials are taken as an administrator. Never do this with a catalog that matters.")
    # To be told to stop is no failure, however early it comes.
    with contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with Server(config) as server:
                server.run(lambda: _once_listening(server, config, tour=settings["tour"]))
        except (CannotServe, EngineNotFound, FolderUnusable, VaultError) as fault:
            raise click.ClickException(str(fault)) from None
    if settings["tour"]:
        click.echo(f"Stopped. {settings['data']} keeps everything for the next start.")


def _config(settings: dict[str, Any]) -> Config:
    """The options as one settled configuration; wrong ones are refused with the reason."""
    account, host = settings["account"], settings["host"]
    if not (len(account) == 12 and account.isdigit()):
        raise click.BadParameter(f"{account} is not an account id: it must have 12 digits.", param_hint="--account")
    if settings["open"] and not settings["force_open"] and not _is_loopback(host):
        raise click.UsageError(
            f"--open on {host} would make every machine that reaches it an administrator. "
            "Listen on 127.0.0.1, or say --force-open if you mean it."
        )
    if settings["tour"] and not settings["demo"]:
        raise click.UsageError("--tour launches from the sample catalog: give --demo too.")
    _check_template_hosts(settings["template_host"])
    return Config(
        data=settings["data"].absolute(),
        account=account,
        region=settings["region"],
        host=host,
        port=settings["port"],
        demo=settings["demo"],
        open=settings["open"],
        engine=settings["engine"],
        template_hosts=frozenset(settings["template_host"]),
        s3_endpoint=settings["s3_endpoint"],
    )


def _check_template_hosts(hosts: tuple[str, ...]) -> None:
    if hosts:
        from launchpath.sources import host_and_port

        for host in hosts:
            try:
                host_and_port(host)
            except ValueError as fault:
                raise click.BadParameter(f"{fault}.", param_hint="--template-host") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _once_listening(server: Any, config: Config, *, tour: bool) -> None:
    """What is done over our own socket before the house is ready."""
    if config.demo:
        from launchpath.catalog.apply import apply
        from launchpath.catalog.connection import connect

        server.readiness.waiting_for = "the sample catalog"
        connection = connect(config.data, "admin", environment={})
        changes = list(apply(SAMPLE, connection))
        log.info("sample catalog loaded", extra={"changes": len(changes)})
    server.readiness.waiting_for = "the engine"
    server.await_engine()
    server.readiness.waiting_for = None
    log.info("ready", extra={"url": server.url, "data": str(config.data)})
    if tour:
        from launchpath.cli.tour import show

        show(config.data, server.url)
