"""Small texts that travel through clients, and come back as they were or not at all."""

import pytest
from cryptography.fernet import Fernet

from launchpath.store.vault import Vault


def test_what_was_wrapped_comes_back(vault: Vault) -> None:
    assert vault.unwrap(vault.wrap('["ü",1]')) == '["ü",1]'


def test_it_says_nothing_to_others_and_the_same_each_time(vault: Vault) -> None:
    wrapped = vault.wrap("position 12345")
    assert "12345" not in wrapped
    assert vault.wrap("position 12345") == wrapped


def test_with_another_key_it_is_nothing(vault: Vault) -> None:
    assert Vault(Fernet.generate_key()).unwrap(vault.wrap("x")) is None


@pytest.mark.parametrize("text", ["", "x", "=", "ü", "AAAA", "\n", "A" * 5000])
def test_anything_else_is_nothing(vault: Vault, text: str) -> None:
    assert vault.unwrap(text) is None


@pytest.mark.parametrize("more", ["=", "\n", " ", "A"])
def test_nothing_can_be_added(vault: Vault, more: str) -> None:
    assert vault.unwrap(vault.wrap("position") + more) is None
