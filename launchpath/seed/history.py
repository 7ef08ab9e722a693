"""What was launched of a synthetic catalog, changed and taken down again, in the order in which it happened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random
from uuid import UUID

from launchpath.domain import arn, tag
from launchpath.domain.identity import Kind as Who
from launchpath.domain.portfolio import path_id
from launchpath.domain.provisioned_product import ProvisionedProduct, Status
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Event, Output, Record, RecordError, RecordStatus, RecordType
from launchpath.seed import words
from launchpath.seed.catalog import Offered, Person
from launchpath.seed.plan import Plan, new_id

#: How long ago the first launch was.
_AGE = 2 * 365 * 24 * 60 * 60 * 1000

_REASON = "The following resource(s) failed to create: [{resource}]. Rate exceeded. Rollback requested by user."
#: How CloudFormation calls what it does to a stack.
_VERBS = {RecordType.PROVISION: "CREATE", RecordType.UPDATE: "UPDATE", RecordType.TERMINATE: "DELETE"}


@dataclass(frozen=True, slots=True)
class Happened:
    """A record, with what it left behind."""

    record: Record
    outputs: Sequence[Output]
    events: Sequence[Event]


@dataclass(slots=True)
class _Launched:
    """A provisioned product as it changes."""

    id: str
    name: str
    offered: Offered
    version: ProvisioningArtifact
    user: str
    session: str
    created_at: int
    status: Status = Status.AVAILABLE
    reason: str | None = None
    last_record: str = ""
    last_provisioning: str = ""
    last_successful: str | None = None
    terminated_at: int | None = None


@dataclass(slots=True)
class History:
    """Goes through time once, record by record; then it knows how every provisioned product has ended up."""

    plan: Plan
    offers: Sequence[Offered]
    #: Users and roles who launch, beside the developer.
    callers: Sequence[Person]
    _launched: list[_Launched] = field(default_factory=list)
    _living: list[_Launched] = field(default_factory=list)

    def records(self) -> Iterator[Happened]:
        """Oldest first. Half of them, and of what they made, are the developer's."""
        chance = self.plan.chance("history")
        for number in range(self.plan.records):
            at = self.plan.now - _AGE + (number + 1) * (_AGE - 3_600_000) // (self.plan.records + 1)
            yield self._next(chance, at)

    def provisioned_products(self) -> Iterator[ProvisionedProduct]:
        """As they stand at the end, in the order of their launch."""
        for one in self._launched:
            yield ProvisionedProduct(
                id=one.id,
                account=self.plan.account,
                name=one.name,
                type="CFN_STACK",
                status=one.status,
                status_message=one.reason,
                created_at=one.created_at,
                product_id=one.offered.product.id,
                artifact_id=one.version.id,
                path_id=path_id(one.offered.portfolio_ids[0]),
                launch_role_arn=None,
                user_arn=one.user,
                user_arn_session=one.session,
                provision_token=str(UUID(int=hash_of(one.id))),
                last_record_id=one.last_record,
                last_provisioning_record_id=one.last_provisioning,
                last_successful_provisioning_record_id=one.last_successful,
                physical_id=self._stack(one),
                tags=self._tags(one),
                terminated_at=one.terminated_at,
            )

    def _next(self, chance: Random, at: int) -> Happened:
        draw = chance.random()
        if draw < 0.4 or not self._living:
            return self._happened(chance, self._launch(chance, at), RecordType.PROVISION, at)
        # The younger ones are changed more often.
        place = int(len(self._living) * max(chance.random(), chance.random()))
        if draw < 0.75:
            return self._happened(chance, self._living[place], RecordType.UPDATE, at)
        subject = self._living[place]
        self._living[place] = self._living[-1]
        self._living.pop()
        return self._happened(chance, subject, RecordType.TERMINATE, at)

    def _launch(self, chance: Random, at: int) -> _Launched:
        offered = self.offers[int(len(self.offers) * chance.random())]
        user, session = self._caller(chance)
        name = f"{words.SUBJECTS[int(len(words.SUBJECTS) * chance.random())].lower()}-{len(self._launched) + 1}"
        made = _Launched(new_id("pp", chance), name, offered, offered.versions[-1], user, session, at)
        self._launched.append(made)
        self._living.append(made)
        return made

    def _caller(self, chance: Random) -> tuple[str, str]:
        if chance.random() < 0.5 or not self.callers:
            return self.plan.developer, self.plan.developer
        person = self.callers[int(len(self.callers) * chance.random())]
        return person.arn, person.arn if person.kind is Who.USER else arn.session(person.arn, "pipeline")

    def _happened(self, chance: Random, one: _Launched, kind: RecordType, at: int) -> Happened:
        fails = kind is not RecordType.TERMINATE and chance.random() < 0.06
        end = at + 2_000 + int(60_000 * chance.random())
        if kind is RecordType.UPDATE and not fails:
            active = [version for version in one.offered.versions if version.active]
            one.version = active[int(len(active) * chance.random())]
        reason = _REASON.format(resource=one.offered.kind.resources[0][0]) if fails else ""
        record = self._record(chance, one, kind, (at, end), reason)
        self._settle(one, record)
        shown = () if fails or kind is RecordType.TERMINATE else _outputs(one)
        return Happened(record, shown, tuple(_events(one, record)))

    def _record(self, chance: Random, one: _Launched, kind: RecordType, during: tuple[int, int], reason: str) -> Record:
        terminates = kind is RecordType.TERMINATE
        return Record(
            id=new_id("rec", chance),
            account=self.plan.account,
            type=kind,
            status=RecordStatus.FAILED if reason else RecordStatus.SUCCEEDED,
            created_at=during[0],
            updated_at=during[1],
            provisioned_product_id=one.id,
            provisioned_product_name=one.name,
            provisioned_product_type="CFN_STACK",
            product_id=one.offered.product.id,
            artifact_id=one.version.id,
            path_id=path_id(one.offered.portfolio_ids[0]),
            launch_role_arn=None,
            user_arn=one.user,
            user_arn_session=one.session,
            template_hash=None if terminates else one.version.template_hash,
            errors=(RecordError("500", reason),) if reason else (),
            tags={} if terminates else self._tags(one),
        )

    def _settle(self, one: _Launched, record: Record) -> None:
        """What has become of the product by this record."""
        one.last_record = record.id
        one.reason = record.errors[0].description if record.errors else None
        if record.type is RecordType.TERMINATE:
            one.terminated_at = record.updated_at
            return
        one.last_provisioning = record.id
        if record.status is RecordStatus.SUCCEEDED:
            one.status, one.last_successful = Status.AVAILABLE, record.id
        else:
            one.status = Status.TAINTED if one.last_successful else Status.ERROR

    def _tags(self, one: _Launched) -> dict[str, str]:
        region, account = self.plan.region, self.plan.account
        return {
            **one.offered.tags,
            **tag.automatic(
                portfolio_arn=arn.portfolio(region, account, one.offered.portfolio_ids[0]),
                product_arn=arn.product(region, account, one.offered.product.id),
                principal_arn=one.session,
                provisioned_product_arn=arn.provisioned_product(region, account, one.name, one.id),
                artifact_id=one.version.id,
            ),
        }

    def _stack(self, one: _Launched) -> str:
        region, account = self.plan.region, self.plan.account
        name = f"SC-{account}-{one.id}/{UUID(int=hash_of(one.id))}"
        return f"arn:{arn.partition(region)}:cloudformation:{region}:{account}:stack/{name}"


def hash_of(identifier: str) -> int:
    """128 bits that follow from an id, the same ones at every run."""
    return int.from_bytes(blake2b(identifier.encode(), digest_size=16).digest())


def _outputs(one: _Launched) -> tuple[Output, ...]:
    return tuple(Output(key, value.format(name=one.name), says) for key, value, says in one.offered.kind.outputs)


def _events(one: _Launched, record: Record) -> Iterator[Event]:
    """As work and the engines write them."""
    began, ended, kind = record.created_at, record.updated_at, record.type.value
    reason = record.errors[0].description if record.errors else ""
    yield Event(at=began, resource="", type=kind, status="CREATED", reason=record.user_arn_session)
    yield Event(at=began + 200, resource="", type=kind, status="IN_PROGRESS")
    verb, resources = _VERBS[record.type], one.offered.kind.resources
    # An update changes what is different, and the rest stays as it is.
    for name, resource_type in resources[:1] if record.type is RecordType.UPDATE else resources:
        yield Event(at=began + 500, resource=name, type=resource_type, status=f"{verb}_IN_PROGRESS")
        if reason:
            yield Event(at=ended, resource=name, type=resource_type, status=f"{verb}_FAILED", reason="Rate exceeded.")
            break
        yield Event(at=ended, resource=name, type=resource_type, status=f"{verb}_COMPLETE")
    yield Event(at=ended, resource="", type=kind, status=record.status.value, reason=reason)
