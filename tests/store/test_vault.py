"""Secrets at rest: encrypted with a key that is this installation's alone."""

import base64
import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from launchpath.store.vault import KEY_VARIABLE, Vault, VaultError, open_vault

VAULT = Vault(Fernet.generate_key())


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@given(st.text())
def test_what_is_sealed_can_be_opened_again(secret: str) -> None:
    assert VAULT.open(VAULT.seal(secret)) == secret


def test_what_is_sealed_shows_nothing_of_the_secret() -> None:
    assert b"hunter22" not in VAULT.seal("hunter22")
    assert VAULT.seal("hunter22") != VAULT.seal("hunter22")


def test_another_key_does_not_open_it_and_the_sentence_says_what_to_do() -> None:
    with pytest.raises(VaultError) as caught:
        Vault(Fernet.generate_key()).open(VAULT.seal("hunter22"))
    assert str(caught.value) == (
        "A stored secret can't be decrypted: this data was written with another key. "
        "Restore the data folder's secret.key, or set LAUNCHPATH_SECRET_KEY to the key it was written with."
    )


def test_every_change_of_the_sealed_bytes_is_noticed() -> None:
    sealed = VAULT.seal("hunter22")
    content = base64.urlsafe_b64decode(sealed)
    for position in range(len(content)):
        forged = bytearray(content)
        forged[position] ^= 1
        with pytest.raises(VaultError):
            VAULT.open(base64.urlsafe_b64encode(forged))
    for cut in (b"", sealed[:-1], sealed[1:]):
        with pytest.raises(VaultError):
            VAULT.open(cut)


def test_a_digest_tells_equal_contents_and_needs_the_key() -> None:
    assert VAULT.digest(b"a") == VAULT.digest(b"a")
    assert VAULT.digest(b"a") != VAULT.digest(b"b")
    assert VAULT.digest(b"a") != Vault(Fernet.generate_key()).digest(b"a")


def test_a_new_folder_gets_a_key_of_its_own_that_only_we_may_read(tmp_path: Path) -> None:
    open_vault(tmp_path)
    key = tmp_path / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    open_vault(other)
    assert key.read_bytes() != (other / "secret.key").read_bytes()


def test_a_key_is_for_us_alone_whatever_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_vault(tmp_path)
    finally:
        os.umask(before)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_the_key_is_kept(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path).seal("hunter22")
    assert open_vault(tmp_path).open(sealed) == "hunter22"


def test_a_key_from_the_environment_comes_first_and_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_key = Fernet.generate_key()
    monkeypatch.setenv(KEY_VARIABLE, given_key.decode())
    assert Vault(given_key).open(open_vault(tmp_path).seal("hunter22")) == "hunter22"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 44, b"QUFB" * 10])
def test_a_key_that_is_none_is_refused_with_a_sentence(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(key)
    with pytest.raises(VaultError, match=r"^The secret key is not valid: LAUNCHPATH_SECRET_KEY, or the file"):
        open_vault(tmp_path)
