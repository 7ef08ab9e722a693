"""The edition of 2016-07-07 is what the service model of that day says, member by member."""

from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args, get_origin

import pytest
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from msgspec import Meta, Struct, inspect, structs

from launchpath.wire.edition_2016 import LATER, OPERATIONS, STATUSES
from tests.acceptance import seed_client

MODEL = ServiceModel(seed_client.model())

#: What Meta calls the constraints of the model: of numbers, and of what has a length.
RANGE = {"min": "ge", "max": "le"}
LENGTH = {"min": "min_length", "max": "max_length", "pattern": "pattern"}


def parts(shape: Shape) -> Iterator[Shape]:
    """A shape and everything that it is made of."""
    yield shape
    members: list[Shape] = []
    if isinstance(shape, StructureShape):
        members = list(shape.members.values())
    elif isinstance(shape, ListShape):
        members = [shape.member]
    elif isinstance(shape, MapShape):
        members = [shape.key, shape.value]
    for member in members:
        yield from parts(member)


def members(shape: type[Struct]) -> dict[str, structs.FieldInfo]:
    return {one.encode_name: one for one in structs.fields(shape)}


def without_none(kind: Any) -> Any:
    return next(one for one in get_args(kind) if one is not NoneType) if NoneType in get_args(kind) else kind


def metas(kind: Any) -> Iterator[Meta]:
    return (one for one in get_args(kind) if isinstance(one, Meta))


def test_it_has_the_operations_of_that_day() -> None:
    assert sorted(OPERATIONS) == sorted(MODEL.operation_names)
    assert len(OPERATIONS) == 11


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_request_has_the_members_of_that_day_and_requires_what_was_required(name: str) -> None:
    then, shape = MODEL.operation_model(name).input_shape, members(OPERATIONS[name].input)
    assert list(shape) == list(then.members)
    assert {member for member, one in shape.items() if one.required} == set(then.required_members)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_request_has_every_constraint_that_the_model_of_that_day_states(name: str) -> None:
    for path, shape, kind in walk(MODEL.operation_model(name).input_shape, OPERATIONS[name].input):
        if isinstance(shape, StringShape) and shape.enum:
            assert list(get_args(kind)) == shape.enum, path
        names = RANGE if shape.type_name == "integer" else LENGTH
        for stated, value in ((word, shape.metadata[word]) for word in names if word in shape.metadata):
            (meta,) = metas(kind)
            # The pattern as the service words it stands beside the one in Python's words.
            have = (meta.extra or {}).get("pattern") if stated == "pattern" else getattr(meta, names[stated])
            assert have == value, (path, stated)


def walk(shape: Shape, kind: Any, path: str = "") -> Iterator[tuple[str, Shape, Any]]:
    """Every part of a shape of that day, with the type that stands for it in the edition."""
    kind = without_none(kind)
    yield path, shape, kind
    plain = get_args(kind)[0] if list(metas(kind)) else kind
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from walk(member, members(plain)[name].type, f"{path}.{name}")
    elif isinstance(shape, ListShape):
        assert get_origin(plain) is tuple, path
        yield from walk(shape.member, get_args(plain)[0], f"{path}[]")
    elif isinstance(shape, MapShape):
        key, value = get_args(plain)
        yield from walk(shape.key, key, f"{path}{{key}}")
        yield from walk(shape.value, value, f"{path}{{}}")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_reply_has_the_members_of_that_day(name: str) -> None:
    told = dict(structures(OPERATIONS[name].output))
    then = {one.name: one for one in parts(MODEL.operation_model(name).output_shape) if one.type_name == "structure"}
    assert set(told) == set(then)
    for shape_name, shape in told.items():
        kept = [one.encode_name for one in structs.fields(shape) if one.name not in LATER.get(shape, ())]
        assert kept == list(then[shape_name].members), shape_name


def structures(shape: type[Struct]) -> Iterator[tuple[str, type[Struct]]]:
    """The structures that a reply is told in: those that only members of later days have are none of them."""
    yield shape.__name__, shape
    for one in structs.fields(shape):
        if one.name not in LATER.get(shape, ()):
            for part in structs_in(inspect.type_info(one.type)):
                yield from structures(part)


def structs_in(node: Any) -> Iterator[type[Struct]]:
    """The structures in the type of a member."""
    if isinstance(node, inspect.StructType):
        yield node.cls
    elif isinstance(node, inspect.UnionType):
        yield from structs_in(node.types[0])
    elif isinstance(node, inspect.Metadata):
        yield from structs_in(node.type)
    elif isinstance(node, inspect.VarTupleType):
        yield from structs_in(node.item_type)
    elif isinstance(node, inspect.DictType):
        yield from structs_in(node.value_type)


def test_it_has_the_statuses_of_that_day() -> None:
    assert set(STATUSES.values()) == set(MODEL.shape_for("RecordStatus").enum)
