"""What people were handed stays true after a restart."""

from pathlib import Path

from tests.making import Making
from tests.running import RunningServer, ended


def test_a_queue_is_found_at_the_address_of_its_output_after_a_restart(tmp_path: Path) -> None:
    with RunningServer(tmp_path, "--demo") as server:
        record = Making(server).offered().launch(server.client("developer"), "lasting")
        ended(server.client("developer"), record["RecordId"])
        server.kill()
        server.start()
        outputs = server.client("developer").describe_record(Id=record["RecordId"])["RecordOutputs"]
        address = next(output["OutputValue"] for output in outputs if output["OutputKey"] == "QueueUrl")
        server.client("developer", "sqs").send_message(QueueUrl=address, MessageBody="still here")
        queues = server.client("developer", "sqs").list_queues()["QueueUrls"]
    assert address in queues
