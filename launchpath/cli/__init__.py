"""The command line: launchpath serve, apply, ..."""

import click

from launchpath import __version__


class _OnDemand(click.Group):
    """A group that imports a command's module when it is asked for: `launchpath --help` should be instant."""

    COMMANDS = ("serve", "worker", "apply", "events")

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.COMMANDS:
            return None
        module = __import__(f"launchpath.cli.{name}", fromlist=[name])
        command: click.Command = getattr(module, name)
        return command


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
