"""The tags of a launch: from the portfolio, the product, their TagOptions and the request (semantics 2.6, 4.6)."""

from collections.abc import Mapping

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain import tag, tag_option
from launchpath.domain.tag_option import Offer
from launchpath.store import tag_options, tags

#: TagOptions are for these products alone (semantics 4.6).
_WITH_TAG_OPTIONS = "CLOUD_FORMATION_TEMPLATE"


def sent(request_tags: tuple[types.Tag, ...] | None) -> dict[str, str]:
    """The tags of a request, none of them reserved."""
    own = tag.unique((one.key, one.value) for one in request_tags or ())
    tag.check_request(own)
    return own


def offered(call: Call, product_id: str, product_type: str, portfolio_id: str) -> Offer:
    """What a launch of the product through the portfolio may choose from."""
    if product_type != _WITH_TAG_OPTIONS:
        return {}
    return tag_option.offer(tag_options.offered_by(call.tx, portfolio_id), tag_options.offered_by(call.tx, product_id))


def of_path(call: Call, product_id: str, portfolio_id: str) -> dict[str, str]:
    """What the portfolio and the product put on everything that is launched through them; the product's own win."""
    return tags.of(call.tx, portfolio_id) | tags.of(call.tx, product_id)


def together(
    call: Call, product_id: str, product_type: str, portfolio_id: str, own: Mapping[str, str]
) -> dict[str, str]:
    """All tags of a launch but the automatic ones. What the platform team has put on stays."""
    chosen = tag_option.chosen(offered(call, product_id, product_type, portfolio_id), own, portfolio_id, product_id)
    return {**chosen, **own, **of_path(call, product_id, portfolio_id)}
