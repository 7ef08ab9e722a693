"""TagOptions: the values that are offered for a tag, and what becomes of them at a launch (semantics 4.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from launchpath.api.errors import InvalidParametersException

#: What is offered: for each key the values to choose from; none: the portfolio and the product contradict each other.
Offer = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagOption:
    """A key and one value for it."""

    id: str
    account: str
    key: str
    value: str
    #: Inactive ones are not offered; tags that were made of them stay.
    active: bool = True


def offer(portfolio: Iterable[TagOption], product: Iterable[TagOption]) -> Offer:
    """What a launch of the product through the portfolio may choose from.

    A key that both have is left with the values that both have.
    """
    of_portfolio, of_product = _values(portfolio), _values(product)
    both = of_portfolio.keys() & of_product.keys()
    shared = {key: tuple(one for one in of_portfolio[key] if one in of_product[key]) for key in both}
    return dict(sorted({**of_portfolio, **of_product, **shared}.items()))


def chosen(offered: Offer, sent: Mapping[str, str], portfolio_id: str, product_id: str) -> dict[str, str]:
    """The tags that the offer adds to a launch whose request sends the tags `sent`.

    A key with one value is applied by itself; of several the request chooses, or leaves the key off (semantics 14, 21).
    Keys in conflict don't stop the launch: a tag tells of them.
    """
    tags: dict[str, str] = {}
    for key, values in offered.items():
        if key in sent and values and sent[key] not in values:
            raise InvalidParametersException(
                "Tag {key} can't have the value {value}: its TagOptions offer {values}. Choose one.",
                key=key,
                value=sent[key],
                values=", ".join(values),
            )
        if len(values) == 1:
            tags[key] = values[0]
    if conflicts := [key for key, values in offered.items() if not values]:
        tags[f"sc-tagoption-conflict-{portfolio_id}-{product_id}"] = " ".join(conflicts)[:256]
    return tags


def _values(options: Iterable[TagOption]) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for option in options:
        if option.active:
            values[option.key] = (*values.get(option.key, ()), option.value)
    return values
