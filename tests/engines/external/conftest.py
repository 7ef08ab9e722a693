"""What the tests of the external engine need: queues and a bucket at moto, and somebody who works."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from launchpath.domain import workflow
from launchpath.domain.record import Output
from launchpath.domain.workflow import Result
from launchpath.engines.external.engine import External
from launchpath.engines.external.settings import Settings
from launchpath.store import engine_documents
from launchpath.work.engine_memory import DatabaseMemory
from tests import external_engine
from tests.external_engine import BUCKET, Engine


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with external_engine.world() as one:
        yield one


@pytest.fixture(scope="module")
def worker(url: str, memory: DatabaseMemory) -> Iterator[Engine]:
    """Somebody else's engine; what it notifies is kept as the API's operations keep it."""

    def notify(_: str, told: dict[str, Any]) -> None:
        result = Result(
            record_id=told["RecordId"],
            succeeded=told["Status"] == "SUCCEEDED",
            reason=told.get("FailureReason", ""),
            outputs=tuple(Output(one["OutputKey"], one["OutputValue"]) for one in told.get("Outputs", ())),
            stands="ResourceIdentifier" in told,
        )
        product = next(one["provisionedProductId"] for one in engine.messages if one["token"] == told["WorkflowToken"])
        with memory.database.write() as tx:
            engine_documents.put(tx, product, told["RecordId"], {workflow.ANSWERED: result.written()})

    with Engine(url, notify) as engine:
        yield engine


@pytest.fixture(scope="module")
def open_one(url: str, memory: DatabaseMemory) -> Iterator[Callable[..., External]]:
    """Opens engines that share a memory; one opened anew knows nothing else of what another has done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR00000001")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")

        def create(region: str = "us-east-1", **settings: Any) -> External:
            engine = External(Settings(**{"bucket": BUCKET, "endpoint": url, **settings}), region)
            engine.remember_in(memory)
            return engine

        yield create


@pytest.fixture(scope="module")
def engine(open_one: Callable[..., External]) -> External:
    return open_one()
