"""The sandbox's process: AWS on one port for as long as the parent lives."""

import argparse
import os
import sys
import threading

from launchpath.engines.sandbox.child import READY


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fd", type=int, required=True, help="the listening socket, which the parent has opened")
    options.add_argument("--endpoint", required=True, help="the URL that people reach it by")
    chosen = options.parse_args()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Loading moto takes seconds, during which the parent may go already.
    from launchpath.engines.sandbox.child.server import serve

    serve(chosen.fd, chosen.endpoint, ready=lambda: print(READY, flush=True))


def _end_with_parent() -> None:
    """The parent holds the other end of our standard input; however it goes, this end reads that it is over."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
