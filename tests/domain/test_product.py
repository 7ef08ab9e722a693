"""The words that products are found by, and what they are sorted by: semantics 2.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api.errors import InvalidParametersException
from launchpath.domain.product import Product, check_support_url, plain, search_words


def product(**members: str) -> Product:
    given = {"name": "Queue", "owner": "Team"} | members
    return Product(
        id="prod-1",
        view_id="prodview-1",
        account="123456789012",
        type="CLOUD_FORMATION_TEMPLATE",
        created_at=0,
        **given,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  \n\t ", []),
        ("Message queue", ["message", "queue"]),
        ("ÜBERGRÖSSE Café", ["ubergrosse", "cafe"]),
        ("Straße", ["strasse"]),
        ("İstanbul", ["istanbul"]),
        ("Ωμέγα ΤΈΛΟΣ", ["ωμεγα", "τελοσ"]),
        ("foo-bar_baz/qux.quux", ["foo", "bar", "baz", "qux", "quux"]),
        ("ops@example.com", ["ops", "example", "com"]),
        ('"quoted" AND NOT (x*) OR y^2:z', ["quoted", "and", "not", "x", "or", "y", "2", "z"]),
        ("t3.micro 100%", ["t3", "micro", "100"]),
        ("ｆｕｌｌ ﬁne ℡", ["full", "fine", "tel"]),
        ("数据库 queue", ["数", "据", "库", "queue"]),
        ("AWS環境", ["aws", "環", "境"]),
        ("キュー", ["キ", "ュ", "ー"]),
        ("🚀 rocket", ["rocket"]),
    ],
)
def test_words_come_without_case_accents_and_punctuation(text: str, words: list[str]) -> None:
    assert search_words(text) == words


@given(st.text())
def test_a_text_is_found_by_the_words_that_a_search_for_it_asks_for(text: str) -> None:
    assert set(search_words(text)) <= set(product(short_description=text).words.split())


@given(st.text())
def test_words_are_as_plain_as_they_can_be(text: str) -> None:
    for word in search_words(text):
        assert search_words(word) == [word]


@given(st.text())
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_every_text_of_a_product_counts() -> None:
    # Semantics 2.3: name, description, owner, distributor, and those of the support.
    words = product(
        name="a1",
        owner="b2",
        short_description="c3",
        distributor="d4",
        support_description="e5",
        support_email="f6@g7",
        support_url="https://h8",
    ).words.split()
    assert {"a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8"} <= set(words)


def test_titles_sort_without_regard_to_case_and_accents() -> None:
    names = ["Zebra", "äpfel", "Apfel 2", "apfel"]
    assert sorted(names, key=lambda name: product(name=name).title) == ["äpfel", "apfel", "Apfel 2", "Zebra"]


@pytest.mark.parametrize("url", [None, "", "http://example.com", "https://example.com/help?a=b"])
def test_a_support_url_is_one_of_the_web_or_none(url: str | None) -> None:
    check_support_url(url)


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com", "HTTPS:/example.com", "javascript:x//http://"])
def test_any_other_support_url_is_refused(url: str) -> None:
    # Semantics 4.2: ^https?://
    with pytest.raises(InvalidParametersException, match=r"^SupportUrl "):
        check_support_url(url)
