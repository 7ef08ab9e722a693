"""A house with nobody in it, behind a real server and real clients."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import pytest
import uvicorn
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from hypothesis import settings
from msgspec import Struct

from launchpath.api.operations import OPERATIONS
from launchpath.wire import app
from launchpath.wire.connection import Connection
from launchpath.wire.door import Key

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REGION = "us-east-1"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@dataclass(frozen=True)
class Person:
    arn: str


@dataclass
class House:
    """A door that answers what the test tells it to, and remembers what it was asked."""

    region: str = REGION
    open: bool = False
    keys: dict[tuple[str, str | None], Key] = field(default_factory=dict)
    #: What to do with a request, by operation; without an entry the answer is the empty reply.
    answers: dict[str, Callable[[Any], Struct]] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    #: What a glance comes back with nothing from.
    denied: set[str] = field(default_factory=set)
    asked: list[tuple[Any, str, Struct, str]] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc]
        self.keys = {("AKIDANN", None): Key("AKIDANN", SECRET, Person("arn:aws:iam::123456789012:user/ann"))}

    def find_key(self, access_key_id: str, session_token: str | None) -> Key | None:
        return self.keys.get((access_key_id, session_token))

    def anonymous(self) -> object:
        return Person("arn:aws:iam::123456789012:user/anyone")

    def is_local(self, operation: str) -> bool:
        return operation in self.local

    def perform(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct:
        self.asked.append((caller, operation, request, request_id))
        self.threads.append(threading.current_thread().name)
        answer = self.answers.get(operation)
        return answer(request) if answer else OPERATIONS[operation].output()

    def glance(self, caller: object, operation: str, request: Struct, request_id: str) -> Struct | None:
        return None if operation in self.denied else self.perform(caller, operation, request, request_id)


class Impatient(Connection):
    """Gives a client a second instead of a minute."""

    patience = 1.0


@pytest.fixture(scope="module")
def _served() -> Iterator[tuple[House, int]]:
    house = House()
    server = uvicorn.Server(
        uvicorn.Config(
            app.create(house),
            port=0,
            http=Impatient,
            loop="uvloop",
            lifespan="off",
            log_config=None,
        )
    )
    thread = threading.Thread(target=server.run, name="event loop", daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield house, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def house(_served: tuple[House, int]) -> House:
    _served[0].reset()
    return _served[0]


@pytest.fixture
def port(_served: tuple[House, int], house: House) -> int:
    return _served[1]


@pytest.fixture
def client(port: int) -> Callable[..., Any]:
    """`client("cbor")`: a real botocore client that speaks that protocol; keywords go to create_client."""

    def create(protocol: str = "json", **options: Any) -> Any:
        session = botocore.session.Session()
        loader = session.get_component("data_loader")
        load = loader.load_service_model

        def load_with_protocol(service: str, type_name: str, api_version: str | None = None) -> Any:
            model = load(service, type_name, api_version)
            name = "smithy-rpc-v2-cbor" if protocol == "cbor" else "json"
            return {**model, "metadata": {**model["metadata"], "protocol": name, "protocols": [name]}}

        loader.load_service_model = lambda service, type_name, api_version=None: (
            load_with_protocol(service, type_name, api_version)
            if type_name == "service-2"
            else load(service, type_name, api_version)
        )
        settings = {
            "region_name": REGION,
            "endpoint_url": f"http://127.0.0.1:{port}",
            "aws_access_key_id": "AKIDANN",
            "aws_secret_access_key": SECRET,
            "config": Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        }
        return session.create_client("servicecatalog", **(settings | options))

    return create


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def send(port: int) -> Callable[..., Answer]:
    """One HTTP request, without any client's kindness. `sign=False` leaves it unsigned."""

    def request(
        body: bytes = b"{}",
        *,
        target: str | None = "AWS242ServiceCatalogService.ListPortfolios",
        method: str = "POST",
        path: str = "/",
        headers: dict[str, str] | None = None,
        sign: bool = True,
    ) -> Answer:
        sent = {"Content-Type": "application/x-amz-json-1.1"} | ({"X-Amz-Target": target} if target else {})
        sent = {name: value for name, value in (sent | (headers or {})).items() if value}
        asked = AWSRequest(method, f"http://127.0.0.1:{port}{path}", headers=sent, data=body)
        if sign:
            SigV4Auth(Credentials("AKIDANN", SECRET), "servicecatalog", REGION).add_auth(asked)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request(method, path, body, dict(asked.headers.items()))
        response = connection.getresponse()
        answer = Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, response.read())
        connection.close()
        return answer

    return request
