"""The order that a record means to its engine, with every parameter resolved (semantics 2.7, 6.1, 6.4)."""

from collections.abc import Collection

from launchpath.domain import artifact, parameter, stack_set, template
from launchpath.domain.parameter import ParameterError
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.record import Record, RecordType
from launchpath.domain.secret import secrets
from launchpath.domain.stack_set import StackSet
from launchpath.domain.template import Template
from launchpath.engines.base import Order
from launchpath.store import engine_documents, previous_values, provisioned_products, records, templates
from launchpath.store.database import Transaction


def order_of(tx: Transaction, record: Record, region: str) -> Order:
    """What the engine is asked for; the record's parameters have been resolved."""
    content = templates.get(tx, record.template_hash) if record.template_hash else ""
    return Order(
        type=record.type,
        record_id=record.id,
        account=record.account,
        region=region,
        provisioned_product_id=record.provisioned_product_id,
        provisioned_product_name=record.provisioned_product_name,
        template=content if isinstance(content, str) else "",
        archive=artifact.archive_of(content),
        parameters={key: value or "" for key, value in records.parameters(tx, record.id).items()},
        tags=record.tags,
        notification_arns=record.notification_arns,
        launch_role_arn=record.launch_role_arn,
        retain=record.retain,
        stack_set=_stack_set(tx, record),
        makes=record.provisioned_product_type,
        product_id=record.product_id,
        artifact_id=record.artifact_id,
        asked_by=record.user_arn,
    )


def _stack_set(tx: Transaction, record: Record) -> StackSet | None:
    if record.provisioned_product_type != stack_set.TYPE:
        return None
    return stack_set.read(engine_documents.of_record(tx, record.provisioned_product_id, record.id))


def resolve(tx: Transaction, record: Record, subject: ProvisionedProduct) -> None:
    """Fill in the record's parameters, previous values included, and keep them; ParameterError if they can't be."""
    if record.type is RecordType.TERMINATE:
        return
    content = _template(tx, record)
    given = {
        key: parameter.USE_PREVIOUS if value is None else value
        for key, value in records.parameters(tx, record.id).items()
    }
    values = parameter.resolve(content.parameters, given, previous_values.of(tx, subject, but=record.id))
    if unresolved := template.unresolved(content, values):
        raise ParameterError(unresolved)
    records.keep_parameters(tx, record.id, values)


def secrets_of(tx: Transaction, record: Record) -> Collection[str]:
    """The values that nobody may read when the engine tells of this record: NoEcho parameters'.

    Those of earlier requests among them: what runs was made with them, and is what an update or a termination changes.
    """
    subject = provisioned_products.get(tx, record.provisioned_product_id)
    given = records.given_since(tx, subject.id, subject.last_successful_provisioning_record_id)
    return tuple(dict.fromkeys(secret for one in given for secret in _secrets_of_one(tx, one)))


def _secrets_of_one(tx: Transaction, record: Record) -> Collection[str]:
    values = {key: value or "" for key, value in records.parameters(tx, record.id).items()}
    return secrets(_template(tx, record).parameters, values)


def living(tx: Transaction, one: ProvisionedProduct, region: str) -> list[Order]:
    """The orders that made a living product what it is, oldest first."""
    return [order_of(tx, record, region) for record in records.succeeded(tx, one.id)]


def _template(tx: Transaction, record: Record) -> Template:
    return artifact.read(templates.get(tx, str(record.template_hash)))
