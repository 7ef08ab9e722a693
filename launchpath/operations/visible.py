"""What the caller may see: everything else is as if it did not exist (semantics 5)."""

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, Phrase, ResourceNotFoundException
from launchpath.call import Call
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.permission import Level
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Record
from launchpath.store import principals, products, provisioned_products, provisioning_artifacts, records
from launchpath.store.prepared import Condition

#: What a request can name by id or by name.
PRODUCT = Phrase("product")
ARTIFACT = Phrase("provisioning artifact")
PROVISIONED_PRODUCT = Phrase("provisioned product")


def exactly_one(thing: Phrase, identifier: str | None, name: str | None) -> None:
    """Refuse a request that names a thing both by id and by name, or not at all."""
    if identifier and name:
        raise InvalidParametersException("You must provide the {thing} id or its name, but not both.", thing=thing)
    if not identifier and not name:
        raise InvalidParametersException("Either the {thing} id or its name must be specified.", thing=thing)


def asked_level(asked: types.AccessLevelFilter | None) -> str | None:
    """The access level that a list's request names; None: it names none."""
    if asked is None:
        return None
    if asked.value not in (None, "self"):
        raise InvalidParametersException(
            "AccessLevelFilter value {asked_value} does not exist. The only one is self.", asked_value=asked.value
        )
    return asked.key


def portfolio_ids(call: Call) -> tuple[str, ...]:
    """The portfolios that are open to the caller."""
    who = (call.account, call.caller.unrestricted, call.caller.principals)
    return call.remember(("portfolios", who), lambda: principals.open_to(call.tx, call.caller))


def product(call: Call, product_id: str | None, name: str | None) -> Product:
    """The product that a request names, if a portfolio opens it to the caller."""
    exactly_one(PRODUCT, product_id, name)
    seen = products.in_portfolios(portfolio_ids(call))
    if product_id:
        found = products.find_where(call.tx, products.with_value("id", [product_id]), seen)
        if not found:
            raise ResourceNotFoundException("Product {product_id} not found.", product_id=product_id)
        return found[0]
    found = products.find_where(call.tx, products.with_value("name", [str(name)]), seen)
    if not found:
        raise ResourceNotFoundException("Product with name {name} does not exist or access was denied.", name=name)
    if len(found) > 1:
        raise InvalidParametersException("Multiple Product with name {name} found.", name=name)
    return found[0]


def launchable(call: Call, product_id: str | None, name: str | None) -> tuple[Product, tuple[LaunchPath, ...]]:
    """The product that a request wants to launch, and the caller's paths to it.

    A product that can't be seen has no paths: that is what the caller is told (semantics 2.2).
    """
    try:
        found = product(call, product_id, name)
    except ResourceNotFoundException:
        if product_id:
            raise ResourceNotFoundException(
                "No launch paths found for resource: {product_id}", product_id=product_id
            ) from None
        raise
    return found, paths(call, found.id)


def paths(call: Call, product_id: str) -> tuple[LaunchPath, ...]:
    """The caller's ways to a product: the portfolios that hold it and are open to the caller."""
    found = products.paths(call.tx, product_id, portfolio_ids(call))
    if found:
        call.check(call.product_arn(product_id))
    return found


def artifact(call: Call, product_id: str, artifact_id: str | None, name: str | None) -> ProvisioningArtifact:
    """The active version of a product that a request names."""
    exactly_one(ARTIFACT, artifact_id, name)
    active = [one for one in provisioning_artifacts.list_all(call.tx, product_id) if one.active]
    meant = [one for one in active if (one.id == artifact_id if artifact_id else one.name == name)]
    return only(meant, str(artifact_id or name))


def only(meant: list[ProvisioningArtifact], name: str) -> ProvisioningArtifact:
    """The one version that a name stands for."""
    if not meant:
        raise ResourceNotFoundException("ProvisioningArtifact {name} not found.", name=name)
    if len(meant) > 1:
        raise InvalidParametersException("Multiple Provisioning Artifact with name {name} found.", name=name)
    return meant[0]


def provisioned_product(call: Call, identifier: str | None, name_or_arn: str | None) -> ProvisionedProduct:
    """The living provisioned product that a request names by id, name or ARN (semantics 1.2)."""
    exactly_one(PROVISIONED_PRODUCT, identifier, name_or_arn)
    by_id, by_name = identifier, name_or_arn
    if name_or_arn and name_or_arn.startswith("arn:"):
        by_id, by_name = name_or_arn.rpartition("/")[2], None
    found = provisioned_products.find_visible(call.tx, own(call), by_id=by_id, by_name=by_name)
    arn = call.provisioned_product_arn(found.name, found.id) if found else ""
    if found is None or (name_or_arn and not by_name and arn != name_or_arn) or not _within_reach(call, found.id, arn):
        raise ResourceNotFoundException(
            "Provisioned product {identifier} not found.", identifier=identifier or name_or_arn
        )
    return found


def record(call: Call, record_id: str) -> Record:
    """The record that a request names, if its provisioned product is the caller's to see, be it terminated."""
    found = records.find_visible(call.tx, record_id, own(call))
    if found is not None:
        arn = call.provisioned_product_arn(found.provisioned_product_name, found.provisioned_product_id)
        if _within_reach(call, found.provisioned_product_id, arn):
            return found
    raise ResourceNotFoundException("Record {record_id} not found.", record_id=record_id)


def _within_reach(call: Call, provisioned_product_id: str, arn: str) -> bool:
    """Whether the policies let the caller as far as this one: of its ARN they may allow less than of others."""
    level = call.check(arn)
    return level == call.grant.level or provisioned_products.is_within(
        call.tx, provisioned_product_id, provisioned_products.within(call.caller, level)
    )


def own(call: Call, level: Level = Level.ACCOUNT) -> Condition:
    """The provisioned products within `level`, as far as the caller's policies reach."""
    return provisioned_products.within(call.caller, min(level, call.grant.level))
