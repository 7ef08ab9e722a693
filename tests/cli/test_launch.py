"""`launchpath launch`, `update` and `terminate`: a client of the API that follows what it asked for."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from launchpath.catalog.connection import connect
from tests.cli.running import launchpath
from tests.making import QUEUE, Making, unique
from tests.running import RunningServer

BROKEN = QUEUE.replace("{DelaySeconds: !Ref Delay}", "{FifoQueue: true, QueueName: plain}")
MORE = QUEUE.replace("  Kind: {Value: !Ref Kind}", "  Kind: {Value: !Ref Kind}\n  Delay: {Value: !Ref Delay}")

SECRET = """
Parameters:
  Delay: {Type: Number, MinValue: 0}
  Secret: {Type: String, NoEcho: true}
Resources: {Topic: {Type: "AWS::SNS::Topic"}}
"""


def run(demo: RunningServer, *words: str) -> Any:
    return launchpath(*words, "--data", str(demo.folder))


def test_a_launch_is_followed_line_by_line_to_its_outputs(making: Making, demo: RunningServer) -> None:
    product, name = making.offered(), unique("cli")
    done = run(demo, "launch", product.name, "--param", "Delay=7", "--name", name, "--tag", "team=blue")
    headline, *lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"The record is rec-[a-z0-9]{13}\.\n", done.stderr)
    assert headline.startswith(f"PROVISION_PRODUCT {name}  ")
    assert any("Queue " in line and "CREATE_COMPLETE" in line for line in lines)
    assert [line.split()[0] for line in lines[-3:]] == ["QueueUrl", "Kind", "CloudformationStackARN"]


def test_values_tags_and_path_reach_the_api(making: Making, demo: RunningServer, developer: Any) -> None:
    product, name = making.product(), unique("cli")
    portfolios = [making.portfolio(product, DisplayName=unique("way")) for _ in range(2)]
    path = portfolios[1].replace("port-", "lpv3-")
    said = ("--param", "Delay=7", "--name", name, "--tag", "team=blue=sky", "--path", path)
    told = json.loads(run(demo, "launch", product.id, *said, "--json").stdout)
    record = developer.describe_record(Id=told["RecordId"])["RecordDetail"]
    assert record["PathId"] == path
    assert {"Key": "team", "Value": "blue=sky"} in record["RecordTags"]
    assert told["Status"] == "SUCCEEDED"


def test_without_a_version_the_newest_is_launched_that_is_not_deprecated(making: Making, demo: RunningServer) -> None:
    product = making.offered()
    making.version(product, MORE, "v2")
    old = making.version(product, QUEUE, "v3")
    making.admin.update_provisioning_artifact(ProductId=product.id, ProvisioningArtifactId=old, Guidance="DEPRECATED")
    told = json.loads(run(demo, "launch", product.name, "--json").stdout)
    assert set(told["Outputs"]) == {"QueueUrl", "Kind", "Delay", "CloudformationStackARN"}
    assert told["ProvisionedProductName"].startswith("product-")


def test_a_failed_launch_ends_with_1_and_its_first_cause(making: Making, demo: RunningServer) -> None:
    done = run(demo, "launch", making.offered(BROKEN).name)
    assert done.returncode == 1
    assert "failed to create: [Queue]. Queue name must end in .fifo" in done.stderr


def test_a_failed_launch_is_told_to_scripts_too(making: Making, demo: RunningServer) -> None:
    done = run(demo, "launch", making.offered(BROKEN).name, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["Status"], told["Outputs"]) == ("FAILED", {})
    assert told["Cause"] in done.stderr
    assert "CREATE_FAILED" in [event["Status"] for event in told["Events"]]


def test_a_value_that_the_template_refuses_is_the_cause(making: Making, demo: RunningServer) -> None:
    done = run(demo, "launch", making.offered().name, "--param", "Kind=round")
    assert done.returncode == 1
    assert "Parameter 'Kind' must be one of AllowedValues" in done.stderr


def test_a_product_that_is_not_there_is_told_so(demo: RunningServer) -> None:
    done = run(demo, "launch", "Time machine")
    assert done.returncode == 1
    assert "Time machine" in done.stderr


def test_a_version_that_is_not_there_is_answered_with_those_that_are(making: Making, demo: RunningServer) -> None:
    product = making.offered()
    done = run(demo, "launch", product.name, "--version", "v9")
    assert done.returncode == 2
    assert f"No version is called v9. There are: v1 ({product.version_id})." in done.stderr


def test_a_value_without_equals_is_asked_for_and_not_shown(making: Making, demo: RunningServer) -> None:
    words = ("launch", making.offered().name, "--param", "Delay", "--json", "--data", str(demo.folder))
    done = launchpath(*words, input="9\n", start_new_session=True)
    assert json.loads(done.stdout)["Status"] == "SUCCEEDED"
    assert "Delay" in done.stderr


def test_a_tag_without_a_value_is_refused(making: Making, demo: RunningServer) -> None:
    done = run(demo, "launch", making.offered().name, "--tag", "team")
    assert done.returncode == 2
    assert "team must be written KEY=VALUE" in done.stderr


def test_without_a_server_it_says_what_to_do(tmp_path: Path) -> None:
    done = launchpath("launch", "Message queue", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "launchpath serve" in done.stderr


def test_on_a_terminal_a_table_shows_each_resource(making: Making, demo: RunningServer) -> None:
    shown = on_terminal("launch", making.offered().name, "--data", str(demo.folder))
    last = shown[shown.rindex("PROVISION_PRODUCT") :]
    assert "SUCCEEDED" in last
    assert "AWS::SQS::Queue" in last
    assert "CREATE_COMPLETE" in last
    assert "QueueUrl" in last


def on_terminal(*words: str) -> str:
    """What a command shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "LAUNCHPATH_"))}
    environment = clean | {"TERM": "xterm", "COLUMNS": "200", "LINES": "60"}
    process = subprocess.Popen(
        [sys.executable, "-m", "launchpath", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while some := os.read(ours, 65536):
            shown += some
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait() == 0, shown.decode()
    return shown.decode()


def test_an_update_keeps_the_values_that_are_not_given(making: Making, demo: RunningServer, developer: Any) -> None:
    product, name = making.offered(), unique("cli")
    product.launched(developer, name, parameters={"Delay": "7", "Kind": "fifo"})
    making.version(product, MORE, "v2")
    done = run(demo, "update", name, "--version", "v2", "--param", "Kind=plain", "--json")
    told = json.loads(done.stdout)
    assert (told["Outputs"]["Kind"], told["Outputs"]["Delay"]) == ("plain", "7")


def test_a_termination_is_followed_until_nothing_is_left(making: Making, demo: RunningServer, developer: Any) -> None:
    name = unique("cli")
    making.offered().launched(developer, name)
    done = run(demo, "terminate", name)
    assert done.returncode == 0, done.stderr
    assert any("Queue " in line and "DELETE_COMPLETE" in line for line in done.stdout.splitlines())
    assert run(demo, "terminate", name).returncode == 1


def test_an_update_of_what_failed_at_its_launch_needs_only_what_was_wrong(
    making: Making, demo: RunningServer, developer: Any
) -> None:
    """Semantics 7.3: an update may mend it; nothing that was given has to be given again, secrets least of all."""
    product, name = making.offered(SECRET), unique("cli")
    product.launched(developer, name, parameters={"Secret": "correct-horse", "Delay": "-1"})
    run(demo, "update", name, "--param", "Delay=7")
    found = developer.describe_provisioned_product(Name=name)["ProvisionedProductDetail"]
    told = connect(demo.folder, "developer", {}).ask("ListRecordParameters", {"RecordId": found["LastRecordId"]})
    assert {one["Key"]: one["Value"] for one in told["Parameters"]} == {"Secret": "****", "Delay": "7"}
