"""What README promises: `source DIR/developer.env`, and the plain AWS CLI does the rest."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.making import unique
from tests.running import RunningServer, wait_for

Aws = Callable[[str], Any]

#: Version 1 of the CLI does not look at AWS_ENDPOINT_URL for SQS in us-east-1 (aws-cli issue 8737).
LIST_QUEUES = "sqs list-queues --endpoint-url $AWS_ENDPOINT_URL"


@pytest.fixture
def aws(demo: RunningServer, tmp_path: Path) -> Aws:
    """Runs an `aws` command in a bash that has become the developer; what it prints, as JSON."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    there = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"

    def run(command: str) -> Any:
        done = subprocess.run(
            ["bash", "-c", f"set -e; source '{demo.folder}/developer.env'; aws {command} --output json"],
            env={**clean, "PATH": there, "HOME": str(tmp_path), "AWS_PAGER": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[", '"')) else done.stdout

    return run


def test_a_product_is_found_launched_watched_and_terminated(aws: Aws) -> None:
    name = unique("cli")
    product = aws("servicecatalog describe-product --name 'Message queue'")
    version = product["ProvisioningArtifacts"][-1]["Id"]
    product_id = product["ProductViewSummary"]["ProductId"]
    launched = aws(
        f"servicecatalog provision-product --product-id {product_id} --provisioning-artifact-id {version} "
        f"--provisioned-product-name {name} --provisioning-parameters Key=WaitTime,Value=3"
    )
    record = _await_end(aws, launched)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in record["RecordOutputs"]}
    assert outputs["QueueUrl"] in aws(LIST_QUEUES)["QueueUrls"]
    ended = _await_end(aws, aws(f"servicecatalog terminate-provisioned-product --provisioned-product-name {name}"))
    assert ended["RecordDetail"]["RecordType"] == "TERMINATE_PROVISIONED_PRODUCT"
    assert outputs["QueueUrl"] not in (aws(LIST_QUEUES) or {}).get("QueueUrls", [])


def _await_end(aws: Aws, reply: Any) -> Any:
    record_id = reply["RecordDetail"]["RecordId"]

    def look() -> Any:
        described = aws(f"servicecatalog describe-record --id {record_id}")
        return described if described["RecordDetail"]["Status"] in ("SUCCEEDED", "FAILED") else None

    described = wait_for(look)
    assert described["RecordDetail"]["Status"] == "SUCCEEDED"
    return described


def test_the_catalog_can_be_searched(aws: Aws) -> None:
    names = aws("servicecatalog search-products --query 'ProductViewSummaries[].Name'")
    assert {"Message queue", "Encrypted bucket"} <= set(names)


def test_the_sandboxs_buckets_are_listed(aws: Aws) -> None:
    bucket = unique("bucket")
    aws(f"s3 mb s3://{bucket}")
    assert bucket in aws("s3 ls")
    aws(f"s3 rb s3://{bucket}")


def test_the_shell_knows_its_own_principal(demo: RunningServer) -> None:
    arn = demo.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
    assert arn == "arn:aws:iam::123456789012:user/developer"
