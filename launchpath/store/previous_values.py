"""What UsePreviousValue means for a product: the values that it has, or was to have (semantics 2.7, 7.3)."""

from launchpath.domain import artifact
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.store import records, templates
from launchpath.store.database import Transaction


def of(tx: Transaction, subject: ProvisionedProduct, but: str = "") -> dict[str, str]:
    """The values of its last success, secrets included. Of what has failed ever since its launch, those that were
    given last: an update may mend it, and nobody should have to give a secret twice. `but`: a record that is passed
    over, since it is the one that asks."""
    if subject.last_successful_provisioning_record_id is not None:
        return _given(tx, subject.last_successful_provisioning_record_id)
    told = [one for one in records.given_since(tx, subject.id, None) if one.id != but]
    values: dict[str, str] = {}
    for one in told:
        declared = artifact.read(templates.get(tx, str(one.template_hash))).parameters
        values |= {key.key: key.default for key in declared if key.default is not None and key.key not in values}
        values |= _given(tx, one.id)
    return values


def _given(tx: Transaction, record_id: str) -> dict[str, str]:
    return {key: value for key, value in records.parameters(tx, record_id).items() if value is not None}
