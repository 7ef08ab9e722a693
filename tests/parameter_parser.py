"""A parameter parser of the tests' own: a function of Lambda's that speaks the wire (semantics 7.4).

It reads `asks.json` of an archive, which is no Terraform: `{"parameters": [...]}`, or `{"refuses": "why"}`.
"""

import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3

from tests.external_engine import KEYS


@contextmanager
def running(s3_url: str) -> Iterator["Parser"]:
    server = Parser(s3_url)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Parser(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, s3_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.s3 = boto3.client("s3", endpoint_url=s3_url, region_name="us-east-1", **KEYS)
        #: The path of each call and what it told.
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def asks(self, path: str) -> dict[str, Any]:
        bucket, key = path.removeprefix("S3://").split("/", 1)
        body = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as tar:
            found = tar.extractfile("asks.json")
            assert found is not None
            told: dict[str, Any] = json.load(found)
            return told


class _Handler(BaseHTTPRequestHandler):
    server: Parser

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.path, told))
        answer = self.server.asks(told["artifact"]["path"])
        refusal = answer.get("refuses")
        if refusal:
            answer = {"errorType": "ParserInvalidParameterException", "errorMessage": refusal}
        body = json.dumps(answer).encode()
        self.send_response(200)
        if refusal:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is written: the calls are kept."""
