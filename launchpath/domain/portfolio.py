"""What a portfolio is: products under one roof, with the people who may use them and the rules for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A portfolio (semantics 4.1). Times are milliseconds since the epoch."""

    id: str
    account: str
    display_name: str
    provider_name: str
    description: str | None
    created_at: int


def path_id(portfolio_id: str) -> str:
    """The id of the launch path through a portfolio: the portfolio's own suffix (semantics 1.1)."""
    return "lpv3-" + portfolio_id.removeprefix("port-")


def id_of_path(launch_path_id: str) -> str:
    """The id of the portfolio that a launch path id stands for."""
    return "port-" + launch_path_id.removeprefix("lpv3-")
