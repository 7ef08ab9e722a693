"""Writes a synthetic catalog and its history into a database, all of it or nothing."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from launchpath.domain import artifact
from launchpath.domain.identity import Kind as Who
from launchpath.domain.managed_policy import END_USER
from launchpath.seed import catalog, words
from launchpath.seed.catalog import Offered
from launchpath.seed.history import History
from launchpath.seed.plan import Plan
from launchpath.store import bulk, identities, policies, settings, templates
from launchpath.store.database import Database, Transaction

Thing = TypeVar("Thing")

#: Told now and then: of what, how many there are by now, and how many there will be.
Progress = Callable[[str, int, int], None]

#: The setting that says what was planted.
_PLANTED = "seeded"

_TEMPLATES = Path(__file__).parent.parent / "catalog" / "sample" / "templates"
_AT_ONCE = 50_000


class AlreadyPlanted(Exception):
    """The database has a synthetic catalog; the message says of what size."""


def plant(database: Database, plan: Plan, progress: Progress) -> None:
    """Make everything in one transaction. Raises AlreadyPlanted."""
    with bulk.writing(database) as tx:
        before = settings.find(tx, _PLANTED)
        if before is not None:
            raise AlreadyPlanted(
                f"{database.shown_url} has a synthetic catalog already, of {before['products']:,} products and "
                f"{before['records']:,} records. Name another folder with --data, or another --database-url."
            )
        settings.put(tx, _PLANTED, {"products": plan.products, "records": plan.records, "seed": plan.seed})
        texts = _texts()
        hashes = {name: templates.put(tx, text, plan.now) for name, text in texts.items()}
        people = _admit(tx, plan)
        portfolios = list(catalog.portfolios(plan))
        bulk.add_portfolios(tx, portfolios)
        portfolio_ids = [one.id for one in portfolios]
        bulk.add_access(tx, catalog.access(plan, portfolio_ids, people))
        offers: list[Offered] = []
        for some in _batches(catalog.products(plan, portfolio_ids, hashes)):
            _publish(tx, some)
            offers += some
            progress("products", len(offers), plan.products)
        sealed: dict[str | None, bytes] = {hashes[name]: _sealed(tx, text) for name, text in texts.items()}
        sealed[None] = tx.vault.seal("{}")
        for done in _remember(tx, History(plan, offers, _callers(people)), sealed):
            progress("records", done, plan.records)


def _texts() -> Mapping[str, str]:
    """The sample's templates that products are made of, by file name."""
    names = {name for kind in words.KINDS for name in kind.templates}
    return {name: (_TEMPLATES / name).read_text() for name in sorted(names)}


def _admit(tx: Transaction, plan: Plan) -> Sequence[catalog.Person]:
    # Who was not there yet has launched nothing.
    bulk.date_back(tx, plan.developer, plan.begin)
    people = list(catalog.people(plan))
    for one in people:
        identities.add(tx, arn=one.arn, account=plan.account, kind=one.kind, name=one.name, now=plan.begin)
        policies.attach(tx, one.arn, END_USER)
    return people


def _publish(tx: Transaction, offers: Sequence[Offered]) -> None:
    bulk.add_products(tx, ((one.product, sum(version.active for version in one.versions)) for one in offers))
    bulk.add_versions(tx, (version for one in offers for version in one.versions))
    bulk.put_products(tx, ((holder, one.product.id) for one in offers for holder in one.portfolio_ids))
    bulk.add_constraints(tx, (constraint for one in offers for constraint in one.constraints))
    bulk.add_tags(tx, ((one.product.id, key, value) for one in offers for key, value in one.tags.items()))


def _callers(people: Sequence[catalog.Person]) -> Sequence[catalog.Person]:
    """Some of them, and no groups."""
    return [one for one in people if one.kind is not Who.GROUP][:6]


def _remember(tx: Transaction, history: History, sealed: Mapping[str | None, bytes]) -> Iterator[int]:
    """Write the history down; how many records there are by now. `sealed`: the parameters, by the template's key."""
    done = 0
    for some in _batches(history.records()):
        bulk.add_records(tx, ((one.record, sealed[one.record.template_hash]) for one in some))
        # In the order of the keys: databases write neighbours faster than strangers.
        some.sort(key=lambda one: one.record.id)
        bulk.add_outputs(tx, ((one.record.id, one.outputs) for one in some))
        bulk.add_events(tx, ((one.record.id, one.events) for one in some))
        done += len(some)
        yield done
    bulk.add_provisioned_products(tx, history.provisioned_products())


def _sealed(tx: Transaction, text: str) -> bytes:
    """What the parameters of a template are when nobody says anything."""
    values = {one.key: one.default or "" for one in artifact.read(text).parameters}
    return tx.vault.seal(json.dumps(values))


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
