"""What the caller's account owns, as its administrators address it."""

from launchpath.api import types
from launchpath.api.errors import (
    InvalidParametersException,
    LimitExceededException,
    Phrase,
    ResourceNotFoundException,
    ServiceError,
)
from launchpath.call import Call
from launchpath.domain import tag
from launchpath.domain.constraint import Constraint
from launchpath.domain.portfolio import Portfolio
from launchpath.domain.product import Product
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.operations import visible
from launchpath.store import constraints, portfolios, products, provisioning_artifacts, tags


def portfolio(call: Call, portfolio_id: str) -> Portfolio:
    call.check(call.portfolio_arn(portfolio_id))
    found = portfolios.find(call.tx, call.account, portfolio_id)
    if found is None:
        raise ResourceNotFoundException("Portfolio {portfolio_id} not found.", portfolio_id=portfolio_id)
    return found


def product(call: Call, product_id: str) -> Product:
    call.check(call.product_arn(product_id))
    found = products.find(call.tx, call.account, product_id)
    if found is None:
        raise ResourceNotFoundException("Product {product_id} not found.", product_id=product_id)
    return found


def product_named(call: Call, product_id: str | None, name: str | None) -> Product:
    """The product that a request names by id or by name."""
    visible.exactly_one(visible.PRODUCT, product_id, name)
    if product_id:
        return product(call, product_id)
    named = products.find_where(call.tx, products.in_account(call.account), products.with_value("name", [str(name)]))
    if not named:
        raise ResourceNotFoundException("Product with name {name} not found", name=name)
    if len(named) > 1:
        raise InvalidParametersException("Multiple Product with name {name} found.", name=name)
    call.check(call.product_arn(named[0].id))
    return named[0]


def held_product(call: Call, portfolio_id: str, product_id: str) -> None:
    """See to it that a portfolio holds a product."""
    portfolio(call, portfolio_id)
    call.check(call.product_arn(product_id))
    if not portfolios.holds(call.tx, portfolio_id, product_id):
        raise ResourceNotFoundException("Product {product_id} not found.", product_id=product_id)


def artifact(call: Call, product_id: str, artifact_id: str) -> ProvisioningArtifact:
    """A version of a product, active or not."""
    found = provisioning_artifacts.find(call.tx, product_id, artifact_id)
    if found is None:
        raise ResourceNotFoundException("ProvisioningArtifact {artifact_id} not found.", artifact_id=artifact_id)
    return found


def artifact_anywhere(call: Call, artifact_id: str) -> ProvisioningArtifact:
    """A version of whichever product of the account it belongs to."""
    found = provisioning_artifacts.find_in_account(call.tx, call.account, artifact_id)
    if found is None:
        raise ResourceNotFoundException("ProvisioningArtifact {artifact_id} not found.", artifact_id=artifact_id)
    call.check(call.product_arn(found.product_id))
    return found


def constraint(call: Call, constraint_id: str) -> Constraint:
    found = constraints.find(call.tx, call.account, constraint_id)
    if found is None:
        raise ResourceNotFoundException("Constraint {constraint_id} not found.", constraint_id=constraint_id)
    call.check(call.portfolio_arn(found.portfolio_id))
    call.check(call.product_arn(found.product_id))
    return found


def change_tags(
    call: Call,
    resource_id: str,
    add: tuple[types.Tag, ...] | None,
    remove: tuple[str, ...] | None = None,
    too_many: type[ServiceError] = LimitExceededException,
) -> None:
    """Change the tags of a portfolio or a product as a request says; `too_many`: the error when they become so."""
    given = tag.unique((one.key, one.value) for one in add or ())
    tag.check_request(given)
    tags.change(call.tx, resource_id, given, remove or ())
    if len(tags.of(call.tx, resource_id)) > tag.MOST_TAGS_OF_A_RESOURCE:
        raise too_many(
            Phrase(
                "{resource_id} would have more than {most_tags} tags. Remove some.",
                resource_id=resource_id,
                most_tags=tag.MOST_TAGS_OF_A_RESOURCE,
            )
        )
