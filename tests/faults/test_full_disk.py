"""A disk that is full for a while holds work up, and loses none: it goes on by itself when there is room again."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fake_cloudformation import running
from tests.fleet import engine_at
from tests.promises import Promises
from tests.running import RunningServer


@contextmanager
def full(server: RunningServer) -> Iterator[None]:
    """Within, no file of the server's can grow."""
    assert server.process is not None
    pid = server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_work_that_a_full_disk_held_up_goes_on_by_itself(tmp_path: Path) -> None:
    with (
        running() as fake,
        RunningServer(tmp_path, "--engine", "cloudformation", environment=engine_at(fake)) as server,
    ):
        promises = Promises(server, fake)
        fake.script("*", polls=2, ms=1_500)
        begun = [promises.ask("provision") for _ in range(12)]
        for _ in range(10):
            with full(server):
                time.sleep(0.4)
            time.sleep(0.3)
        assert [promises.end(one)["Status"] for one in begun] == ["SUCCEEDED"] * 12
        promises.check()
