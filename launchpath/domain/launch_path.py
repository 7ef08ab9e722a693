"""Launch paths: the ways a caller can reach a product, and how one of them is chosen (semantics 2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException


@dataclass(frozen=True, slots=True)
class LaunchPath:
    """One portfolio that holds the product and is associated with the caller."""

    id: str
    portfolio_id: str
    #: The portfolio's display name.
    name: str


def choose(
    paths: Sequence[LaunchPath], product_id: str, path_id: str | None = None, path_name: str | None = None
) -> LaunchPath:
    """The path that a request means. Without an id or a name it must be the only one."""
    if path_id and path_name:
        raise InvalidParametersException("You must provide the launch path id or its name, but not both.")
    if not paths:
        raise ResourceNotFoundException("No launch paths found for resource: {product_id}", product_id=product_id)
    meant = [path for path in paths if path_id in (None, path.id) and path_name in (None, path.name)]
    if not meant:
        raise ResourceNotFoundException(
            "Launch path {path_id} not found for resource: {product_id}",
            path_id=path_id or path_name,
            product_id=product_id,
        )
    if len(meant) > 1:
        raise InvalidParametersException("More than one launch path ids exist. Please specify the launch path id")
    return meant[0]
