"""A process that works as `launchpath serve` does, and tells how long its sockets wait for the database's host.

Its arguments are the database's URL and the port that this goes to.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress

from cryptography.fernet import Fernet

from launchpath.store import migrate
from launchpath.store.database import Database
from launchpath.store.vault import Vault
from launchpath.work.carry_out import Workbench
from launchpath.work.durable.labour import Labour, Limits
from launchpath.work.durable.queue import Queue


def sockets(port: int) -> Iterator[socket.socket]:
    """Those of this process that are connected to this port."""
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError), socket.socket(fileno=os.dup(int(number))) as one:
            if one.family == socket.AF_INET and one.getpeername()[1] == port:
                yield one


def main(url: str, port: str) -> None:
    database = Database(url, Vault(Fernet.generate_key()))
    migrate.to_newest(database)
    queue = Queue(database)
    labour = Labour(database, queue, Workbench(database, {}, "us-east-1", 1000), Limits())
    labour.start()
    # Of the queue's client, which has no connection until it needs one.
    with queue._client._sys_db.engine.connect():
        for one in sockets(int(port)):
            print(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))
    labour.stop()
    queue.close()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
