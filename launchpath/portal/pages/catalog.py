"""The catalog: what the visitor may launch, as cards that are searched and narrowed down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from launchpath.operations.catalog_views import (
    CountCatalogInput,
    CountCatalogOutput,
    SearchCatalogInput,
    SearchCatalogOutput,
)
from launchpath.portal.visit import Visit

#: The facets in the order in which people narrow a search down: the field of the form, and what it is called.
FACETS = (("portfolio_ids", "portfolio", "Portfolio"), ("owners", "owner", "Owner"), ("vendors", "vendor", "Vendor"))
_TYPES = ("types", "type", "Type")
_TYPE_NAMES = {
    "CLOUD_FORMATION_TEMPLATE": "CloudFormation",
    "TERRAFORM_OPEN_SOURCE": "Terraform",
    "TERRAFORM_CLOUD": "Terraform Cloud",
    "EXTERNAL": "External",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """What a search can be narrowed to."""

    name: str
    title: str
    choices: tuple[Choice, ...]


def show(visit: Visit) -> Response:
    """GET /catalog"""
    words = visit.sent("q").strip()
    chosen: dict[str, Any] = {name: visit.sent_all(field) for name, field, _ in (*FACETS, _TYPES)}
    search = SearchCatalogInput(words=words, page_token=visit.sent("page") or None, **chosen)
    found = visit.ask(search, SearchCatalogOutput)
    counted = visit.ask(CountCatalogInput(words=words, **chosen), CountCatalogOutput)
    facets = tuple(_facets(visit, counted))
    is_narrowed = bool(words) or any(choice.is_chosen for facet in facets for choice in facet.choices)
    return visit.page(
        "catalog.html", words_asked=words, found=found, counted=counted, facets=facets, is_narrowed=is_narrowed
    )


def _facets(visit: Visit, counted: CountCatalogOutput) -> Iterator[Facet]:
    """The facets that leave a choice."""
    for key, name, title in (*FACETS, _TYPES):
        chosen = visit.sent_all(name)
        choices = tuple(
            Choice(one.value, _TYPE_NAMES.get(one.label, one.label), one.count, one.value in chosen)
            for one in counted.facets[key]
        )
        if len(choices) > 1 or any(choice.is_chosen for choice in choices):
            yield Facet(name, title, choices)
