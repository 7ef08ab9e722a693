"""Templates that somebody has broken are refused or read, never choked on; what is launched from them ends."""

import hashlib

from hypothesis import given

from tests.fuzz.effort import FACTOR, trying
from tests.fuzz.hostile import encoded
from tests.fuzz.house import House
from tests.fuzz.speaker import JSON
from tests.fuzz.templates import texts
from tests.making import MadeProduct

#: A product has at most a hundred versions (semantics 9).
VERSIONS = 90


class Publisher:
    """Publishes texts as versions of products that the developer may launch."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._product: MadeProduct | None = None
        self._published = 0
        self.launched: set[str] = set()

    def publish(self, text: str) -> dict[str, str] | None:
        """Which version the text has become; None: it was refused."""
        if self._product is None or self._published % VERSIONS == 0:
            self._product = self._house.making.offered()
        body = text.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(body).hexdigest()
        status, _ = self._house.speakers["admin"].send("PUT", f"/templates/{digest}", body, {})
        assert status in (200, 400), ascii(text)
        parameters = {"Name": "v", "Info": {"LoadTemplateFromURL": f"launchpath://templates/{digest}"}}
        request = {"ProductId": self._product.id, "Parameters": parameters, "IdempotencyToken": digest}
        answer = self._house.send("admin", "CreateProvisioningArtifact", JSON, encoded(request, JSON))
        if answer.status != 200:
            return None
        self._published += 1
        artifact_id = answer.tree["ProvisioningArtifactDetail"]["Id"]
        return {"ProductId": self._product.id, "ProvisioningArtifactId": artifact_id}

    def look(self, version: dict[str, str]) -> None:
        """Everybody may ask what a published version asks for."""
        asked = version | {"IncludeProvisioningArtifactParameters": True, "Verbose": True}
        described = self._house.send("admin", "DescribeProvisioningArtifact", JSON, encoded(asked, JSON))
        assert described.status == 200, described.body
        told = self._house.send("developer", "DescribeProvisioningParameters", JSON, encoded(version, JSON))
        assert told.status == 200, told.body

    def launch(self, version: dict[str, str]) -> None:
        """Launch it with its defaults; a rule may refuse that."""
        name = version["ProvisioningArtifactId"]
        request = version | {"ProvisionedProductName": name, "ProvisionToken": name}
        answer = self._house.send("developer", "ProvisionProduct", JSON, encoded(request, JSON))
        if answer.status == 200:
            self.launched.add(answer.tree["RecordDetail"]["ProvisionedProductId"])

    def terminate(self) -> None:
        for identifier in self.launched:
            request = {"ProvisionedProductId": identifier, "TerminateToken": identifier, "IgnoreErrors": True}
            answer = self._house.send("developer", "TerminateProvisionedProduct", JSON, encoded(request, JSON))
            assert answer.status == 200, answer.body


def test_a_broken_template_is_refused_or_read_and_its_launches_end(house: House) -> None:
    publisher = Publisher(house)

    @trying(50 * FACTOR)
    @given(texts)
    def holds(text: str) -> None:
        version = publisher.publish(text)
        if version:
            publisher.look(version)
            if len(publisher.launched) < 8 * FACTOR:
                publisher.launch(version)

    holds()
    house.settle()
    publisher.terminate()
