"""What an archive asks for, as the engine's own parser says: a function of Lambda's, or what speaks like it (7.4)."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from launchpath.domain.parameter import Parameter
from launchpath.engines.external import message
from launchpath.engines.external.aws import Aws
from launchpath.engines.external.settings import Settings
from launchpath.engines.offers import ArchiveRefused


class LambdaParser:
    """Asks one function; several threads may use it."""

    def __init__(self, settings: Settings, region: str, kind: str) -> None:
        """Raises EngineMisconfigured."""
        self._aws = Aws(settings, region)
        self._name = message.parser(kind)
        self._lambda = self._aws.client("lambda", None if settings.parser == "lambda" else settings.parser)

    def parse(self, archive: bytes) -> tuple[Parameter, ...]:
        """An offers.Parser. Raises ArchiveRefused."""
        try:
            path = self._aws.keep(archive)
            told = json.dumps({"artifact": {"path": path, "type": "AWS_S3"}, "launchRoleArn": ""})
            answer = self._lambda.invoke(FunctionName=self._name, Payload=told.encode())
            said = json.loads(answer["Payload"].read())
        except (ClientError, BotoCoreError, ValueError) as fault:
            raise ArchiveRefused(f"{self._name} could not be asked: {fault}") from fault
        if answer.get("FunctionError"):
            raise ArchiveRefused(str(said.get("errorMessage") or said))
        return tuple(map(_parameter, said.get("parameters") or ()))


def _parameter(told: Mapping[str, Any]) -> Parameter:
    default = told.get("defaultValue")
    return Parameter(
        key=told["key"],
        type=told.get("type") or "string",
        default=None if default is None or default == "" else str(default),
        description=told.get("description") or None,
        no_echo=bool(told.get("isNoEcho")),
    )
