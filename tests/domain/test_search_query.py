"""How a SearchQuery is read (semantics 2.12, 14 #6)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchpath.api.errors import InvalidParametersException
from launchpath.domain import search_query
from launchpath.domain.search_query import All, Created, Either, Field, Not, Query, Term

WEB, STATUS, NAME = Term("web"), Term("AVAILABLE", Field.STATUS), Term("db", Field.NAME)


def read(text: str) -> Query:
    (query,) = search_query.parse([text])
    return query


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("status:AVAILABLE", STATUS),
        ("status: AVAILABLE", STATUS),
        (" STATUS:AVAILABLE ", STATUS),
        ("prod-tcjvfz3syn2rg", Term("prod-tcjvfz3syn2rg")),
        ("someone@example.com", Term("someone@example.com")),
        ("productId:prod-d7wuqo2o4y3nq", Term("prod-d7wuqo2o4y3nq", Field.PRODUCT_ID)),
        ("productType:CONTROL_TOWER_ACCOUNT", Term("CONTROL_TOWER_ACCOUNT", Field.TYPE)),
        ("provisioningArtifact:pa-1", Term("pa-1", Field.PROVISIONING_ARTIFACT_ID)),
        ("tags:env=test", Term("env=test", Field.TAGS)),
        ("tags:env:test", Term("env:test", Field.TAGS)),
    ],
)
def test_what_clients_send_is_read_as_a_term(text: str, term: Term) -> None:
    """Semantics 2.12, used in the wild; the landing zone accelerator leaves a space after the colon."""
    assert read(text) == term


@pytest.mark.parametrize("field", [field for field in Field if field is not Field.CREATED_TIME])
def test_every_documented_field_can_be_named(field: Field) -> None:
    assert read(f"{field}:x") == Term("x", field)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("arn:aws:iam::123456789012:user/ann", Term("arn:aws:iam::123456789012:user/ann")),
        ("arn:aws-cn:iam::123456789012:user/ann", Term("arn:aws-cn:iam::123456789012:user/ann")),
        ("arn:aws:servicecatalog:*", Term("arn:aws:servicecatalog:", begins=True)),
        ("arn:arn:aws:servicecatalog:r:1:stack/x/pp-1", Term("arn:aws:servicecatalog:r:1:stack/x/pp-1", Field.ARN)),
        ("userArn:arn:aws:iam::1:user/ann", Term("arn:aws:iam::1:user/ann", Field.USER_ARN)),
        ("userArn: arn:aws:iam::1:user/ann", Term("arn:aws:iam::1:user/ann", Field.USER_ARN)),
    ],
)
def test_an_arn_of_its_own_is_a_word_and_not_the_field_arn(text: str, term: Term) -> None:
    assert read(text) == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ('"two words"', Term("two words")),
        ('productName:"My Product"', Term("My Product", Field.PRODUCT_NAME)),
        ('tags:Owner="Ann Lee"', Term("Owner=Ann Lee", Field.TAGS)),
        (r'"say \"hi\" \\ \now"', Term(r'say "hi" \ \now')),
        ('"status:AVAILABLE"', Term("status:AVAILABLE")),
        ('"AND"', Term("AND")),
        ('name:"OR"', Term("OR", Field.NAME)),
        ('"(a)"', Term("(a)")),
        ('"50%*"', Term("50%*")),
        ('"two w"*', Term("two w", begins=True)),
    ],
)
def test_quotes_take_everything_as_it_is(text: str, term: Term) -> None:
    assert read(text) == term


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("name:web*", Term("web", Field.NAME, begins=True)),
        ("web**", Term("web", begins=True)),
        ("physicalId:*", Term("", Field.PHYSICAL_ID, begins=True)),
        ("*", All()),
        ("createdTime:*", All()),
    ],
)
def test_a_star_at_the_end_stands_for_the_rest(text: str, query: Query) -> None:
    assert read(text) == query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("web status:AVAILABLE", All((WEB, STATUS))),
        ("web AND status:AVAILABLE", All((WEB, STATUS))),
        ("web OR status:AVAILABLE", Either((WEB, STATUS))),
        ("NOT web", Not(WEB)),
        ("NOT NOT web", Not(Not(WEB))),
        ("web NOT status:AVAILABLE", All((WEB, Not(STATUS)))),
        ("web OR name:db status:AVAILABLE", Either((WEB, All((NAME, STATUS))))),
        ("(web OR name:db) status:AVAILABLE", All((Either((WEB, NAME)), STATUS))),
        ("NOT(web)OR(name:db)", Either((Not(WEB), NAME))),
        ("and or not", All((Term("and"), Term("or"), Term("not")))),
    ],
)
def test_terms_are_joined(text: str, query: Query) -> None:
    assert read(text) == query


@pytest.mark.parametrize(
    "text",
    ["createdTime:2026-11-23", "createdTime:2026-11-23*", "createdTime:2026-11-23T*", 'createdTime: "2026-11-23"'],
)
def test_a_time_is_a_span(text: str) -> None:
    assert read(text) == Created(1795392000000, 1795478400000)


@pytest.mark.parametrize(
    ("text", "part", "problem"),
    [
        ("web colour:red", 'at "colour:red"', 'no field "colour"'),
        ("http://x", 'at "http://x"', 'no field "http"'),
        (":x", 'at ":x"', 'no field ""'),
        ('name:"web', 'at ""web"', "quote is not closed"),
        ("web (a OR b", 'at "(a OR b"', "parenthesis is not closed"),
        ("web) b", 'at ") b"', "parenthesis closes none"),
        ("web ()", 'at ")"', "a term is missing"),
        ("", 'at the end of ""', "a term is missing"),
        ("web AND ", 'at the end of "web AND"', "a term is missing"),
        ("OR web", 'at "OR web"', "a term is missing"),
        ("status:", 'at "status:"', "a value is missing"),
        ("web status: OR x", 'at "status: OR x"', "a value is missing"),
        ('name:""', 'at "name:"""', "a value is missing"),
        ("name:*web", 'at "name:*web"', "can only be its end"),
        ("createdTime:yesterday", 'at "createdTime:yesterday"', "takes a date"),
    ],
)
def test_a_refusal_names_the_part_the_problem_and_the_fields(text: str, part: str, problem: str) -> None:
    with pytest.raises(InvalidParametersException) as refused:
        read(text)
    assert part in refused.value.message
    assert problem in refused.value.message
    assert all(field in refused.value.message for field in Field)


def test_a_long_part_is_quoted_in_short() -> None:
    with pytest.raises(InvalidParametersException, match=f'at "nofield:{"x" * 32}…"'):
        read("nofield:" + "x" * 100)


def test_all_queries_of_a_request_are_read() -> None:
    assert search_query.parse(["web", "name:db"]) == (WEB, NAME)
    assert search_query.parse([]) == ()


def test_the_number_of_terms_of_a_request_is_bounded() -> None:
    most = ["web " * (search_query.MOST_TERMS - 1), "web"]
    assert len(search_query.parse(most)) == 2
    with pytest.raises(InvalidParametersException, match="more than 20 terms"):
        search_query.parse([*most, "web"])


def test_the_length_of_a_request_is_bounded() -> None:
    assert search_query.parse(["x" * search_query.MOST_CHARACTERS])
    with pytest.raises(InvalidParametersException, match="longer than 4000 characters"):
        search_query.parse(["x" * search_query.MOST_CHARACTERS, "x"])


@pytest.mark.parametrize(("opened", "closed"), [("(", ")"), ("NOT ", ""), ("(NOT ", ")")])
def test_nesting_is_bounded(opened: str, closed: str) -> None:
    assert read(opened * 4 + "web" + closed * 4)
    with pytest.raises(InvalidParametersException, match="more than 10 levels deep"):
        read(opened * 500 + "web" + closed * 500)


@pytest.mark.parametrize(("character", "name"), [("\0", r"U\+0000"), ("\ud800", r"U\+D800")])
def test_a_character_that_no_database_takes_is_refused(character: str, name: str) -> None:
    with pytest.raises(InvalidParametersException, match=name):
        read(f'"a{character}b"')


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from('"\\()*: ')))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidParametersException):
        assert len(search_query.parse([text])) == 1


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=200))
def test_any_text_can_be_asked_for_in_quotes(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert read(f'name:"{escaped}"') == Term(text, Field.NAME)
