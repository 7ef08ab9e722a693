"""Provisioning artifacts: the versions of products."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.store import products, rows, tables
from launchpath.store.database import Transaction
from launchpath.store.prepared import Filled, among, ask
from launchpath.store.tables import provisioning_artifacts

_make = rows.maker(ProvisioningArtifact)
_all = rows.selecting(provisioning_artifacts, ProvisioningArtifact)

_this = provisioning_artifacts.c.id == bindparam("artifact_id")
_of_product = provisioning_artifacts.c.product_id == bindparam("product_id")
_by_id = _all.where(_this, _of_product)
_in_account = _all.join(tables.products, tables.products.c.id == provisioning_artifacts.c.product_id).where(
    _this, tables.products.c.account == bindparam("account")
)
_versions = _all.where(_of_product).order_by(provisioning_artifacts.c.seq)
_of_products = _all.where(among(provisioning_artifacts.c.product_id, "product_ids")).order_by(
    provisioning_artifacts.c.seq
)
_names = select(provisioning_artifacts.c.id, provisioning_artifacts.c.name).where(
    among(provisioning_artifacts.c.id, "artifact_ids")
)


def find(tx: Transaction, product_id: str, artifact_id: str) -> ProvisioningArtifact | None:
    """A version of this product, active or not."""
    return rows.one(tx, Filled(_by_id, {"artifact_id": artifact_id, "product_id": product_id}), _make)


def find_in_account(tx: Transaction, account: str, artifact_id: str) -> ProvisioningArtifact | None:
    """A version, whichever product of the account it belongs to."""
    return rows.one(tx, Filled(_in_account, {"artifact_id": artifact_id, "account": account}), _make)


def list_all(tx: Transaction, product_id: str) -> tuple[ProvisioningArtifact, ...]:
    """All versions of a product, oldest first."""
    return rows.many(tx, Filled(_versions, {"product_id": product_id}), _make)


def of_products(tx: Transaction, product_ids: Sequence[str]) -> tuple[ProvisioningArtifact, ...]:
    """All versions of these products, oldest first."""
    return rows.many(tx, Filled(_of_products, {"product_ids": product_ids}), _make)


def names(tx: Transaction, artifact_ids: Sequence[str]) -> dict[str, str]:
    """The names of these versions, as far as they still exist and have one."""
    found = ask(tx, Filled(_names, {"artifact_ids": artifact_ids}))
    return {artifact_id: name for artifact_id, name in found if name is not None}


def count(tx: Transaction, product_id: str) -> int:
    mine = select(func.count()).where(provisioning_artifacts.c.product_id == product_id)
    return tx.connection.execute(mine).scalar_one()


def add(tx: Transaction, artifact: ProvisioningArtifact) -> None:
    tx.connection.execute(insert(provisioning_artifacts).values(asdict(artifact)))
    products.count_versions(tx, artifact.product_id)


def save(tx: Transaction, artifact: ProvisioningArtifact, changes: dict[str, Any]) -> None:
    mine = provisioning_artifacts.c.id == artifact.id
    tx.connection.execute(update(provisioning_artifacts).where(mine).values(changes))
    products.count_versions(tx, artifact.product_id)


def remove(tx: Transaction, artifact: ProvisioningArtifact) -> None:
    tx.connection.execute(delete(provisioning_artifacts).where(provisioning_artifacts.c.id == artifact.id))
    products.count_versions(tx, artifact.product_id)
