"""What the server says: one structured line a request and a step, as JSON, or readable on a terminal.

Whatever is said of a request bears its `request_id`, of a record its `record_id`, and of what a request began, both.
"""

import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec

#: The attributes that every log record has; all others were given as `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


_encoder = msgspec.json.Encoder(enc_hook=str)

#: What is being spoken of, in this thread or task.
_about: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039  nobody changes it


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Within, every line bears these ids, whoever says it."""
    token = _about.set({**_about.get(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        try:
            return _encoder.encode(line).decode()
        except UnicodeEncodeError:
            # The name of a file need not be text.
            return json.dumps(line, default=str)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items() if value not in ("", None))
        text = f"{at} {record.getMessage()}  {extras}".rstrip()
        return text if not record.exc_info else f"{text}\n{self.formatException(record.exc_info)}"


def _private(file: Path) -> TextIO:
    """A log that only we may read, continued if it is there."""
    # The data folder, before the first start makes it.
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a")


def take_away_empty(file: Path, *, with_folder: bool) -> None:
    """Leave no log in which nothing stands; nor, if asked to, the folder that it alone was in."""
    if file.exists() and not file.stat().st_size:
        file.unlink()
        if with_folder:
            with suppress(OSError):
                file.parent.rmdir()


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {**_about.get(), **{name: value for name, value in vars(record).items() if name not in _STANDARD}}


def configure(form: str, file: Path | None = None) -> None:
    """Send our log to standard error or to `file`; of libraries, warnings and worse.

    `form`: json, text, or auto, which is text on a terminal and JSON otherwise.
    """
    stream = _private(file) if file else sys.stderr
    handler = logging.StreamHandler(stream)
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler.setFormatter(_Text() if as_text else _Json())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Nobody is told by which line, thread or process: to find that out takes a good part of what a line takes.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.getLogger("launchpath").setLevel(logging.INFO)
    _adopt("dbos")


@contextmanager
def unheard(library: str) -> Iterator[None]:
    """Within, a library says nothing, nor does Python of what it leaves behind."""
    logger = logging.getLogger(library)
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = False


def _adopt(library: str) -> None:
    """Have a library that writes lines of its own say them as ours; one that has a handler makes itself no other."""
    logger = logging.getLogger(library)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = True
