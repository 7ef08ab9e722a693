"""Kills a server that provisions with a real Terraform: python -m tests.crash.terraform --kills 20.

Each launch and each termination is interrupted at a random moment, by the death of the server alone, or of everything
that it has started. Whatever was answered comes to its end, and nothing is made twice but what was in the making when
Terraform itself was killed.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from launchpath.engines.terraform.settings import PREFIX
from tests import terraform
from tests.making import MadeProduct, Making
from tests.processes import descendants
from tests.running import RunningServer, ended

RESOURCES = ("first", "second", "third")
#: Seconds from the answer to the kill, at most: longer than an order takes.
LONGEST = 3.5


def module() -> bytes:
    """Three resources, one after the other, each of which writes down when it is begun, made and removed."""
    blocks = ['variable "folder" {\n  type = string\n}\n']
    for before, name in zip(("", *RESOURCES), RESOURCES, strict=False):
        needs = f"  depends_on = [null_resource.{before}]\n" if before else ""
        blocks.append(
            f'resource "null_resource" "{name}" {{\n{needs}'
            "  triggers = { folder = var.folder }\n"
            '  provisioner "local-exec" {\n'
            f'    command = "echo {name} >> ${{var.folder}}/begun; sleep 0.3; echo {name} >> ${{var.folder}}/made"\n'
            "  }\n"
            '  provisioner "local-exec" {\n    when = destroy\n'
            f'    command = "echo {name} >> ${{self.triggers.folder}}/gone"\n'
            "  }\n}\n"
        )
    return terraform.archive(main="".join(blocks))


class Victim:
    """A server that is killed again and again."""

    def __init__(self, server: RunningServer, folder: Path) -> None:
        self.server, self._folder = server, folder
        self.product: MadeProduct = Making(server).offered(module(), ProductType="TERRAFORM_OPEN_SOURCE")

    def round(self, number: int) -> list[str]:
        """A launch and a termination, each killed once; what went wrong."""
        there = self._folder / str(number)
        there.mkdir()
        record = self.product.launch(self._client(), parameters={"folder": str(there)})
        everything = self._kill()
        wrong = self._end(record)
        begun, made = _count(there / "begun"), _count(there / "made")
        most = 2 if everything else 1
        wrong += [f"{name} was made {made[name]} times" for name in RESOURCES if not 1 <= made[name] <= most]
        if sum(begun.values()) > len(RESOURCES) + everything:
            wrong.append(f"begun: {begun}")
        record = self._client().terminate_provisioned_product(ProvisionedProductId=record["ProvisionedProductId"])
        everything = self._kill()
        wrong += self._end(record["RecordDetail"])
        gone = _count(there / "gone")
        return wrong + [f"{name} was not removed" for name in RESOURCES if not gone[name]]

    def _client(self) -> Any:
        return self.server.client("developer")

    def _kill(self) -> bool:
        """Kill the server, or everything; whether it was everything."""
        time.sleep(random.uniform(0, LONGEST))
        everything = random.random() < 0.5
        assert self.server.process is not None
        if everything:
            self.server.process.send_signal(signal.SIGSTOP)
            for pid in descendants(self.server.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.server.kill()
        self.server.start()
        return everything

    def _end(self, record: dict[str, Any]) -> list[str]:
        last = ended(self._client(), record["RecordId"])
        return [] if last["Status"] == "SUCCEEDED" else [f"{last['RecordType']}: {last.get('RecordErrors')}"]


def _count(file: Path) -> dict[str, int]:
    written = file.read_text().split() if file.exists() else []
    return {name: written.count(name) for name in RESOURCES}


def main() -> None:
    asked = argparse.ArgumentParser(description="Kill a server that provisions with Terraform, at random moments.")
    asked.add_argument("--kills", type=int, default=20)
    kills = asked.parse_args().kills
    with tempfile.TemporaryDirectory(prefix="launchpath-crash-") as name:
        folder = Path(name)
        environment = {f"{PREFIX}BINARY": str(terraform.BINARY), f"{PREFIX}CLI_CONFIG": str(terraform.mirror(folder))}
        with RunningServer(folder, "--demo", "--engine", "terraform", environment=environment) as server:
            victim = Victim(server, folder)
            wrong = [one for number in range((kills + 1) // 2) for one in victim.round(number)]
    print(f"Terraform: {kills} kills, {len(wrong)} of them with a loss or a double")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
