"""The command line: launchpath serve, apply, ..."""

import click

from launchpath import __version__

#: The commands, each with the first sentence of its own help.
COMMANDS = {
    "serve": "Serve the catalog, and carry launches out.",
    "worker": "Carry launches out, beside other workers, for the API processes that share the database.",
    "apply": "Load a catalog written as YAML: portfolios, products, versions, principals, constraints, tags.",
    "launch": "Launch PRODUCT, named by its name or id, and follow it until it stands.",
    "update": "Give a launched product another version, other values or other tags, and follow it.",
    "terminate": "Take a launched product down, and follow it until nothing is left of it.",
    "events": "Show everything that happened to a record, such as rec-abcdefghijklm, one line each.",
    "user": "Users: people and programs with access keys of their own.",
    "group": "Groups: their users have the group's policies, and see the portfolios that are open to the group.",
    "role": "Roles: others take them on for a while, with temporary keys from STS.",
    "key": "Access keys: what users sign their requests with.",
    "policy": "Policies: IAM documents that say what users, groups and roles may do.",
    "audit": "Read the audit: who asked for what change, when, and how it ended; and what was refused.",
    "doctor": "Say whether the installation is well, and with each problem the command that mends it.",
    "engine": "Engines: what carries launches out.",
    "migrate": "Bring the database to the form that this release needs, as every start does.",
    "backup": "Write everything that is remembered into FILE: catalog, people, launches, records, audit, templates.",
    "restore": "Put what `launchpath backup` wrote into FILE in the place of what is there.",
    "seed": "Fill a database with a synthetic catalog and its history, for trying out and measuring.",
}


class _OnDemand(click.Group):
    """A group that imports a command's module when it is asked for: `launchpath --help` should be instant."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = __import__(f"launchpath.cli.{name}", fromlist=[name])
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="launchpath")
def main() -> None:
    """Launchpath: a self-hosted service catalog that speaks the AWS Service Catalog API.

    \b
    First steps:
      launchpath serve --demo            start with the sample catalog on http://127.0.0.1:8000
      source data/developer.env          become its developer
      aws servicecatalog search-products
    """
