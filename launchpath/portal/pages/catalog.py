"""The catalog: what the visitor may launch, as cards that are searched and narrowed down."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from launchpath.operations.catalog_views import SearchCatalogInput, SearchCatalogOutput
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
    asked = SearchCatalogInput(
        words=visit.sent("q").strip(),
        portfolio_ids=visit.sent_all("portfolio"),
        owners=visit.sent_all("owner"),
        vendors=visit.sent_all("vendor"),
        types=visit.sent_all("type"),
        page_token=visit.sent("page") or None,
    )
    found = visit.ask(asked, SearchCatalogOutput)
    facets = tuple(_facets(visit, found))
    is_narrowed = bool(asked.words) or any(choice.is_chosen for facet in facets for choice in facet.choices)
    return visit.page("catalog.html", words_asked=asked.words, found=found, facets=facets, is_narrowed=is_narrowed)


def _facets(visit: Visit, found: SearchCatalogOutput) -> Iterator[Facet]:
    """The facets that leave a choice."""
    for key, name, title in (*FACETS, _TYPES):
        chosen = visit.sent_all(name)
        choices = tuple(
            Choice(one.value, _TYPE_NAMES.get(one.label, one.label), one.count, one.value in chosen)
            for one in found.facets[key]
        )
        if len(choices) > 1 or any(choice.is_chosen for choice in choices):
            yield Facet(name, title, choices)
