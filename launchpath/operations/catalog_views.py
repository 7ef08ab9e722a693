"""The catalog as people look through it: cards, facets, and how many use what. Beside it what a version makes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain import page, template
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.template import Template
from launchpath.operations import contents, product_views, replies, visible
from launchpath.operations.record_log import PlannedResource
from launchpath.store import products, provisioned_products, provisioning_artifacts
from launchpath.store.prepared import Condition


class Filters(Struct, frozen=True, kw_only=True):
    """The products that the caller may launch, and that meet every filter."""

    words: str = ""
    owners: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    portfolio_ids: tuple[str, ...] = ()
    #: These products alone.
    product_ids: tuple[str, ...] = ()


class SearchCatalogInput(Filters, frozen=True, kw_only=True):
    """One page of them."""

    page_size: int = 24
    page_token: str | None = None


class CountCatalogInput(Filters, frozen=True, kw_only=True):
    """How many there are, and how many there would be with other filters."""


class CatalogCard(Struct, frozen=True, kw_only=True):
    """One product at a glance."""

    product: types.ProductViewSummary
    #: How many versions can be launched, and the newest of them that is not deprecated.
    version_count: int
    newest_version: str | None
    #: How many of it are alive, and how many people launched them.
    running: int
    people: int


class FacetValue(Struct, frozen=True, kw_only=True):
    """A value that a search can be narrowed to, and how many products it would leave."""

    value: str
    label: str
    count: int


class SearchCatalogOutput(Struct, frozen=True, kw_only=True):
    """One page of cards, by name."""

    cards: tuple[CatalogCard, ...]
    next_page_token: str | None


class CountCatalogOutput(Struct, frozen=True, kw_only=True):
    """What can be told of all of them, as long as the catalog does not change."""

    #: Under owners, types, vendors and portfolio_ids: what else would be found if that filter were another.
    facets: dict[str, tuple[FacetValue, ...]]
    total: int
    #: How many portfolios are open to the caller: with none there is nothing to find.
    open_portfolios: int


class DescribeTemplateInput(Struct, frozen=True, kw_only=True):
    """What a version makes, for somebody who may launch it."""

    product_id: str
    provisioning_artifact_id: str


class TemplateResource(PlannedResource, frozen=True, kw_only=True, rename="pascal", omit_defaults=True):
    """A resource of a template, and the others that it refers to."""

    needs: tuple[str, ...] = ()


class DescribeTemplateOutput(Struct, frozen=True, kw_only=True):
    """In the template's order."""

    description: str
    resources: tuple[TemplateResource, ...]
    outputs: tuple[types.RecordOutput, ...]


class ListProvisionedProductNewsInput(Struct, frozen=True, kw_only=True):
    """What has happened around these provisioned products."""

    provisioned_product_ids: tuple[str, ...]


class ProvisionedProductNews(Struct, frozen=True, kw_only=True):
    """Whether a provisioned product could be newer, and when it changed."""

    #: Seconds since the epoch: its last record's last step.
    changed_time: float
    #: The newest version that is not deprecated, if another one than the present; None: it is up to date.
    newer_artifact_id: str | None
    newer_artifact_name: str | None
    #: Whether its own version should no longer be used.
    is_deprecated: bool


class ListProvisionedProductNewsOutput(Struct, frozen=True, kw_only=True):
    """By the provisioned product's id, as far as the caller may see it."""

    news: dict[str, ProvisionedProductNews]


def search_catalog(call: Call, request: SearchCatalogInput) -> SearchCatalogOutput:
    """The products that the caller may launch, page by page."""
    conditions = list(_filters(call, request, visible.portfolio_ids(call)).values())
    query = [getattr(request, name) for name in Filters.__struct_fields__]
    wanted = page.page(request.page_size, request.page_token, "SearchCatalog", call.caller.arn, *query)
    found = products.search(call.tx, conditions, wanted, "Title")
    return SearchCatalogOutput(
        cards=_cards(call, [replies.product_view_summary(one, has_default_path=False) for one in found.items]),
        next_page_token=wanted.token(found.last) if found.last else None,
    )


def count_catalog(call: Call, request: CountCatalogInput) -> CountCatalogOutput:
    """How many products a search finds, with its facets."""
    portfolio_ids = visible.portfolio_ids(call)
    filters = _filters(call, request, portfolio_ids)
    counts = products.count_together(call.tx, list(filters.values()))
    return CountCatalogOutput(
        facets=_facets(call, filters, portfolio_ids, counts),
        total=sum(count for _, count in counts),
        open_portfolios=len(portfolio_ids),
    )


#: The facets that are columns, and what the API calls each.
_COLUMNS: Mapping[str, str] = {"owners": "Owner", "types": "ProductType", "vendors": "Vendor"}


def _filters(call: Call, request: Filters, open_ids: Sequence[str]) -> dict[str, Condition]:
    """The conditions of a request, each under the facet that it comes from."""
    chosen = [one for one in request.portfolio_ids if one in open_ids] if request.portfolio_ids else open_ids
    filters = {"portfolio_ids": products.in_portfolios(chosen)}
    if request.words.strip():
        asked = product_views.filtered(call, {"FullTextSearch": (request.words,)})
        filters["words"] = asked[0]
    columns = (("owners", "owner"), ("types", "type"), ("vendors", "distributor"), ("product_ids", "id"))
    for name, column in columns:
        if values := getattr(request, name):
            filters[name] = products.with_value(column, values)
    return filters


def _facets(
    call: Call,
    filters: Mapping[str, Condition],
    portfolio_ids: Sequence[str],
    counts: Sequence[tuple[tuple[str, ...], int]],
) -> dict[str, tuple[FacetValue, ...]]:
    """What each filter could be instead, all others staying as they are. `counts`: with all filters."""
    rest = [condition for key, condition in filters.items() if key != "portfolio_ids"]
    by_portfolio = products.count_by_portfolio(call.tx, portfolio_ids, rest)
    facets = {"portfolio_ids": tuple(FacetValue(value=key, label=name, count=n) for key, name, n in by_portfolio)}
    for name, column in _COLUMNS.items():
        found = _without(call, name, filters) if name in filters else _added_up(counts, column)
        facets[name] = tuple(FacetValue(value=value, label=value, count=count) for value, count in found)
    return facets


def _without(call: Call, name: str, filters: Mapping[str, Condition]) -> list[tuple[str, int]]:
    rest = [condition for key, condition in filters.items() if key != name]
    return products.count_facet(call.tx, _COLUMNS[name], rest)


def _added_up(counts: Sequence[tuple[tuple[str, ...], int]], column: str) -> list[tuple[str, int]]:
    """The counts of one column, most frequent value first."""
    place, sums = list(products.FACETS).index(column), Counter[str]()
    for values, count in counts:
        sums[values[place]] += count
    return sorted(((value, count) for value, count in sums.items() if value), key=lambda one: (-one[1], one[0]))


def _cards(call: Call, found: Sequence[types.ProductViewSummary]) -> tuple[CatalogCard, ...]:
    ids = [str(one.product_id) for one in found]
    versions = _active(call, ids)
    uses = provisioned_products.uses(call.tx, ids)
    return tuple(_card(one, versions.get(str(one.product_id), ()), uses) for one in found)


def _card(
    product: types.ProductViewSummary, versions: Sequence[ProvisioningArtifact], uses: Mapping[str, tuple[int, int]]
) -> CatalogCard:
    newest = newest_of(versions)
    running, people = uses.get(str(product.product_id), (0, 0))
    return CatalogCard(
        product=product,
        version_count=len(versions),
        newest_version=newest.name if newest else None,
        running=running,
        people=people,
    )


def _active(call: Call, product_ids: Sequence[str]) -> dict[str, list[ProvisioningArtifact]]:
    active: dict[str, list[ProvisioningArtifact]] = {}
    for one in provisioning_artifacts.of_products(call.tx, product_ids):
        if one.active:
            active.setdefault(one.product_id, []).append(one)
    return active


def newest_of(versions: Iterable[ProvisioningArtifact]) -> ProvisioningArtifact | None:
    """The version that should be launched: the last that is active and not deprecated."""
    return next((one for one in reversed(list(versions)) if one.active and one.guidance != "DEPRECATED"), None)


def describe_template(call: Call, request: DescribeTemplateInput) -> DescribeTemplateOutput:
    """What a version makes. Its text is the administrators' alone."""
    product, _ = visible.launchable(call, request.product_id, None)
    artifact = visible.artifact(call, product.id, request.provisioning_artifact_id, None)
    return described(contents.of(call, artifact))


def described(content: Template) -> DescribeTemplateOutput:
    needs = {one.name: set[str]() for one in content.resources} | template.needs(content)
    return DescribeTemplateOutput(
        description=content.description or "",
        resources=tuple(
            TemplateResource(
                name=one.name, type=one.type, condition=one.condition, needs=tuple(sorted(needs[one.name] - {one.name}))
            )
            for one in content.resources
        ),
        outputs=tuple(
            types.RecordOutput(output_key=one.key, description=one.description or None) for one in content.outputs
        ),
    )


def list_provisioned_product_news(
    call: Call, request: ListProvisionedProductNewsInput
) -> ListProvisionedProductNewsOutput:
    found = provisioned_products.living_with_ids(call.tx, request.provisioned_product_ids, visible.own(call))
    versions = _active(call, sorted({one.product_id for one in found}))
    changed = provisioned_products.changed_at(call.tx, [one.id for one in found])
    news = {}
    for one in found:
        offered = versions.get(one.product_id, [])
        present = next((version for version in offered if version.id == one.artifact_id), None)
        newest = newest_of(offered)
        newer = newest if newest and newest.id != one.artifact_id else None
        news[one.id] = ProvisionedProductNews(
            changed_time=replies.seconds(changed.get(one.id, one.created_at)),
            newer_artifact_id=newer.id if newer else None,
            newer_artifact_name=newer.name if newer else None,
            is_deprecated=present is not None and present.guidance == "DEPRECATED",
        )
    return ListProvisionedProductNewsOutput(news=news)
