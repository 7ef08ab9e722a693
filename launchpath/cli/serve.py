"""launchpath serve: one process that answers the API and carries launches out."""

import logging
from pathlib import Path
from typing import Any

import click

from launchpath.cli.options import is_address, option
from launchpath.cli.people_options import oidc, people_options, public_url, trusted_proxies
from launchpath.cli.process import config_of, heed_stop, process_options, running
from launchpath.config import Config, Inherited
from launchpath.wire.loopback import is_loopback

log = logging.getLogger("launchpath.server")

SAMPLE = Path(__file__).parent.parent / "catalog" / "sample"


@click.command()
@option("--host", default="127.0.0.1", help="Address to listen on.")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    help="Port to listen on; 0 takes a free one. The sandbox takes the next, or else a free one, and it is told.",
)
@option("--demo", is_flag=True, help="Load the sample catalog, and make a developer who may launch from it.")
@option("--tour", is_flag=True, help="With --demo: launch a first product as the developer, and show how.")
@option("--open", is_flag=True, help="Take any credentials and any region as one administrator. For tests only.")
@option("--force-open", is_flag=True, help="Allow --open on an address that other machines can reach.")
@option("--workers", type=click.IntRange(1), default=1, help="Processes that answer the API. Needs PostgreSQL.")
@option("--no-worker", is_flag=True, help="Answer the API only, and leave launches to other processes.")
@option("--s3-endpoint", metavar="URL", help="Where S3 is. [default: the sandbox's, else AWS]")
@option(
    "--template-host",
    multiple=True,
    metavar="HOST",
    help="An https host that templates may come from; may be given several times.",
)
@people_options
@click.option("--inherited", callback=lambda _, __, value: value and Inherited.read(value), hidden=True)
@process_options
def serve(**settings: Any) -> None:
    """Serve the catalog, and carry launches out.

    The first start creates the data folder with its database, its keys, and an administrator; `source DIR/admin.env`
    makes a shell that administrator (with --demo, DIR/developer.env the developer). GET /healthz answers 200 once
    everything is ready.
    """
    config = _config(settings)
    with running(settings):
        from launchpath.server import Server

        if config.open:
            log.warning(
                "OPEN: any credentials are taken as an administrator. Never do this with a catalog that matters."
            )
        with Server(config, settings["inherited"]) as server:
            heed_stop()
            server.run(lambda: _once_listening(server, config, tour=settings["tour"]))
    if settings["tour"]:
        click.echo(f"Stopped. {settings['data']} keeps everything for the next start.")


def _config(settings: dict[str, Any]) -> Config:
    """The options as one settled configuration; wrong ones are refused with the reason."""
    host = settings["host"]
    if settings["open"] and not settings["force_open"] and not is_loopback(host):
        raise click.UsageError(
            f"--open on {host} would make every machine that reaches it an administrator. "
            "Listen on 127.0.0.1, or say --force-open if you mean it."
        )
    if settings["tour"] and not settings["demo"]:
        raise click.UsageError("--tour launches from the sample catalog: give --demo too.")
    if settings["database_url"] is None and (settings["workers"] > 1 or settings["no_worker"]):
        raise click.UsageError(
            "On SQLite there is one process for everything: it can't be written by several without waiting for each "
            "other. For more processes (--workers, --no-worker), name a PostgreSQL database with --database-url."
        )
    _check_template_hosts(settings["template_host"])
    if settings["s3_endpoint"] is not None and not is_address(settings["s3_endpoint"]):
        raise click.BadParameter("It must be an address such as https://s3.example.com.", param_hint="--s3-endpoint")
    return config_of(
        settings,
        host=host,
        port=settings["port"],
        demo=settings["demo"],
        open=settings["open"],
        works=not settings["no_worker"],
        api_processes=settings["workers"],
        template_hosts=frozenset(settings["template_host"]),
        s3_endpoint=settings["s3_endpoint"],
        oidc=oidc(settings),
        public_url=public_url(settings),
        trusted_proxies=trusted_proxies(settings),
    )


def _check_template_hosts(hosts: tuple[str, ...]) -> None:
    if hosts:
        from launchpath.sources import host_and_port

        for host in hosts:
            try:
                host_and_port(host)
            except ValueError as fault:
                raise click.BadParameter(f"{fault}.", param_hint="--template-host") from None


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
    server.await_others()
    if config.demo and server.inherited is None:
        from launchpath.cli import welcome

        there = server.environment.get("AWS_ENDPOINT_URL")
        welcome.show(config.data, config.public_url or server.url, there, is_open=config.open)
    server.readiness.waiting_for = None
    server.tell_others()
    # The engine may have chosen a port for itself.
    where = {"url": server.url, "engine_url": server.environment.get("AWS_ENDPOINT_URL", "-")}
    log.info("ready", extra=where | {"data": str(config.data)})
    if tour:
        from launchpath.cli.tour import show

        show(config.data, server.url)
