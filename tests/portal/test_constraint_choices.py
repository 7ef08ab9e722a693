"""A portfolio offers the constraints that an engine here can keep, and says of the others why not."""

from typing import Any

import pytest

from tests.making import Making
from tests.portal.visitor import Visitor
from tests.terraform import archive

STACK_SET = {
    "Version": "1.0",
    "Properties": {
        "AccountList": ["123456789012"],
        "RegionList": ["us-east-1"],
        "AdminRole": "arn:aws:iam::123456789012:role/Admin",
        "ExecutionRole": "Executor",
    },
}
FORMS = ("LAUNCH", "TEMPLATE", "NOTIFICATION", "RESOURCE_UPDATE", "STACKSET")


@pytest.fixture
def administrator(visitor: Visitor) -> Visitor:
    visitor.sign_in("admin")
    return visitor


def offered(page: str) -> list[str]:
    return [kind for kind in FORMS if f'name="type" value="{kind}"' in page]


def test_what_needs_another_engine_is_not_offered(administrator: Visitor, making: Making) -> None:
    page = administrator.get(f"/admin/portfolios/{making.portfolio(making.product())}").text
    assert offered(page) == ["LAUNCH", "TEMPLATE", "NOTIFICATION", "RESOURCE_UPDATE"]
    assert "The engine sandbox can’t do this. The engine cloudformation-stacksets can do it." in page


def test_what_a_product_can_not_do_is_not_offered_for_it(administrator: Visitor, making: Making) -> None:
    module = making.product(archive(main='variable "x" {}'), ProductType="TERRAFORM_OPEN_SOURCE")
    queue = making.product()
    page = administrator.get(f"/admin/portfolios/{(portfolio := making.portfolio(module))}").text
    assert offered(page) == ["LAUNCH", "TEMPLATE", "RESOURCE_UPDATE"]
    assert "None of its products is a CloudFormation template" in page
    making.admin.associate_product_with_portfolio(PortfolioId=portfolio, ProductId=queue.id)
    page = administrator.get(f"/admin/portfolios/{portfolio}").text
    topics = page.partition('id="product-NOTIFICATION"')[2].partition("</select>")[0]
    assert (queue.id in topics, module.id in topics) == (True, False)


def test_one_that_nobody_here_can_keep_is_marked(administrator: Visitor, making: Making) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "LAUNCH", {"LocalRoleName": "Launcher"})
    assert "No engine here can do it" not in administrator.get(f"/admin/portfolios/{portfolio}").text
    portfolio = making.portfolio(product)
    making.constraint(portfolio, product, "STACKSET", STACK_SET)
    assert "No engine here can do it" in administrator.get(f"/admin/portfolios/{portfolio}").text


def test_a_launch_through_one_is_refused_with_the_engines_name(making: Making, developer: Any) -> None:
    portfolio = making.portfolio(product := making.product())
    making.constraint(portfolio, product, "STACKSET", STACK_SET)
    with pytest.raises(developer.exceptions.InvalidParametersException, match=r"\(sandbox\) don't make them"):
        product.launch(developer)


def test_what_was_chosen_comes_back_when_it_is_refused(administrator: Visitor, making: Making) -> None:
    portfolio = making.portfolio(product := making.product())
    fields = {"action": "demand", "type": "RESOURCE_UPDATE", "product": product.id, "tag_updates": "no"}
    assert administrator.submit(f"/admin/portfolios/{portfolio}", None, **fields).status_code == 303
    answer = administrator.submit(f"/admin/portfolios/{portfolio}", None, **fields)
    assert answer.status_code == 422
    assert 'name="tag_updates" value="no" checked' in answer.text
