"""parameters.yml is a JSON Schema; what it says is what a launch asks for."""

import pytest

from launchpath.domain.parameter import Parameter
from launchpath.engines.ansible.parameters import declared
from launchpath.engines.offers import ArchiveRefused
from tests.terraform import archive

PLAYS = {"provision.yml": "[]", "terminate.yml": "[]"}


def asked(schema: str) -> tuple[Parameter, ...]:
    return declared(archive(**PLAYS, **{"parameters.yml": schema}))


def test_an_archive_without_parameters_asks_for_nothing() -> None:
    assert declared(archive(**PLAYS)) == ()


def test_what_parameters_yml_describes_is_asked_for() -> None:
    (one,) = asked("{properties: {size: {type: integer, default: 3}}}")
    assert (one.key, one.type, one.default) == ("size", "Number", "3")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"][", "can't be read"),
        (archive(**{"provision.yml": "[]"}), r"lacks terminate\.yml"),
        (archive(**PLAYS, **{"parameters.yml": "{a: ["}), "can't be read"),
        (archive(**PLAYS, **{"parameters.yml": "[a]"}), "no JSON Schema of an object"),
    ],
)
def test_an_archive_that_makes_no_sense_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(ArchiveRefused, match=why):
        declared(content)
