"""What stands of the products that Terraform made, as their states tell; and how an operator gets hold of it."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from launchpath.engines.base import Standing
from launchpath.engines.memory import Memory
from launchpath.engines.offers import NothingKnown
from launchpath.engines.terraform import state
from launchpath.engines.terraform.folder import Folder
from launchpath.engines.terraform.run import Module
from launchpath.engines.terraform.watch import MODULE, STATE


def products(memory: Memory) -> Iterator[Standing]:
    """The products whose states hold something. Raises EngineUnavailable."""
    for product_id, text in memory.every(STATE).items():
        found = state.read(text)
        if found is not None and found.resources:
            yield Standing(
                provisioned_product_id=product_id,
                physical_id=found.resources[0] if len(found.resources) == 1 else f"{len(found.resources)} resources",
                remove=f"launchpath engine hand-over terraform {product_id} ./{product_id} --forget",
            )


def hand_over(memory: Memory, binary: str, product_id: str, folder: Path) -> str:
    """Lay out module, values and state of a product in a new folder; the command that removes what stands.

    Raises NothingKnown and EngineUnavailable.
    """
    known = memory.newest(product_id)
    if MODULE not in known:
        raise NothingKnown(f"No module and no state are kept of {product_id}.")
    folder.mkdir(mode=0o700, parents=True)
    room = Folder(folder.resolve())
    Module.read(known[MODULE]).lay_out(room, known.get(STATE))
    terraform = f"{shlex.quote(binary)} -chdir={shlex.quote(str(room.module))}"
    return f"{terraform} init && {terraform} destroy"
