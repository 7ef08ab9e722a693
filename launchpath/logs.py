"""What the server says: one structured line a request and a step, as JSON, or readable on a terminal."""

import json
import logging
import sys
from datetime import UTC, datetime

#: The attributes that every log record has; all others were given as `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


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
        return json.dumps(line, default=str, ensure_ascii=False)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items() if value not in ("", None))
        text = f"{at} {record.getMessage()}  {extras}".rstrip()
        return text if not record.exc_info else f"{text}\n{self.formatException(record.exc_info)}"


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def configure(form: str) -> None:
    """Send our log to standard error, as `json` or as `text`; of libraries, warnings and worse."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("launchpath").setLevel(logging.INFO)
