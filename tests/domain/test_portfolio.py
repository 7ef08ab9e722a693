"""The launch path through a portfolio: semantics 1.1."""

from hypothesis import given
from hypothesis import strategies as st

from launchpath.domain.portfolio import id_of_path, path_id


def test_a_path_has_the_suffix_of_its_portfolio() -> None:
    # The pair of the recorded sample.
    assert path_id("port-y3fnkeslpxxxx") == "lpv3-y3fnkeslpxxxx"


@given(st.from_regex(r"[a-z2-7]{13}", fullmatch=True))
def test_the_way_from_path_to_portfolio_is_the_way_back(suffix: str) -> None:
    assert id_of_path(path_id(f"port-{suffix}")) == f"port-{suffix}"
