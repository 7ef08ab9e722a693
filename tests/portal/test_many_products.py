"""A portfolio that holds many products shows some of them, and tells where the others are."""

from collections.abc import Iterator

import pytest

from launchpath.portal.pages.admin.portfolio import MOST_ROWS
from tests.making import Making
from tests.portal.visitor import Visitor
from tests.running import RunningServer


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("stocked"), "--engine", "none") as server:
        yield server


def test_some_have_a_row_and_all_of_them_can_have_a_constraint(stocked: RunningServer) -> None:
    making = Making(stocked)
    products = [making.product() for _ in range(MOST_ROWS + 1)]
    portfolio = making.portfolio(*products, user=None)
    with Visitor(stocked) as visitor:
        visitor.sign_in("admin")
        page = visitor.get(f"/admin/portfolios/{portfolio}").text
    assert page.count('value="take-out"') == MOST_ROWS
    assert f"These are the first {MOST_ROWS}." in page
    choices = page.partition('id="product-LAUNCH"')[2].partition("</select>")[0]
    assert choices.count("<option") == MOST_ROWS + 1
