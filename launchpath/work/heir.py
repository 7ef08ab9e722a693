"""A process that goes on in the place of a worker that died, with what an engine had under way (engines/memory.py).

It is told on its standard input where the database is, and which function of the engine's goes on with what.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import cast

from launchpath import logs
from launchpath.engines.memory import Memory
from launchpath.store.database import Database
from launchpath.store.vault import Vault
from launchpath.work.engine_memory import DatabaseMemory


def main() -> None:
    told = json.loads(sys.stdin.read())
    logs.configure("json", None)
    key = str(told["key"]).encode()
    database = Database(told["database_url"], Vault(key))
    module, _, name = str(told["function"]).partition(":")
    go_on = cast(Callable[[Memory, str], None], getattr(import_module(module), name))
    try:
        go_on(DatabaseMemory(database, key), told["given"])
    finally:
        database.close()


if __name__ == "__main__":
    main()
