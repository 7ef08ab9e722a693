"""New ids: semantics 1.1."""

import re

import pytest

from launchpath.domain.identifier import new_id


@pytest.mark.parametrize("prefix", ["port", "prod", "prodview", "pa", "pp", "rec", "cons", "tag"])
def test_an_id_is_its_prefix_and_thirteen_letters_of_base32(prefix: str) -> None:
    for _ in range(100):
        assert re.fullmatch(rf"{prefix}-[a-z2-7]{{13}}", new_id(prefix))


def test_no_two_ids_are_equal() -> None:
    assert len({new_id("rec") for _ in range(10_000)}) == 10_000
