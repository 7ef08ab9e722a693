"""A text of ours is a template with values, so that it can be told in other languages (docs/decisions/0007)."""

import copy
import pickle

from launchpath.api.errors import InvalidParametersException, Phrase, ResourceNotFoundException

GERMAN = {
    "{thing} {id} not found.": "{thing} {id} nicht gefunden.",
    "portfolio": "Portfolio",
    "Not like this.": "So nicht.",
}


def german(template: str) -> str:
    return GERMAN.get(template, template)


def test_a_phrase_reads_as_its_text() -> None:
    phrase = Phrase("{thing} {id} not found.", thing="product", id="prod-1")
    assert phrase == "product prod-1 not found."
    assert str(Phrase("no {values}, no places")) == "no {values}, no places"


def test_a_phrase_is_told_with_the_phrases_in_it() -> None:
    phrase = Phrase("{thing} {id} not found.", thing=Phrase("portfolio"), id="port-1")
    assert phrase.told(german) == "Portfolio port-1 nicht gefunden."


def test_a_value_is_never_taken_for_a_template() -> None:
    phrase = Phrase("{thing} {id} not found.", thing="portfolio", id="{0.__class__} {thing}")
    assert phrase.told(german) == "portfolio {0.__class__} {thing} nicht gefunden."


def test_phrases_in_a_row_are_told_each_by_itself() -> None:
    row = Phrase.joined([Phrase("Not like this."), "Nicht {so}.", Phrase("portfolio")])
    assert row == "Not like this. Nicht {so}. portfolio"
    assert row.told(german) == "So nicht. Nicht {so}. Portfolio"


def test_a_phrase_of_a_phrase_is_the_same_phrase() -> None:
    phrase = Phrase("{thing} {id} not found.", thing="product", id="prod-1")
    assert Phrase(phrase) is phrase
    assert InvalidParametersException(phrase).message is phrase


def test_a_copy_is_told_as_the_original() -> None:
    phrase = Phrase("{thing} {id} not found.", thing=Phrase("portfolio"), id="port-1")
    for twin in (copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):
        assert twin.told(german) == "Portfolio port-1 nicht gefunden."


def test_an_error_is_told_as_the_same_error() -> None:
    error = ResourceNotFoundException("{thing} {id} not found.", thing=Phrase("portfolio"), id="port-1")
    told = error.told(german)
    assert type(told) is ResourceNotFoundException
    assert (str(error), str(told)) == ("portfolio port-1 not found.", "Portfolio port-1 nicht gefunden.")
    assert str(told.told(german)) == str(told)
