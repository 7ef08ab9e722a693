"""A running house with somebody else's things in it, and what must hold of every answer that it gives."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import msgspec

from launchpath.api.operations import OPERATIONS
from tests.fuzz import canary
from tests.fuzz.hostile import encoded
from tests.fuzz.known import Known, filled
from tests.fuzz.speaker import JSON, Answer, Speaker
from tests.making import QUEUE, Making, unique
from tests.people import People
from tests.running import RunningServer, wait_for
from tools.api_heads import FRONT_END_ERRORS

#: What a front end may answer to any operation (semantics 3.2); not that it has failed.
FRONT_END = {code for code, status, *_ in FRONT_END_ERRORS if status < 500}

#: Errors that the model does not list for an operation, and that the service answers all the same.
BEYOND_THE_MODEL = {
    # Named twice or not at all, under change already, a token used before (semantics 12, 14).
    ("TerminateProvisionedProduct", "InvalidParametersException"),
    # A page token that is none (semantics 2.1).
    ("DescribeRecord", "InvalidParametersException"),
}

_INSIDES = re.compile(r"Traceback|sqlalchemy|sqlite3|psycopg|dbos|SELECT .* FROM|INSERT INTO|\.py\b|/site-packages/")
_ID = re.compile(r"([a-z]+3?)-[a-z2-7]{13}")

RESOURCE_UPDATE = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}

#: Of a thousand placeholders so many stand for things that belong together.
TOGETHER = 750

#: So many requests the house's things are used before it gets new ones.
LASTING = 150

#: Operations that start work. The house is given only so much of it.
LAUNCHING = ("ProvisionProduct", "UpdateProvisionedProduct", "TerminateProvisionedProduct")


@dataclass
class House:
    """Asks as one of two signed callers, checks each answer, and remembers what it has shown."""

    server: RunningServer
    making: Making
    #: What belongs to a third person. The developer may never see any of it.
    canary: canary.Canary
    speakers: dict[str, Speaker]
    launches_left: int
    _known: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=60)))
    _together: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=3))
    #: What the developer has launched.
    _launched: set[str] = field(default_factory=set)
    asked: int = 0
    _supplied_at: int = 0

    @classmethod
    def of(cls, server: RunningServer, launches: int, postgresql_url: str | None = None) -> "House":
        """A house in a server that keeps its things in SQLite, or in PostgreSQL."""
        making, people = Making(server), People.of(server, postgresql_url)
        speakers = {name: _speaker(server, name) for name in ("admin", "developer")}
        house = cls(server, making, canary.make(people, making), speakers, launches)
        house.supply()
        return house

    def supply(self) -> None:
        """New things that belong together: a product that both may launch, and a launch of each's."""
        self._supplied_at = self.asked
        product = self.making.product(QUEUE)
        portfolio_id = self.making.portfolio(product)
        self.making.open(portfolio_id, self.server.variables("admin")["LAUNCHPATH_PRINCIPAL_ARN"])
        constraint_id = self.making.constraint(portfolio_id, product, "RESOURCE_UPDATE", RESOURCE_UPDATE)
        option = self.making.admin.create_tag_option(Key=unique("key"), Value="value")["TagOptionDetail"]
        self._together.append(
            {
                "prod": product.id,
                "prod name": product.name,
                "prodview": product.view_id,
                "pa": product.version_id,
                "pa name": "v1",
                "template": self.making.upload(QUEUE),
                "port": portfolio_id,
                "lpv3": portfolio_id.replace("port-", "lpv3-"),
                "cons": constraint_id,
                "tag": option["Id"],
            }
        )
        for who in ("developer", "admin"):
            record = self.launch(who, {"ProductId": product.id, "ProvisioningArtifactId": product.version_id})
            self._together[-1] |= {
                f"pp of {who}": record["ProvisionedProductId"],
                f"pp name of {who}": record["ProvisionedProductName"],
                f"rec of {who}": record["RecordId"],
            }

    def ask(
        self, who: str, operation: str, protocol: str, document: Any, *, edition: str = "", absent: bool = False
    ) -> Answer:
        """Send a document with what it knows filled in; the answer, checked.

        `edition`: the path of another than today's.
        `absent`: instead of somebody else's things it names things of the same form that do not exist.
        """
        together = self._together[crc32(repr(document).encode("utf-8", "replace")) % len(self._together)]

        def fill(wanted: Known) -> str:
            thing = self._fill(who, wanted, together)
            return self.canary.absent(thing) if absent and self._is_foreign(who, wanted) else thing

        return self.send(who, operation, protocol, encoded(filled(document, fill), protocol), edition)

    def send(self, who: str, operation: str, protocol: str, body: bytes, edition: str = "", **headers: str) -> Answer:
        """Send bytes; the answer, checked."""
        self.asked += 1
        answer = self.speakers[who].ask(operation, protocol, body, edition, **headers)
        try:
            self._check(who, operation, body, answer, today=not edition)
        except Exception as fault:
            raise AssertionError(
                f"{who} asked {edition} {operation} in {protocol}: {body[:2000]!r}, {headers}\n"
                f"and was answered {answer.status}: {answer.body[:2000]!r}\n{fault}"
            ) from fault
        return answer

    def launch(self, who: str, document: dict[str, str]) -> dict[str, Any]:
        """Launch what a test of its own needs; the record."""
        given = {"ProvisionedProductName": unique("supplied"), "ProvisionToken": unique("token")} | document
        record: dict[str, Any] = self.send(who, "ProvisionProduct", JSON, encoded(given, JSON)).tree["RecordDetail"]
        return record

    def neutral(self, answer: Answer) -> str:
        """What an answer says, whatever the things that it speaks of are called."""
        return self.canary.neutral(answer.text)

    def is_worn(self) -> bool:
        """Whether its things have been used long enough, deleted or taken apart as they may be by now."""
        return self.asked - self._supplied_at > LASTING

    def may_start(self, operation: str) -> bool:
        """Whether there is work left to be given out, if the operation starts any."""
        return operation not in LAUNCHING or self.launches_left > 0

    def _fill(self, who: str, wanted: Known, together: dict[str, str]) -> str:
        """What a placeholder stands for now: in most documents all of them for things that belong together."""
        things: Any = self._known[wanted.kind]
        if self._is_foreign(who, wanted):
            things = self.canary.things[wanted.kind]
        elif wanted.number < TOGETHER:
            one = together.get(wanted.kind) or together.get(f"{wanted.kind} of {who}")
            things = [one] if one else things
        return things[wanted.number % len(things)] if things else f"{wanted.kind.split()[0]}-aaaaaaaaaaaaa"

    def _is_foreign(self, who: str, wanted: Known) -> bool:
        """To the administrator nothing is; and some kinds of things end users have no part in."""
        return wanted.foreign and who == "developer" and wanted.kind in self.canary.things

    def _check(self, who: str, operation: str, body: bytes, answer: Answer, *, today: bool) -> None:
        assert answer.status in (200, 400, 413), "no such status is modelled"
        assert not _INSIDES.search(answer.text), "the answer shows our insides"
        assert not self.canary.secret_in(answer.text), "a secret was told"
        sent = body.decode("utf-8", "replace")
        if answer.status == 200 and today:
            self._check_reply(operation, answer)
        elif answer.status != 200:
            self._check_error(operation, answer)
        if who == "developer":
            self._check_discretion(operation, sent, answer)

    def _check_reply(self, operation: str, answer: Answer) -> None:
        if operation not in OPERATIONS:
            return
        output, tree = OPERATIONS[operation].output, answer.tree
        if operation == "DescribeProvisioningParameters":
            # The service puts the version's id there, which the shape does not allow (semantics 2.5).
            tree |= {"ProvisioningArtifactOutputs": []}
        reply = msgspec.convert(tree, output)
        assert msgspec.json.decode(msgspec.json.encode(reply)) == tree, "the reply has members that its shape has not"
        self._remember(operation, answer)

    def _check_error(self, operation: str, answer: Answer) -> None:
        modelled = OPERATIONS[operation].errors if operation in OPERATIONS else ()
        allowed = FRONT_END.union(modelled, (code for name, code in BEYOND_THE_MODEL if name == operation))
        assert answer.code in allowed, f"{answer.code} is none of this operation's errors"
        told = answer.tree.get("Message") or answer.tree.get("message")
        assert told or answer.code in ("SerializationException", "UnknownOperationException"), "an error without a text"

    def _check_discretion(self, operation: str, sent: str, answer: Answer) -> None:
        """Nobody else's things are shown; an error may repeat what the request has named."""
        told = {thing for thing in self.canary.traces if thing in answer.text}
        told -= set() if answer.status == 200 else {thing for thing in told if thing in sent}
        assert not told, f"the developer was shown {told}"
        if answer.status == 200:
            shown = {text for member, text in _texts(answer.tree) if member.endswith("Id") and text.startswith("pp-")}
            if operation == "ProvisionProduct":
                self._launched |= shown
            assert shown <= self._launched, f"the developer was shown {shown - self._launched}"

    def _remember(self, operation: str, answer: Answer) -> None:
        if operation in LAUNCHING:
            self.launches_left -= 1
        for member, value in _texts(answer.tree):
            if match := _ID.fullmatch(value):
                self._keep(match[1], value)
            elif kind := _names(operation, member, value):
                self._keep(kind, value)

    def _keep(self, kind: str, value: str) -> None:
        if value not in self._known[kind] and value not in self.canary.traces:
            self._known[kind].append(value)

    def check_health(self) -> None:
        """All work that was begun has ended, nothing went wrong unheard, and the house would take more."""
        self.settle()
        lines = self.server.log.read_text().splitlines()
        wrong = [line for line in lines if "raceback" in line or '"ERROR"' in line]
        assert not wrong, wrong[0]
        assert not self.canary.secret_in("\n".join(lines)), "a secret stands in the log"
        assert self.server.get("/healthz") == (200, {"status": "ready"})

    def settle(self) -> None:
        """Wait until all work has ended."""
        wait_for(lambda: not self._under_change(), self._under_change, patience=300)

    def _under_change(self) -> list[str]:
        found = self.making.admin.search_provisioned_products(
            Filters={"SearchQuery": ["status:UNDER_CHANGE"]}, PageSize=100
        )
        return [one["Id"] for one in found["ProvisionedProducts"]]


def _speaker(server: RunningServer, name: str) -> Speaker:
    variables = server.variables(name)
    keys = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    return Speaker(server.url, variables["AWS_DEFAULT_REGION"], *keys)


def _texts(tree: Any, member: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a reply, with the member that it stands in."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item, member)
    elif isinstance(tree, str):
        yield member, tree


def _names(operation: str, member: str, value: str) -> str | None:
    """What kind of name a text in a reply is."""
    if ":stack/" in value and value.startswith("arn:aws:servicecatalog:"):
        return "pp arn"
    if member == "ProvisionedProductName" or (member == "Name" and "ProvisionedProduct" in operation):
        return "pp name"
    if member == "DisplayName" or (member == "Name" and operation == "ListLaunchPaths"):
        return "port name"
    return "prod name" if member == "Name" and operation.startswith(("SearchProducts", "CreateProduct")) else None
