"""How soon a server is ready, how much memory it takes, and whether that stays so under load."""

import statistics
from pathlib import Path
from typing import Any

from benchmarks import machine, operations, servers, signing


def measure(folder: Path, starts: int) -> dict[str, Any]:
    """Of a server that answers and works, without the sandbox."""
    with servers.launchpath(folder.parent / "first", engine="instant", pinned=False) as server:
        first = server.seconds_to_start
    seconds, megabytes = [], 0.0
    for _ in range(starts):
        with servers.launchpath(folder, engine="instant", pinned=False) as server:
            seconds.append(server.seconds_to_start)
            ask = operations.remembered(operations.Known.by_asking(server, 20))["SearchProducts"]
            servers.ask(server.port, [signing.request(server.developer, server.port, "SearchProducts", ask(0))], 100)
            megabytes = machine.memory(machine.family(server.pid))
    return {
        "seconds_until_ready_at_the_first_start": round(first, 2),
        "seconds_until_ready": round(statistics.median(seconds), 2),
        "megabytes_of_server_and_worker": round(megabytes),
    }


def soak(folder: Path, number: int) -> dict[str, Any]:
    """Memory while `number` mixed requests are answered, looked at twenty times."""
    with servers.launchpath(folder, engine="instant") as server:
        known = operations.Known.by_asking(server, 400)
        asks = operations.differing(known)
        figures = []
        for _ in range(20):
            # Signed anew each time, since the whole takes longer than a signature is good for.
            requests = [
                signing.request(server.developer, server.port, operation, ask(n))
                for n in range(100)
                for operation, ask in asks.items()
            ]
            servers.ask(server.port, requests, number // 20)
            figures.append(round(machine.memory(machine.family(server.pid)), 1))
    return {"requests": number, "megabytes": figures, "last_of_fifth": round(figures[-1] / figures[4], 3)}
