"""Constraints: what a portfolio demands of the launches of its products (semantics 4.5)."""

from launchpath.api import types
from launchpath.api.errors import LimitExceededException
from launchpath.call import Call
from launchpath.domain import constraint, page
from launchpath.domain.constraint import Constraint
from launchpath.domain.identifier import new_id
from launchpath.operations import owned, replies
from launchpath.operations.idempotency import Once
from launchpath.store import constraints

#: A product has at most so many constraints in a portfolio (semantics 9).
MOST_CONSTRAINTS = 100


def create_constraint(call: Call, request: types.CreateConstraintInput) -> types.CreateConstraintOutput:
    once = Once(
        call,
        "CreateConstraint",
        request,
        request.idempotency_token,
        counts=lambda constraint_id: constraints.find(call.tx, call.account, constraint_id) is not None,
    )
    if once.result is None:
        once.keep(_add(call, request).id)
    created = owned.constraint(call, str(once.result))
    return types.CreateConstraintOutput(
        constraint_detail=replies.constraint_detail(created),
        constraint_parameters=created.parameters,
        status="CREATING",
    )


def _add(call: Call, request: types.CreateConstraintInput) -> Constraint:
    owned.held_product(call, request.portfolio_id, request.product_id)
    constraint.check(request.type, request.parameters)
    others = constraints.on(call.tx, [request.portfolio_id], request.product_id)
    constraint.check_beside(request.type, others, request.product_id, request.portfolio_id)
    if len(others) >= MOST_CONSTRAINTS:
        raise LimitExceededException(
            "Product {product_id} has {most_constraints} constraints in portfolio {portfolio_id} "
            "already. Delete one, or say in one TEMPLATE constraint what several say.",
            product_id=request.product_id,
            most_constraints=MOST_CONSTRAINTS,
            portfolio_id=request.portfolio_id,
        )
    new = Constraint(
        id=new_id("cons"),
        account=call.account,
        portfolio_id=request.portfolio_id,
        product_id=request.product_id,
        type=request.type,
        parameters=request.parameters,
        description=request.description,
    )
    constraints.add(call.tx, new)
    return new


def describe_constraint(call: Call, request: types.DescribeConstraintInput) -> types.DescribeConstraintOutput:
    found = owned.constraint(call, request.id)
    return types.DescribeConstraintOutput(
        constraint_detail=replies.constraint_detail(found),
        constraint_parameters=found.parameters,
        status="AVAILABLE",
    )


def update_constraint(call: Call, request: types.UpdateConstraintInput) -> types.UpdateConstraintOutput:
    found = owned.constraint(call, request.id)
    if request.parameters is not None:
        constraint.check(found.type, request.parameters)
    changes = {"parameters": request.parameters, "description": request.description}
    if given := {name: value for name, value in changes.items() if value is not None}:
        constraints.save(call.tx, found.id, given)
    changed = owned.constraint(call, request.id)
    return types.UpdateConstraintOutput(
        constraint_detail=replies.constraint_detail(changed),
        constraint_parameters=changed.parameters,
        status="CREATING",
    )


def delete_constraint(call: Call, request: types.DeleteConstraintInput) -> types.DeleteConstraintOutput:
    constraints.remove(call.tx, owned.constraint(call, request.id).id)
    return types.DeleteConstraintOutput()


def list_constraints_for_portfolio(
    call: Call, request: types.ListConstraintsForPortfolioInput
) -> types.ListConstraintsForPortfolioOutput:
    owned.portfolio(call, request.portfolio_id)
    query = (request.portfolio_id, request.product_id)
    wanted = page.page(request.page_size, request.page_token, "ListConstraintsForPortfolio", *query)
    found = constraints.list_all(call.tx, request.portfolio_id, request.product_id, wanted)
    return types.ListConstraintsForPortfolioOutput(
        constraint_details=tuple(replies.constraint_detail(one) for one in found.items),
        next_page_token=wanted.token(found.last) if found.last else None,
    )
