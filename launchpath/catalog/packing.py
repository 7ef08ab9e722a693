"""A folder as a .tar.gz whose bytes depend on nothing but its files: the same folder has the same hash everywhere."""

import gzip
import io
import tarfile
from pathlib import Path

from launchpath.domain.archive import MOST_BYTES, ArchiveError

#: What Terraform leaves behind, and what is nobody's business.
_LEFT_OUT = (".terraform", ".git")


def packed(folder: Path) -> bytes:
    """The files of a folder, in the order of their paths, without owners and times. Raises OSError and ArchiveError."""
    tar, size = io.BytesIO(), 0
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder)
            if file.is_file() and not set(path.parts) & set(_LEFT_OUT):
                size += file.stat().st_size
                if size > MOST_BYTES:
                    raise ArchiveError(f"the folder holds more than {MOST_BYTES:,} bytes")
                content = file.read_bytes()
                member = tarfile.TarInfo(path.as_posix())
                member.size = len(content)
                member.mode = 0o755 if file.stat().st_mode & 0o100 else 0o644
                archive.addfile(member, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=0)
