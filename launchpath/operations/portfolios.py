"""Portfolios: made, described, changed, deleted, and filled with products (semantics 4.1, 4.4)."""

from launchpath.api import types
from launchpath.api.errors import ResourceInUseException
from launchpath.call import Call
from launchpath.domain import page
from launchpath.domain.identifier import new_id
from launchpath.domain.portfolio import Portfolio
from launchpath.operations import owned, replies
from launchpath.operations.idempotency import Once
from launchpath.store import constraints, portfolios, tag_options, tags


def create_portfolio(call: Call, request: types.CreatePortfolioInput) -> types.CreatePortfolioOutput:
    once = Once(
        call,
        "CreatePortfolio",
        request,
        request.idempotency_token,
        counts=lambda portfolio_id: portfolios.find(call.tx, call.account, portfolio_id) is not None,
    )
    if once.result is None:
        once.keep(_add(call, request).id)
    portfolio = owned.portfolio(call, str(once.result))
    return types.CreatePortfolioOutput(
        portfolio_detail=replies.portfolio_detail(call, portfolio), tags=_tags(call, portfolio)
    )


def _add(call: Call, request: types.CreatePortfolioInput) -> Portfolio:
    portfolio = Portfolio(
        id=new_id("port"),
        account=call.account,
        display_name=request.display_name,
        provider_name=request.provider_name,
        description=request.description,
        created_at=call.now,
    )
    portfolios.add(call.tx, portfolio)
    owned.change_tags(call, portfolio.id, request.tags)
    return portfolio


def describe_portfolio(call: Call, request: types.DescribePortfolioInput) -> types.DescribePortfolioOutput:
    portfolio = owned.portfolio(call, request.id)
    return types.DescribePortfolioOutput(
        portfolio_detail=replies.portfolio_detail(call, portfolio),
        tags=_tags(call, portfolio),
        tag_options=replies.tag_options(tag_options.offered_by(call.tx, portfolio.id)),
        budgets=(),
    )


def update_portfolio(call: Call, request: types.UpdatePortfolioInput) -> types.UpdatePortfolioOutput:
    owned.portfolio(call, request.id)
    changes = {
        "display_name": request.display_name,
        "provider_name": request.provider_name,
        "description": request.description,
    }
    if given := {name: value for name, value in changes.items() if value is not None}:
        portfolios.save(call.tx, request.id, given)
    owned.change_tags(call, request.id, request.add_tags, request.remove_tags)
    portfolio = owned.portfolio(call, request.id)
    return types.UpdatePortfolioOutput(
        portfolio_detail=replies.portfolio_detail(call, portfolio), tags=_tags(call, portfolio)
    )


def delete_portfolio(call: Call, request: types.DeletePortfolioInput) -> types.DeletePortfolioOutput:
    owned.portfolio(call, request.id)
    if used := portfolios.used_by(call.tx, request.id):
        raise ResourceInUseException(
            "Portfolio {portfolio_id} still has associated {used}", portfolio_id=request.id, used=used
        )
    tag_options.disassociate(call.tx, [request.id])
    portfolios.remove(call.tx, request.id)
    return types.DeletePortfolioOutput()


def list_portfolios(call: Call, request: types.ListPortfoliosInput) -> types.ListPortfoliosOutput:
    wanted = page.page(request.page_size, request.page_token, "ListPortfolios", call.account)
    found = portfolios.list_all(call.tx, call.account, wanted)
    return types.ListPortfoliosOutput(
        portfolio_details=tuple(replies.portfolio_detail(call, one) for one in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def list_portfolios_for_product(
    call: Call, request: types.ListPortfoliosForProductInput
) -> types.ListPortfoliosForProductOutput:
    owned.product(call, request.product_id)
    wanted = page.page(request.page_size, request.page_token, "ListPortfoliosForProduct", request.product_id)
    found = portfolios.holding(call.tx, call.account, request.product_id, wanted)
    return types.ListPortfoliosForProductOutput(
        portfolio_details=tuple(replies.portfolio_detail(call, one) for one in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def associate_product_with_portfolio(
    call: Call, request: types.AssociateProductWithPortfolioInput
) -> types.AssociateProductWithPortfolioOutput:
    owned.product(call, request.product_id)
    owned.portfolio(call, request.portfolio_id)
    portfolios.put_product(call.tx, request.portfolio_id, request.product_id)
    return types.AssociateProductWithPortfolioOutput()


def disassociate_product_from_portfolio(
    call: Call, request: types.DisassociateProductFromPortfolioInput
) -> types.DisassociateProductFromPortfolioOutput:
    owned.held_product(call, request.portfolio_id, request.product_id)
    if constraints.on(call.tx, [request.portfolio_id], request.product_id):
        raise ResourceInUseException(
            "Product {product_id} still has Constraints in portfolio {portfolio_id}. Delete them first.",
            product_id=request.product_id,
            portfolio_id=request.portfolio_id,
        )
    portfolios.take_product(call.tx, request.portfolio_id, request.product_id)
    return types.DisassociateProductFromPortfolioOutput()


def _tags(call: Call, portfolio: Portfolio) -> tuple[types.Tag, ...]:
    return replies.tags(tags.of(call.tx, portfolio.id))
