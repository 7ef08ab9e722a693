"""A small engine of the tests' own, such as a third party runs: it reads queues, and notifies what became of it.

What to do is said by the archive's main.tf: `# fails: why` fails, `# stays: why` fails to go, `# leaves something`
names its tag all the same, `# outputs: key=value` hands something out, `# waits` leaves it to the test to notify.
"""

import io
import json
import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "archives"
WORDS = ("External", "TerraformOS", "TerraformCloud")
KEYS = {"aws_access_key_id": "AKIAENGINE0000000001", "aws_secret_access_key": "a secret"}

#: Hears the operation (Provision, ...) and the members of the notification.
Notify = Callable[[str, dict[str, Any]], None]


@contextmanager
def world() -> Iterator[str]:
    """A moto server with the queues of every product type, and a bucket; its URL."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **KEYS).create_bucket(Bucket=BUCKET)
    sqs = boto3.client("sqs", endpoint_url=url, region_name="us-east-1", **KEYS)
    for word in WORDS:
        for verb in ("Provision", "Update", "Terminate"):
            sqs.create_queue(QueueName=f"ServiceCatalog{word}{verb}OperationQueue")
    yield url
    server.stop()


@dataclass
class Engine:
    """Works until it is stopped, in a thread of its own."""

    url: str
    notify: Notify
    word: str = "External"
    #: Every message, in the order in which they came.
    messages: list[dict[str, Any]] = field(default_factory=list)
    #: The texts of what stands, by provisioned product.
    standing: dict[str, str] = field(default_factory=dict)
    _done: dict[str, dict[str, Any]] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Engine":
        self._sqs = boto3.client("sqs", endpoint_url=self.url, region_name="us-east-1", **KEYS)
        self._s3 = boto3.client("s3", endpoint_url=self.url, region_name="us-east-1", **KEYS)
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        queues = {
            verb: f"ServiceCatalog{self.word}{verb}OperationQueue" for verb in ("Provision", "Update", "Terminate")
        }
        urls = {verb: self._sqs.get_queue_url(QueueName=name)["QueueUrl"] for verb, name in queues.items()}
        while not self._stopped.wait(0.02):
            for verb, url in urls.items():
                for one in self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", ()):
                    self._sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
                    self._take(verb, json.loads(one["Body"]))

    def _take(self, verb: str, told: dict[str, Any]) -> None:
        self.messages.append(told)
        # A message may come twice; what it asks for is done once.
        answer = self._done.get(told["recordId"]) or self._carry_out(verb, told)
        self._done[told["recordId"]] = answer
        if not answer:
            return
        self.notify(verb, {"WorkflowToken": told["token"], "RecordId": told["recordId"], **answer})

    def _carry_out(self, verb: str, told: dict[str, Any]) -> dict[str, Any]:
        product = told["provisionedProductId"]
        if verb == "Terminate":
            if stays := re.search("# stays: (.+)", self.standing.get(product, "")):
                return {"Status": "FAILED", "FailureReason": stays[1]}
            self.standing.pop(product, None)
            return {"Status": "SUCCEEDED"}
        if verb == "Update" and product not in self.standing:
            return {"Status": "FAILED", "FailureReason": f"{product} is not there."}
        try:
            text = self._fetched(told["artifact"]["path"])
        except (tarfile.TarError, OSError, KeyError) as fault:
            return {"Status": "FAILED", "FailureReason": f"The archive can't be read: {fault}"}
        tag = {"Key": "SERVICE_CATALOG_TERRAFORM_INTEGRATION-DO_NOT_DELETE", "Value": product}
        identifier = {"ResourceIdentifier": {"UniqueTag": tag}} if verb == "Provision" else {}
        if "# waits" in text:
            return {}
        if failure := re.search("# fails: (.+)", text):
            left = identifier if "# leaves something" in text else {}
            return {"Status": "FAILED", "FailureReason": failure[1], **left}
        self.standing[product] = text
        values = {one["key"]: one["value"] for one in told["parameters"]}
        outputs = [one.split("=", 1) for one in re.findall("# outputs: (.+)", text)]
        handed_out = [{"OutputKey": key, "OutputValue": value.format(**values)} for key, value in outputs]
        return {"Status": "SUCCEEDED", "Outputs": handed_out, **identifier}

    def _fetched(self, path: str) -> str:
        bucket, key = path.removeprefix("S3://").split("/", 1)
        body = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as tar:
            found = tar.extractfile("main.tf")
            assert found is not None
            return found.read().decode()
