"""The command line explains itself: every command, every option, its environment variable."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from launchpath import __version__
from launchpath.cli import main
from tests.cli.running import launchpath

CONTEXT = click.Context(main)


def commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, by the words that call it."""
    for name in group.list_commands(CONTEXT):
        command = group.get_command(CONTEXT, name)
        assert command is not None
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


COMMANDS = dict(commands(main))


def test_the_help_of_launchpath_tells_every_command_and_the_first_steps() -> None:
    said = launchpath("--help").stdout
    for name, command in ((name, command) for name, command in COMMANDS.items() if len(name) == 1):
        assert f"  {name[0]}" in said
        assert command.get_short_help_str(30).removesuffix("...") in said
    assert "launchpath serve --demo" in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_of_a_command_tells_every_option_with_its_variable(words: tuple[str, ...]) -> None:
    answer = CliRunner().invoke(main, [*words, "--help"])
    assert answer.exit_code == 0
    said = " ".join(answer.output.split())
    for option in _options(COMMANDS[words]):
        name = option.opts[0]
        assert name in said
        assert option.help
        assert f"env var: LAUNCHPATH_{name.removeprefix('--').replace('-', '_').upper()}" in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_says_what_it_does(words: tuple[str, ...]) -> None:
    assert COMMANDS[words].help


def _options(command: click.Command) -> list[click.Option]:
    options = [one for one in command.params if isinstance(one, click.Option)]
    return [one for one in options if not one.hidden]


def test_a_variable_stands_for_its_option() -> None:
    answer = launchpath("serve", environment={"LAUNCHPATH_ACCOUNT": "12"})
    assert answer.returncode == 2
    assert "12 is not an account id" in answer.stderr


def test_a_command_that_does_not_exist_is_told() -> None:
    answer = launchpath("start")
    assert answer.returncode == 2
    assert "No such command 'start'" in answer.stderr


def test_the_version_is_told() -> None:
    assert launchpath("--version").stdout == f"launchpath, version {__version__}\n"
