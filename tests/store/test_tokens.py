"""What an idempotency token led to: semantics 14 (1, 2)."""

import pytest

from launchpath.store import tokens
from launchpath.store.database import Conflict, Database, Transaction
from launchpath.store.tokens import Token, Use

TOKEN = Token(account="123456789012", operation="CreatePortfolio", token="t-1", request="digest")


def test_an_unused_token_led_nowhere(tx: Transaction) -> None:
    assert tokens.find(tx, TOKEN) is None


def test_a_used_token_leads_to_its_result(tx: Transaction) -> None:
    tokens.keep(tx, TOKEN, "port-1", 0)
    assert tokens.find(tx, TOKEN) == Use("digest", "port-1")


def test_another_request_finds_what_the_first_was(tx: Transaction) -> None:
    # So that the misuse of a token can be told from a repeat.
    tokens.keep(tx, TOKEN, "port-1", 0)
    other = Token(TOKEN.account, TOKEN.operation, TOKEN.token, request="another digest")
    assert tokens.find(tx, other) == Use("digest", "port-1")


def test_accounts_and_operations_have_tokens_of_their_own(tx: Transaction) -> None:
    # Semantics 14, 2.
    tokens.keep(tx, TOKEN, "port-1", 0)
    assert tokens.find(tx, Token("999999999999", TOKEN.operation, TOKEN.token, TOKEN.request)) is None
    assert tokens.find(tx, Token(TOKEN.account, "CreateProduct", TOKEN.token, TOKEN.request)) is None
    assert tokens.find(tx, Token(TOKEN.account, TOKEN.operation, "T-1", TOKEN.request)) is None


def test_a_token_may_lead_to_a_new_result(tx: Transaction) -> None:
    # Semantics 2.8: once the old one is over.
    tokens.keep(tx, TOKEN, "rec-1", 0)
    new = Token(TOKEN.account, TOKEN.operation, TOKEN.token, "new digest")
    tokens.keep(tx, new, "rec-2", 1, instead_of=tokens.find(tx, TOKEN))
    assert tokens.find(tx, TOKEN) == Use("new digest", "rec-2")


@pytest.mark.parametrize("seen", [None, Use("digest", "port-0")])
def test_a_result_that_was_kept_meanwhile_stays(database: Database, seen: Use | None) -> None:
    with database.write() as tx:
        tokens.keep(tx, TOKEN, "port-1", 0)
    with pytest.raises(Conflict), database.write() as tx:
        tokens.keep(tx, TOKEN, "port-2", 1, instead_of=seen)
    with database.read() as tx:
        assert tokens.find(tx, TOKEN) == Use("digest", "port-1")
