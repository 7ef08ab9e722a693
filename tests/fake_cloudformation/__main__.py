"""Run it as a process of its own."""

import argparse

from tests.fake_cloudformation.server import Server

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tests.fake_cloudformation")
    arguments.add_argument("--port", type=int, default=0, help="0 takes a free one")
    server = Server(arguments.parse_args().port)
    print("ready", server.url, flush=True)
    server.serve_forever()
