"""Engines outside of the house as one of its own: an order becomes a message, and its end is what they notify."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from launchpath.domain import workflow
from launchpath.domain.record import Event, RecordType
from launchpath.domain.workflow import Result, Workflow
from launchpath.engines.base import EngineUnavailable, Order, Progress, State
from launchpath.engines.external import message
from launchpath.engines.external.aws import FOLDER, Aws
from launchpath.engines.external.settings import Settings
from launchpath.engines.memory import Memory, held
from launchpath.engines.offers import Checked
from launchpath.engines.recent import Recent

#: How many orders' answers are kept in mind.
_ANSWERS = 5_000
_UNANSWERED = (ConnectionError, HTTPClientError)
_QUEUES = tuple(f"ServiceCatalogExternal{verb}OperationQueue" for verb in ("Provision", "Update", "Terminate"))


class External:
    """The README in this folder explains it.

    What was asked and what was answered is remembered in the house's database. So any process may go on with any order.
    """

    makes = "EXTERNAL"

    def __init__(self, settings: Settings, region: str) -> None:
        """Raises EngineMisconfigured if there is no such profile."""
        self._settings, self._aws = settings, Aws(settings, region)
        self._sqs = self._aws.client("sqs", settings.endpoint)
        self._memory: Memory | None = None
        self._answers: Recent[str, Progress] = Recent(_ANSWERS)

    def remember_in(self, memory: Memory) -> None:
        """Where workflows are kept; called before the first order."""
        self._memory = memory

    def start(self, order: Order) -> None:
        """Send its message, unless that was done. Raises EngineUnavailable."""
        self.poll(order)

    def poll(self, order: Order) -> Progress:
        """What has been notified of it; one that was not sent is sent. Raises EngineUnavailable."""
        answer = self._answers.get(order.record_id)
        if answer is None:
            answer = self._ask(order)
            if answer.state in (State.SUCCEEDED, State.FAILED):
                self._answers.put(order.record_id, answer)
        return answer

    def restore(self, orders: Iterable[Order]) -> None:
        """What others have made outlives every process of ours."""

    def wait_until_ready(self) -> None:
        """A queue takes messages whether anybody reads them or not."""

    def environment(self) -> Mapping[str, str]:
        """Others' worlds are theirs to show."""
        return {}

    def close(self) -> None:
        """Nothing was started."""

    def check(self, account: str, region: str) -> Iterable[Checked]:
        """Whether the queues and the bucket are there (`launchpath engine check`)."""
        for name in _QUEUES:
            mend = f"Make a queue {name}, and allow sqs:SendMessage."
            yield self._checked("queue", name, partial(self._url, name), mend)
        bucket = self._settings.bucket
        mend = f"Make the bucket {bucket}, and allow s3:PutObject in {FOLDER}/."
        yield self._checked(
            "bucket", bucket, lambda: self._aws.s3.put_object(Bucket=bucket, Key=f"{FOLDER}/check", Body=b""), mend
        )

    def _checked(self, what: str, name: str, ask: Callable[[], object], mend: str) -> Checked:
        try:
            ask()
        except (ClientError, BotoCoreError) as fault:
            return Checked(what=what, found=f"{name} can't be used: {fault}", mend=mend, works=False)
        return Checked(what=what, found=f"{name} is there, and lets us in.")

    def _ask(self, order: Order) -> Progress:
        if order.retain:
            return Progress(state=State.SUCCEEDED, physical_id=order.provisioned_product_id)
        told = self._told(order)
        asked, result = workflow.asked(told, order.record_id), workflow.answered(told, order.record_id)
        if asked is not None and result is not None:
            return _progress(order, asked, result)
        if asked is None or not asked.sent:
            try:
                asked = self._send(order)
            except (ClientError, BotoCoreError) as fault:
                if _is_passing(fault):
                    raise EngineUnavailable(f"The engine's message could not be sent: {fault}") from fault
                return Progress(state=State.FAILED, reason=f"The engine could not be asked: {fault}")
        return Progress(state=State.RUNNING, events=(_event(order, asked.at, "SENT"),))

    def _told(self, order: Order) -> Mapping[str, str]:
        assert self._memory is not None  # noqa: S101  given before the first order
        return self._memory.newest(order.provisioned_product_id)

    def _send(self, order: Order) -> Workflow:
        """Send the message under the product's lock, with a token that is remembered before."""
        assert self._memory is not None  # noqa: S101  given before the first order
        with held(self._memory, order) as hold:
            told = hold.documents()
            asked = workflow.asked(told, order.record_id) or Workflow(
                record_id=order.record_id, token=str(uuid4()), at=time.time_ns() // 1_000_000, first=not told
            )
            if asked.sent:
                return asked
            hold.save(**{workflow.ASKED: asked.written()})
            self._hand_over(order, asked.token)
            sent = replace(asked, sent=True)
            hold.save(**{workflow.ASKED: sent.written()})
            return sent

    def _hand_over(self, order: Order, token: str) -> None:
        path = "" if order.type is RecordType.TERMINATE else self._aws.keep(order.archive)
        self._sqs.send_message(QueueUrl=self._url(message.queue(order)), MessageBody=message.body(order, token, path))

    def _url(self, name: str) -> str:
        owner = self._settings.queue_account
        given = {"QueueName": name, **({"QueueOwnerAWSAccountId": owner} if owner else {})}
        return str(self._sqs.get_queue_url(**given)["QueueUrl"])


def _is_passing(fault: Exception) -> bool:
    """Whether the same call may go well later."""
    if not isinstance(fault, ClientError):
        return isinstance(fault, _UNANSWERED)
    status = int(fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
    return status >= 500 or status == 429 or "Throttl" in str(fault.response.get("Error", {}).get("Code", ""))


def _event(order: Order, at: int, status: str, reason: str = "") -> Event:
    return Event(at=at, resource="engine", type=message.queue(order), status=status, reason=reason)


def _progress(order: Order, asked: Workflow, result: Result) -> Progress:
    """What the result means (semantics 7.3)."""
    reason = result.reason or ("" if result.succeeded else "The engine gave no reason.")
    return Progress(
        state=State.SUCCEEDED if result.succeeded else State.FAILED,
        reason=reason,
        physical_id=order.provisioned_product_id,
        outputs=result.outputs if result.succeeded else (),
        # Nobody has ever made it; otherwise an update that fails leaves something to be mended.
        gone=not result.succeeded and order.type is RecordType.UPDATE and asked.first,
        stands=result.stands,
        events=(_event(order, asked.at, "SENT"),),
    )
