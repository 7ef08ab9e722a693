"""The services that an engine outside is reached through, and the archives that are put into its bucket."""

import hashlib
import logging
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ProfileNotFound

from launchpath.engines import fence
from launchpath.engines.external.settings import PREFIX, Settings
from launchpath.engines.loader import EngineMisconfigured

FOLDER = "launchpath/artifacts"


class Aws:
    """Clients, all with the same credentials."""

    def __init__(self, settings: Settings, region: str) -> None:
        """Raises EngineMisconfigured if there is no such profile."""
        # At DEBUG, botocore writes whole requests into the log, with the values of secret parameters.
        logging.getLogger("botocore").setLevel(logging.INFO)
        self._settings, self._region = settings, region
        self._session = botocore.session.Session(profile=settings.profile)
        try:
            self.s3 = self.client("s3", settings.endpoint)
        except ProfileNotFound as error:
            raise EngineMisconfigured(f"{PREFIX}PROFILE is of no use: {error}.") from error

    def client(self, service: str, endpoint: str | None) -> Any:
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            max_pool_connections=50,
            retries={"mode": "standard", "total_max_attempts": 3},
            s3={"addressing_style": "path"},
        )
        client = self._session.create_client(service, region_name=self._region, endpoint_url=endpoint, config=config)
        client.meta.events.register("before-send.*.*", fence.check)
        return client

    def keep(self, archive: bytes) -> str:
        """Put an archive into the bucket; its path as engines know it."""
        key = f"{FOLDER}/{hashlib.sha256(archive).hexdigest()}.tar.gz"
        self.s3.put_object(Bucket=self._settings.bucket, Key=key, Body=archive)
        return f"S3://{self._settings.bucket}/{key}"
