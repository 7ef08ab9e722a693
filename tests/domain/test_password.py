"""Passwords: which are taken, how they are kept, and when guessing is over."""

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.domain import password


def test_the_password_fits_what_was_kept_of_it_and_no_other_does() -> None:
    kept = password.hashed("correct horse battery")
    assert password.fits(kept, "correct horse battery")
    assert not password.fits(kept, "correct horse batterY")
    assert "horse" not in kept


def test_the_same_password_is_never_kept_twice_in_the_same_way() -> None:
    assert password.hashed("correct horse battery") != password.hashed("correct horse battery")


def test_nobody_has_a_password_that_fits() -> None:
    assert not password.fits(None, "correct horse battery")


def test_what_is_not_a_hash_fits_nothing() -> None:
    assert not password.fits("plain", "plain")


@pytest.mark.parametrize("bad", ["short", "x" * 1025, "aaaaaaaaaaaaaaaa", "Ann.Example@example.com"])
def test_a_password_that_is_easy_to_guess_is_refused(bad: str) -> None:
    with pytest.raises(InvalidParametersException):
        password.check(bad, "ann.example@example.com")


def test_a_generated_password_is_good_enough() -> None:
    one, other = password.generate(), password.generate()
    password.check(one, "ann")
    assert one != other


def test_guessing_is_over_after_so_many_failures_until_the_first_of_them_is_long_ago() -> None:
    failures = [1000, 2000, 3000]
    assert password.locked_until(failures, 4) is None
    assert password.locked_until(failures, 3) == 1000 + password.WINDOW
    assert password.locked_until(failures, 2) == 2000 + password.WINDOW
