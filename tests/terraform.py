"""Terraform for tests: archives made of texts, the binary that a package ships, and a mirror of its null provider."""

import gzip
import io
import tarfile


def archive(**texts: str) -> bytes:
    """A .tar.gz of these files; `main` means main.tf, and `__` a slash. Equal texts make equal bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in texts.items():
            path = name.replace("__", "/")
            member = tarfile.TarInfo(path if "." in path else f"{path}.tf")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(packed.getvalue(), mtime=0)
