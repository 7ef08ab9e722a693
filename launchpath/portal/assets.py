"""The portal's stylesheet, scripts, icons and typeface: read once, served compressed, named by their content."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"

#: What is served; licences and notes beside the files are not.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
#: An address that names the content never has another one.
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it goes out."""

    content: bytes
    #: None: it does not become smaller.
    compressed: bytes | None
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """All files, by their path below static/."""
    found: dict[str, Asset] = {}
    # The stylesheet last: it names others.
    for path in sorted(FOLDER.rglob("*"), key=lambda one: one.suffix == ".css"):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            if path.suffix == ".css":
                content = _NAMED.sub(
                    lambda name: f'url("{_address(name[1], found[name[1]])}")', content.decode()
                ).encode()
            small = None if path.suffix == ".woff2" else gzip.compress(content, 9, mtime=0)
            version = hashlib.sha256(content).hexdigest()[:12]
            found[path.relative_to(FOLDER).as_posix()] = Asset(content, small, _TYPES[path.suffix], version)
    return found


#: How a stylesheet names a file beside it.
_NAMED = re.compile(r'url\("([^"]+)"\)')


def _address(name: str, asset: Asset) -> str:
    return f"/static/{name}?v={asset.version}"


def url(name: str) -> str:
    """The address of a file; another content has another one."""
    return _address(name, assets()[name])


async def serve(request: Request) -> Response:
    """GET /static/..."""
    asset = assets().get(request.path_params["name"])
    if asset is None:
        return Response(status_code=404)
    is_named = request.query_params.get("v") == asset.version
    headers = {"Cache-Control": _FOR_EVER if is_named else "no-cache", "Vary": "Accept-Encoding"}
    if asset.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
