"""The export lines that make a shell somebody: printed, and kept in the data folder."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path


def exports(key_id: str, secret: str, principal_arn: str, region: str, variables: Mapping[str, str]) -> str:
    """The lines for one access key; `variables`: where the server, and the engine's world, are."""
    values = {
        "AWS_ACCESS_KEY_ID": key_id,
        "AWS_SECRET_ACCESS_KEY": secret,
        # Python and the CLI read the one, JavaScript, Go and Java the other.
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        **variables,
        "LAUNCHPATH_PRINCIPAL_ARN": principal_arn,
    }
    # A token that was left over from a role's session would break every request that this key signs.
    lines = ["unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN"]
    lines += [f"export {variable}={shlex.quote(value)}" for variable, value in values.items()]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Keep the lines where nobody but us may read them; a reader sees the old ones or the new ones."""
    draft = path.with_name(f".{path.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        # Whatever was there before.
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
    draft.replace(path)


def read(path: Path) -> dict[str, str]:
    """What such a file says. Raises OSError if there is none."""
    words = shlex.split(path.read_text(), comments=True)
    return dict(word.split("=", 1) for word in words if "=" in word)
