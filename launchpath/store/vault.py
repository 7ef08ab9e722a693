"""Secrets at rest: encrypted with a key of this installation, from the environment or a file that only we may read."""

import base64
import contextlib
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_VARIABLE = "LAUNCHPATH_SECRET_KEY"


class VaultError(Exception):
    """What is stored can't be read with this key."""


class Vault:
    """Encrypts and decrypts with one key (Fernet: AES-128-CBC and HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        try:
            self._fernet = Fernet(key)
        except ValueError:
            raise VaultError(
                f"The secret key is not valid: {KEY_VARIABLE}, or the file secret.key in the data folder, "
                "must hold 32 bytes in URL-safe base64."
            ) from None
        self._envelope = AESSIV(hashlib.sha512(b"envelope" + key).digest())
        self._fingerprint_key = hashlib.sha256(b"fingerprint" + key).digest()

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise VaultError(
                "A stored secret can't be decrypted: this data was written with another key. "
                f"Restore the data folder's secret.key, or set {KEY_VARIABLE} to the key it was written with."
            ) from None

    def wrap(self, text: str) -> str:
        """`text` as ASCII that nobody else can read or make; equal texts give equal ones."""
        return base64.urlsafe_b64encode(self._envelope.encrypt(text.encode(), None)).decode()

    def unwrap(self, wrapped: str) -> str | None:
        """What was wrapped; None: it was not wrapped here, or has been changed."""
        try:
            content = base64.b64decode(wrapped, b"-_", validate=True)
            text = self._envelope.decrypt(content, None).decode()
        except (InvalidTag, ValueError):
            return None
        # base64 has several ways to write the same.
        return text if self.wrap(text) == wrapped else None

    def digest(self, content: bytes) -> str:
        """A fingerprint that tells equal contents apart from others, but by which nobody can guess a content."""
        return hmac.new(self._fingerprint_key, content, hashlib.sha256).hexdigest()


def has_key(folder: Path) -> bool:
    """Whether there is a key, so that `open_vault` makes none."""
    return bool(os.environ.get(KEY_VARIABLE)) or _key_file(folder).exists()


def open_vault(folder: Path) -> Vault:
    """The vault of a data folder; its key is made at the first start."""
    if not has_key(folder):
        keep_key(folder, Fernet.generate_key())
    return Vault(key_of(folder))


def key_of(folder: Path) -> bytes:
    """The key that there is. Raises VaultError."""
    given = os.environ.get(KEY_VARIABLE)
    try:
        return given.encode() if given else _key_file(folder).read_bytes().strip()
    except OSError as fault:
        raise VaultError(
            f"Can't read {_key_file(folder)}: {fault.strerror}. It belongs to the account that the service runs as."
        ) from None


def keep_key(folder: Path, key: bytes) -> None:
    """Write a data folder's key, unless somebody else just did."""
    draft = folder / f".secret.key.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())
    # Whoever reads it reads it whole; whoever comes second leaves it as it is.
    with contextlib.suppress(FileExistsError):
        os.link(draft, _key_file(folder))
    draft.unlink()


def _key_file(folder: Path) -> Path:
    return folder / "secret.key"
