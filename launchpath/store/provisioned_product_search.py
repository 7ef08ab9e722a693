"""Which provisioned products a SearchQuery finds: its tree as one condition of SQL, on every database (semantics 2.12).

Case is ignored as far as the database's own `lower` knows it: SQLite's knows the letters A to Z alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, column, exists, false, func, not_, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from launchpath.api.errors import InvalidParametersException
from launchpath.api.types import ProvisionedProductViewFilterBy
from launchpath.domain import search_query
from launchpath.domain.search_query import All, Created, Either, Field, Not, Query, Term
from launchpath.store.prepared import Condition
from launchpath.store.tables import products, provisioning_artifacts
from launchpath.store.tables import provisioned_products as table

#: The one key of a search's filters.
KEY: Final = "SearchQuery"

#: What a term says of one text.
_Test = Callable[[ColumnElement[str]], ColumnElement[bool]]


def conditions(filters: Mapping[ProvisionedProductViewFilterBy, Sequence[str]]) -> list[Condition]:
    """What a provisioned product must meet to be found: every query of the list (semantics 2.12).

    InvalidParametersException: another key than SearchQuery, or a query that can't be read (domain/search_query.py).
    """
    if unknown := sorted(set(filters) - {KEY}):
        raise InvalidParametersException(
            'Filters can\'t have the key {unknown}. The only key is {key}, for example {{"{key}": '
            '["status:AVAILABLE"]}}.',
            unknown=", ".join(unknown),
            key=KEY,
        )
    return [Condition(_condition(query), values=None) for query in search_query.parse(filters.get(KEY, ()))]


def _condition(query: Query) -> ColumnElement[bool]:
    match query:
        case Term(_, field):
            return _anywhere(query) if field is None else _in_field(field, query)
        case Created(since, until):
            return and_(table.c.created_at >= since, table.c.created_at < until)
        case Not(operand):
            # Of a text that is not there SQL knows nothing, nor the contrary of it; to us it just does not hold.
            return not_(func.coalesce(_condition(operand), false()))
        case All(operands):
            return and_(true(), *map(_condition, operands))
        case Either(operands):
            return or_(false(), *map(_condition, operands))


def _test(term: Term) -> _Test:
    if term.begins and not term.value:
        return lambda text: text.is_not(None)
    if term.begins:
        return lambda text: text.istartswith(term.value, autoescape=True)
    if term.field is None:
        return lambda text: text.icontains(term.value, autoescape=True)
    return lambda text: func.lower(text) == func.lower(term.value)


# --- one field -------------------------------------------------------------------------------------------------

_COLUMNS: Mapping[Field, ColumnElement[Any]] = {
    Field.ID: table.c.id,
    Field.LAST_RECORD_ID: table.c.last_record_id,
    Field.IDEMPOTENCY_TOKEN: table.c.provision_token,
    Field.NAME: table.c.name,
    Field.PHYSICAL_ID: table.c.physical_id,
    Field.PRODUCT_ID: table.c.product_id,
    Field.PROVISIONING_ARTIFACT_ID: table.c.artifact_id,
    Field.TYPE: table.c.type,
    Field.STATUS: table.c.status,
    Field.USER_ARN: table.c.user_arn,
    Field.USER_ARN_SESSION: table.c.user_arn_session,
    Field.LAST_PROVISIONING_RECORD_ID: table.c.last_provisioning_record_id,
    Field.LAST_SUCCESSFUL_PROVISIONING_RECORD_ID: table.c.last_successful_provisioning_record_id,
}


def _in_field(field: Field, term: Term) -> ColumnElement[bool]:
    match field:
        case Field.ARN:
            return _arn(term)
        case Field.ID if not term.begins:
            # Ids are lowercase (semantics 1.1): compared as they are, their index finds them.
            return table.c.id == term.value.lower()
        case Field.TAGS:
            return _tagged(_test(term))
        case Field.PRODUCT_NAME:
            return _of_product_named(_test(term))
        case Field.PROVISIONING_ARTIFACT_NAME:
            return _of_artifact_named(_test(term))
        case _:
            return _test(term)(_COLUMNS[field])


def _of_product_named(test: _Test) -> ColumnElement[bool]:
    return table.c.product_id.in_(select(products.c.id).where(test(products.c.name)))


def _of_artifact_named(test: _Test) -> ColumnElement[bool]:
    named = select(provisioning_artifacts.c.id).where(test(provisioning_artifacts.c.name))
    return table.c.artifact_id.in_(named)


class _EachTag(FunctionElement[Any]):
    """The tags as rows of key and value: the one function here that each database names its own way."""

    inherit_cache = True
    name = "json_each"


@compiles(_EachTag)
def _name_on_sqlite(element: _EachTag, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(_EachTag, "postgresql")
def _name_on_postgresql(element: _EachTag, compiler: SQLCompiler, **how: Any) -> str:
    return f"json_each_text({compiler.process(element.clauses, **how)})"


def _tagged(test: _Test) -> ColumnElement[bool]:
    """A tag's key, its value, or both as key=value or key:value pass the test."""
    tag = _EachTag(table.c.tags).table_valued(column("key", Text), column("value", Text), name="tag")
    key, value = tag.c.key, tag.c.value
    texts = (key, value, key + "=" + value, key + ":" + value)
    return exists(select(1).select_from(tag).where(or_(*map(test, texts))))


# --- the ARN, which is not a column ----------------------------------------------------------------------------

#: An ARN up to the account (domain/arn.py); "" is any text: this server has one partition and one region.
_HEAD = ("arn", "", "servicecatalog", "")

_ARN_FROM_ACCOUNT = table.c.account + ":stack/" + table.c.name + "/" + table.c.id


def _arn(term: Term) -> ColumnElement[bool]:
    *head, rest = term.value.lower().split(":", len(_HEAD))
    if any(known not in ("", part) for known, part in zip(_HEAD, head, strict=False)):
        return false()
    if len(head) < len(_HEAD):
        known = _HEAD[len(head)]
        return true() if term.begins and (known or rest).startswith(rest) else false()
    whole = _test(Term(rest, Field.ARN, term.begins))(_ARN_FROM_ACCOUNT)
    return whole if term.begins else and_(table.c.id == rest.rpartition("/")[2], whole)


# --- any field -------------------------------------------------------------------------------------------------

#: What a word without a field is looked for in, besides the tags, the names of product and version, and a whole ARN.
_SEARCHED = tuple(text for field, text in _COLUMNS.items() if field is not Field.IDEMPOTENCY_TOKEN)


def _anywhere(term: Term) -> ColumnElement[bool]:
    test = _test(term)
    found = [*map(test, _SEARCHED), _tagged(test), _of_product_named(test), _of_artifact_named(test)]
    if term.value.lower().startswith("arn:"):
        found.append(_arn(Term(term.value, Field.ARN, begins=True)))
    return or_(*found)
