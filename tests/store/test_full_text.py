"""Which products a text finds: semantics 2.3, 14 (5)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchpath.domain.page import page
from launchpath.domain.product import Product, search_words
from launchpath.store import products
from launchpath.store.database import Database, Transaction

QUEUE = Product(
    id="prod-queue",
    view_id="prodview-queue",
    account="123456789012",
    name="Message queue (Größe: t3.micro)",
    owner="Équipe Données",
    type="CLOUD_FORMATION_TEMPLATE",
    created_at=0,
    short_description='A "fast" queue; for the cloud\'s e-mail_service. 云数据库服务 キュー',
    distributor="Acme & Söhne",
    support_email="queue-team@example.com",
    support_url="https://example.com/Help",
    support_description="Frag Jürgen",
)


#: The letters that both databases can hold: PostgreSQL has no NUL.
STORABLE = st.characters(codec="utf-8", exclude_characters="\0")


def found(tx: Transaction, *texts: str) -> list[str]:
    wanted = [products.about_any(tx, [search_words(text) for text in texts])]
    return [product.id for product in products.search(tx, wanted, page(20, None)).items]


@pytest.fixture
def queue(tx: Transaction) -> Transaction:
    products.add(tx, QUEUE)
    return tx


@pytest.mark.parametrize(
    "text",
    [
        "message",
        "MESSAGE Queue",
        "queue message",
        "mess",
        "größe",
        "GROSSE",
        "grosse",
        "equipe donnees",
        "Équipe",
        "jurgen",
        "t3.micro",
        "t3",
        "e-mail",
        "mail_service",
        '"fast"',
        "fast queue;",
        "queue-team@example.com",
        "https://example.com/help",
        "Acme & Söhne",
        "cloud's",
        "云数据库",
        "数据",
        "库",
        "キュー",
        "queue 服务",
        "  queue  ",
    ],
)
def test_a_product_is_found_by_its_words_and_how_they_begin(queue: Transaction, text: str) -> None:
    assert found(queue, text) == ["prod-queue"]


@pytest.mark.parametrize("text", ["essage", "queues", "message topic", "t4", "数据湖", "grossem"])
def test_a_product_is_not_found_by_what_it_does_not_say(queue: Transaction, text: str) -> None:
    assert found(queue, text) == []


@pytest.mark.parametrize(
    "text",
    [
        'queue" OR "topic',
        "queue OR topic",
        "NOT queue",
        "queue*",
        "words:queue",
        "^queue",
        "queue NEAR message",
        "{queue}",
        "(queue",
        "'; DROP TABLE products; --",
        "queue\\",
        "\x00queue",
    ],
)
def test_no_sign_of_a_query_language_means_anything(queue: Transaction, text: str) -> None:
    expected = ["prod-queue"] if set(search_words(text)) <= {"queue"} else []
    assert found(queue, text) == expected


def test_of_several_texts_any_is_enough(queue: Transaction) -> None:
    # Semantics 14, 5.
    assert found(queue, "topic", "message") == ["prod-queue"]
    assert found(queue, "topic", "bucket") == []


def test_a_text_without_words_asks_for_nothing(queue: Transaction) -> None:
    assert found(queue, "") == found(queue, "!?") == ["prod-queue"]


def test_a_changed_product_is_found_by_its_new_words_alone(queue: Transaction) -> None:
    changed = {"name": "Topic", "short_description": ""}
    products.save(queue, Product(**{name: getattr(QUEUE, name) for name in QUEUE.__slots__} | changed))
    assert found(queue, "topic") == ["prod-queue"]
    assert found(queue, "message") == []


def test_a_removed_product_is_found_no_more(queue: Transaction) -> None:
    products.remove(queue, QUEUE.id)
    assert found(queue, "queue") == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(STORABLE, max_size=40))
def test_a_product_is_found_by_any_text_that_it_has(database: Database, text: str) -> None:
    with database.write() as tx:
        product = Product(**{name: getattr(QUEUE, name) for name in QUEUE.__slots__} | {"name": text})
        products.add(tx, product)
        assert found(tx, text) == [product.id]
        for word in search_words(text):
            assert found(tx, word) == found(tx, word[:1]) == [product.id]
        products.remove(tx, product.id)
