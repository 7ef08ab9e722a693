"""The catalog part of a synthetic house: portfolios, products, versions, constraints, tags, and who may see what."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from launchpath.domain import arn
from launchpath.domain.constraint import Constraint
from launchpath.domain.identity import Kind as Who
from launchpath.domain.portfolio import Portfolio
from launchpath.domain.principal import Association
from launchpath.domain.product import Product
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.seed import words
from launchpath.seed.plan import Plan, new_id

_DAY = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A product with everything that belongs to it."""

    product: Product
    kind: words.Kind
    versions: Sequence[ProvisioningArtifact]
    #: The ids of the portfolios that hold it.
    portfolio_ids: Sequence[str]
    constraints: Sequence[Constraint]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A user, a group or a role."""

    arn: str
    kind: Who
    name: str


def portfolios(plan: Plan) -> Iterator[Portfolio]:
    chance = plan.chance("portfolios")
    for number in range(plan.portfolios):
        name = words.portfolio_name(number)
        yield Portfolio(
            id=new_id("port", chance),
            account=plan.account,
            display_name=name,
            provider_name=chance.choice(words.OWNERS),
            description=f"{name}: reviewed, supported, and paid for by those who launch it.",
            created_at=plan.begin,
        )


def people(plan: Plan) -> Iterator[Person]:
    """Users, groups and roles in turn."""
    kinds = (Who.USER, Who.GROUP, Who.ROLE)
    for number in range(plan.principals):
        kind, subject = kinds[number % 3], words.SUBJECTS[number % len(words.SUBJECTS)].lower()
        name = f"{subject}-{kind}-{number + 1}"
        yield Person(arn.identity(plan.region, plan.account, kind, name), kind, name)


def access(plan: Plan, portfolio_ids: Sequence[str], persons: Sequence[Person]) -> Iterator[Association]:
    """Everything is open to the developer, and a tenth of it, but one portfolio at least, to everybody else."""
    chance = plan.chance("access")
    some = max(1, len(portfolio_ids) // 10)
    for portfolio_id in portfolio_ids:
        yield Association(portfolio_id, plan.developer, "IAM")
    for person in persons:
        for portfolio_id in chance.sample(portfolio_ids, some):
            yield Association(portfolio_id, person.arn, "IAM")


def products(plan: Plan, portfolio_ids: Sequence[str], hashes: Mapping[str, str]) -> Iterator[Offered]:
    """`hashes`: the keys of the sample's templates in the artifact store, by file name."""
    chance = plan.chance("products")
    for number in range(plan.products):
        kind = words.kind_of(number)
        created_at = plan.begin + number * (plan.now - plan.begin - 30 * _DAY) // plan.products
        product = _product(plan, chance, number, kind, created_at)
        holders = chance.sample(portfolio_ids, min(len(portfolio_ids), 1 + (number % 3 == 0)))
        yield Offered(
            product=product,
            kind=kind,
            versions=tuple(_versions(chance, product, kind, hashes)),
            portfolio_ids=holders,
            constraints=tuple(_constraints(chance, product, number, holders[0])),
            tags={"Service": kind.templates[0].partition("-")[0], "CostCentre": str(1000 + number % 40)},
        )


def _product(plan: Plan, chance: Random, number: int, kind: words.Kind, created_at: int) -> Product:
    name, subject = words.product_name(number), words.SUBJECTS[number % len(words.SUBJECTS)]
    owner = chance.choice(words.OWNERS)
    mail = owner.split()[0].lower()
    return Product(
        id=new_id("prod", chance),
        view_id=new_id("prodview", chance),
        account=plan.account,
        name=name,
        owner=owner,
        type="CLOUD_FORMATION_TEMPLATE",
        created_at=created_at,
        short_description=f"{kind.says} For {subject.lower()}." if number % 25 else words.TERSE,
        distributor=chance.choice(words.DISTRIBUTORS),
        support_description="Ask us before you launch more than ten." if number % 4 else "",
        support_email=f"{mail}@example.com",
        support_url=f"https://example.com/support/{mail}" if number % 2 else "",
    )


def _versions(
    chance: Random, product: Product, kind: words.Kind, hashes: Mapping[str, str]
) -> Iterator[ProvisioningArtifact]:
    """One to four versions; the first of many is deprecated, and now and then one is hidden."""
    number = chance.choices((1, 2, 3, 4), (2, 4, 2, 1))[0]
    for version in range(number):
        template = hashes[kind.templates[min(version, len(kind.templates) - 1)]]
        yield ProvisioningArtifact(
            id=new_id("pa", chance),
            product_id=product.id,
            name=f"v{version + 1}",
            description="The first version." if not version else "Safer defaults, and the same parameters.",
            type="CLOUD_FORMATION_TEMPLATE",
            created_at=product.created_at + version * 7 * _DAY,
            source_url="",
            template_hash=template,
            active=not (version == 1 and number == 4),
            guidance="DEPRECATED" if version == 0 and number > 2 else "DEFAULT",
        )


def _constraints(chance: Random, product: Product, number: int, portfolio_id: str) -> Iterator[Constraint]:
    """On every tenth product: that its tags may be changed later, or who is told of its launches."""
    if number % 10:
        return
    if number % 20:
        kind, description = "NOTIFICATION", "The platform team is told of every launch."
        content: object = {"NotificationArns": [f"arn:aws:sns:us-east-1:{product.account}:launches"]}
    else:
        kind, description = "RESOURCE_UPDATE", "Tags can be changed after the launch."
        content = {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED"}}
    yield Constraint(
        id=new_id("cons", chance),
        account=product.account,
        portfolio_id=portfolio_id,
        product_id=product.id,
        type=kind,
        parameters=json.dumps(content),
        description=description,
    )
