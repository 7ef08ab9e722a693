"""What the HTTP server itself can do: signed requests are verified and read, and answered from memory, no database.

The same uvicorn with the same settings as `launchpath serve`, the same verification, the same reading of the request;
the answer is bytes of the size that the operation's own answer has. Run as a process of its own.
"""

import json
import logging
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from launchpath.server import _HttpServer
from launchpath.wire import body, routes
from launchpath.wire.app import signed_request
from launchpath.wire.door import Key
from launchpath.wire.reply import Reply
from launchpath.wire.sigv4 import verify


def create(keys: dict[str, str], region: str, replies: dict[str, bytes]) -> Any:
    known = {key: Key(key, secret, None) for key, secret in keys.items()}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        route = routes.find(scope["method"], scope["path"], headers)
        assert route is not None
        content = await body.read(headers, receive)
        operation = route.operation()
        route.dialect.decode(operation.input, content)
        verify(signed_request(scope, content), time.time(), region, lambda key, _: known.get(key))
        await Reply(200, route.dialect.HEADERS, replies[operation.name]).send(send, "0")

    return app


def main(told: dict[str, Any]) -> None:
    """`told`: the keys, the region, the size of each operation's reply, and where to write the port."""
    logging.disable()
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    part = Path(told["port_file"] + ".part")
    part.write_text(str(listener.getsockname()[1]))
    part.rename(told["port_file"])
    replies = {name: b"x" * size for name, size in told["sizes"].items()}
    app = create(told["keys"], told["region"], replies)
    _HttpServer(lambda _: app, listener, ()).run()
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
