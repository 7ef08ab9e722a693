"""launchpath key: the access keys that users sign their requests with."""

from pathlib import Path
from typing import Any

import click

from launchpath import env_file as env_files
from launchpath import first_start
from launchpath.cli.directory import Directory, changing, directory_options, reading
from launchpath.cli.options import json_option, option
from launchpath.cli.output import moment, say, show_list
from launchpath.domain.access_key import new_key_id, new_secret
from launchpath.domain.identity import Identity, Kind
from launchpath.store import access_keys, identities
from launchpath.store.access_keys import Listed


@click.group()
def key() -> None:
    """Access keys: what users sign their requests with. The secret is shown once.

    \b
    launchpath key create ann --env-file ann.env
    source ann.env
    aws servicecatalog search-products
    """


def _env_option(command: Any) -> Any:
    to_file = option(
        "--env-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Write such lines into a file that only you may read.",
    )
    to_screen = option("--env", is_flag=True, help="Answer with export lines that make a shell this user.")
    return to_screen(to_file(command))


@key.command()
@click.argument("user")
@_env_option
@json_option
@directory_options
def create(user: str, env: bool, env_file: Path | None, json: bool, **settings: Any) -> None:
    """Make a key for a user."""
    with changing(settings, "CreateAccessKey", user=user) as directory:
        made = _make(directory, directory.get(Kind.USER, user), env_file)
    _tell(directory, made, env=env, as_json=json)


@key.command()
@click.argument("key_id", metavar="KEY")
@_env_option
@json_option
@directory_options
def rotate(key_id: str, env: bool, env_file: Path | None, json: bool, **settings: Any) -> None:
    """Make a new key for the user of KEY, and disable KEY. Enable it again for as long as others still use it."""
    with changing(settings, "RotateAccessKey", access_key_id=key_id) as directory:
        owner = _owner(directory, access_keys.get(directory.tx, key_id))
        access_keys.set_disabled(directory.tx, key_id, True)
        made = _make(directory, owner, env_file)
        _refresh_env_file(directory, owner.name)
    _tell(directory, made, env=env, as_json=json)


@key.command("list")
@click.argument("user", required=False)
@json_option
@directory_options
def list_keys(user: str | None, json: bool, **settings: Any) -> None:
    """List the keys of a user, or of all."""
    with reading(settings) as directory:
        arn = directory.get(Kind.USER, user).arn if user else None
        found = [_described(directory, one) for one in access_keys.list_all(directory.tx, arn)]
    show_list(found, "There is no key. Make one with `launchpath key create`.", as_json=json)


@key.command()
@click.argument("key_id", metavar="KEY")
@json_option
@directory_options
def disable(key_id: str, json: bool, **settings: Any) -> None:
    """Refuse every request that is signed with a key, from the next one on."""
    _switch(key_id, True, json, settings)


@key.command()
@click.argument("key_id", metavar="KEY")
@json_option
@directory_options
def enable(key_id: str, json: bool, **settings: Any) -> None:
    """Answer again the requests that are signed with a key."""
    _switch(key_id, False, json, settings)


def _switch(key_id: str, disabled: bool, json: bool, settings: dict[str, Any]) -> None:
    with changing(settings, "UpdateAccessKey", access_key_id=key_id) as directory:
        owner = _owner(directory, access_keys.get(directory.tx, key_id))
        access_keys.set_disabled(directory.tx, key_id, disabled)
        answer = _described(directory, access_keys.get(directory.tx, key_id))
        _refresh_env_file(directory, owner.name)
    say(f"The key {key_id} of {owner.name} is {'disabled' if disabled else 'enabled'}.", answer, as_json=json)


@key.command()
@click.argument("key_id", metavar="KEY")
@json_option
@directory_options
def delete(key_id: str, json: bool, **settings: Any) -> None:
    """Delete a key for good."""
    with changing(settings, "DeleteAccessKey", access_key_id=key_id) as directory:
        one = access_keys.get(directory.tx, key_id)
        owner, answer = _owner(directory, one), _described(directory, one)
        access_keys.remove(directory.tx, key_id)
        _refresh_env_file(directory, owner.name)
    say(f"The key {key_id} of {owner.name} is deleted.", answer, as_json=json)


def _make(directory: Directory, owner: Identity, file: Path | None) -> dict[str, str]:
    """A new key; what is to be told of it. Its secret goes into `file`, if there is one."""
    key_id, secret = new_key_id(), new_secret()
    access_keys.add(directory.tx, key_id, secret, owner.arn, directory.now)
    made = {"UserName": owner.name, "AccessKeyId": key_id, "SecretAccessKey": secret, "Arn": owner.arn}
    if file is None:
        return made
    env_files.write(file, _exports(directory, made))
    return {"UserName": owner.name, "AccessKeyId": key_id, "EnvFile": str(file), "Arn": owner.arn}


def _exports(directory: Directory, made: dict[str, str]) -> str:
    opened = directory.installation
    return env_files.exports(made["AccessKeyId"], made["SecretAccessKey"], made["Arn"], opened.region, opened.variables)


def _tell(directory: Directory, made: dict[str, str], *, env: bool, as_json: bool) -> None:
    """The one time that a secret is shown."""
    if file := made.get("EnvFile"):
        say(
            f"The key {made['AccessKeyId']} is in {file}: `source {file}` makes a shell that user.",
            made,
            as_json=as_json,
        )
    elif env:
        click.echo(_exports(directory, made), nl=False)
    else:
        sentence = f"AccessKeyId      {made['AccessKeyId']}\nSecretAccessKey  {made['SecretAccessKey']}"
        say(sentence, made, as_json=as_json)


def _owner(directory: Directory, one: Listed) -> Identity:
    owner = identities.find(directory.tx, one.identity_arn)
    assert owner is not None  # noqa: S101  a key goes with its user
    return owner


def _described(directory: Directory, one: Listed) -> dict[str, Any]:
    return {
        "AccessKeyId": one.id,
        "UserName": _owner(directory, one).name,
        "Disabled": one.disabled,
        "Created": moment(one.created_at),
    }


def _refresh_env_file(directory: Directory, user: str) -> None:
    """Whoever has an env file in the data folder finds a key in it that can be used."""
    opened = directory.installation
    if (opened.data / f"{user}.env").exists():
        first_start.write_env_file(
            opened.data,
            directory.tx,
            user,
            account=opened.account,
            region=opened.region,
            variables=opened.variables,
        )
