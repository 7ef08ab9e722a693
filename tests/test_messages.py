"""Our own messages in other languages: all of them are there, and nothing in them is lost (docs/decisions/0007)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from launchpath.languages import LANGUAGES, translator
from tools import extract_messages
from tools.extract_messages import ENGLISH, PACKAGE, SPEAKERS, messages, read, said

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def translations(language: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in read(language) if message.id}


def places(text: str) -> list[tuple[str, str | None, str | None]]:
    """What is filled in, and how."""
    return sorted((name, form, cast) for _, name, form, cast in Formatter().parse(text) if name is not None)


@in_each_language
def test_no_message_is_missing(language: str) -> None:
    """A new one is added by `python tools/extract_messages.py`, and its translations by hand."""
    known = translations(language)
    assert [template for template in messages() if not known.get(template)] == []


@in_each_language
def test_no_message_is_kept_that_nobody_says_any_more(language: str) -> None:
    assert translations(language).keys() - messages().keys() == set()


@in_each_language
def test_a_translation_fills_in_the_same_values_in_the_same_form(language: str) -> None:
    different = {
        template: told for template, told in translations(language).items() if places(template) != places(told)
    }
    assert different == {}


@in_each_language
def test_a_translation_is_in_another_language(language: str) -> None:
    """What has no words of its own, such as `{where}: {what}`, would need no place in the catalog."""
    assert [template for template, told in translations(language).items() if told.isascii()] == []


@in_each_language
def test_the_names_of_the_api_stay_as_they_are(language: str) -> None:
    """Members, values, settings: whatever is written in capitals within a word, or in capitals alone."""
    lost = {
        (template, word)
        for template, told in translations(language).items()
        for word in names(template)
        if word not in told
    }
    assert lost == set()


def names(text: str) -> set[str]:
    words = (word.strip("\"'()[]{}.,:;") for word in text.split())
    return {word for word in words if any(one.isupper() for one in word[1:]) and word not in SAID_OTHERWISE}


#: Nouns that a language has words of its own for, and their plurals.
SAID_OTHERWISE = {"ARNs", "TagOptions", "URLs", "ProvisioningArtifact"}


def test_there_is_a_catalog_for_each_language_and_no_other() -> None:
    folders = {folder.name for folder in extract_messages.LOCALES.iterdir() if folder.is_dir()}
    assert folders == set(LANGUAGES)


def test_a_language_is_named_exactly_as_the_service_names_it() -> None:
    """API reference, AcceptLanguage: en (default), jp, zh."""
    assert all(translator(language) for language in ("jp", "zh"))
    odd = (None, "", "en", "fr", "JP", "ja", "ja-JP", "zh-CN", "jp ", "../jp", "jp/../zh")
    assert [language for language in odd if translator(language)] == []


def test_what_has_no_translation_stays_as_it_is() -> None:
    tell = translator("jp")
    assert tell is not None
    assert tell("{text0} {text1}") == "{text0} {text1}"


SAMPLE = """
def look(thing):
    raise ResourceNotFoundException("{thing} has vanished.", thing=thing)

def judge(kind):
    raise _refused("LAUNCH", "nobody likes {kind}", kind=Phrase("such a kind"))

def sell():
    raise click.ClickException("Not a word of the API's.")
    raise ValueError("Nor this.")
"""


def test_a_new_message_is_found(tmp_path: Path) -> None:
    (tmp_path / "operations").mkdir()
    (tmp_path / "operations" / "look.py").write_text(SAMPLE)
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "look.py").write_text(SAMPLE.replace("vanished", "never been seen"))
    assert set(messages(tmp_path)) == {"{thing} has vanished.", "nobody likes {kind}", "such a kind"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules whose messages are told in other languages."""
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE)
        if place.parts[0] not in ENGLISH:
            yield place.as_posix(), ast.parse(file.read_text())


def put_together(module: ast.Module, *, anything_raised: bool = False) -> list[int]:
    """The lines on which a message is put together in English, where nobody can take it apart to translate it."""
    calls: list[ast.AST] = list(said(module))
    if anything_raised:
        calls += [node.exc for node in ast.walk(module) if isinstance(node, ast.Raise) and node.exc]
    return [node.lineno for call in calls for node in ast.walk(call) if is_put_together(node)]


def is_put_together(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Add, ast.Mod)) and any(map(is_text, (node.left, node.right)))
    is_filled = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return isinstance(node, ast.JoinedStr) or is_filled


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_message_is_put_together_where_it_is_said() -> None:
    found = {
        place: lines
        for place, module in modules()
        if (lines := put_together(module, anything_raised=place.startswith("operations/")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "said_so",
    ['Phrase(f"no {x}")', 'Phrase("no " + x)', 'Phrase("no %s" % x)', 'Phrase("{what}", what=f"no {x}")'],
)
def test_a_message_that_is_put_together_is_noticed(said_so: str) -> None:
    assert put_together(ast.parse(f"raise {said_so}")) == [1]
    assert put_together(ast.parse("raise refused(f'no {x}')"), anything_raised=True) == [1]


def test_every_template_stands_where_it_is_found() -> None:
    """Only what SPEAKERS names may take a template from elsewhere: it is looked for where that is called."""
    unfound = {
        (place, call.lineno)
        for place, module in modules()
        for call in said(module)
        if isinstance(call.func, ast.Name) and call.func.id == "Phrase"
        if not isinstance(call.args[0], ast.Constant) and id(call) not in inside_speakers(module)
    }
    assert unfound == set()


def inside_speakers(module: ast.Module) -> set[int]:
    made = (ast.FunctionDef, ast.ClassDef)
    speakers = (node for node in ast.walk(module) if isinstance(node, made) and node.name in SPEAKERS)
    return {id(inner) for speaker in speakers for inner in ast.walk(speaker)}
