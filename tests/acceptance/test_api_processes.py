"""Several processes answer the API on one socket (`launchpath serve --workers N`), on PostgreSQL."""

from pathlib import Path

from tests.making import MadeProduct, Making
from tests.postgresql import Fresh
from tests.processes import await_end, descendants
from tests.running import RunningServer


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path, postgresql: Fresh) -> None:
    options = ("--workers", "2", "--engine", "none", "--database-url", postgresql())
    with RunningServer(tmp_path, *options) as server:
        started = descendants(server.process.pid)
        server.kill()
        await_end(started)


def test_a_grant_withdrawn_is_seen_by_the_next_request_whichever_process_answers(
    tmp_path: Path, postgresql: Fresh
) -> None:
    options = ("--demo", "--workers", "2", "--engine", "none", "--database-url", postgresql())
    with RunningServer(tmp_path, *options) as server:
        making = Making(server)
        product = making.product()
        portfolio_id, developer = making.portfolio(product), server.variables("developer")["LAUNCHPATH_PRINCIPAL_ARN"]
        for _ in range(5):
            assert seen(server, product) == [True] * CLIENTS
            making.admin.disassociate_principal_from_portfolio(PortfolioId=portfolio_id, PrincipalARN=developer)
            assert seen(server, product) == [False] * CLIENTS
            making.open(portfolio_id, developer)


#: Enough connections that each process has some.
CLIENTS = 8


def seen(server: RunningServer, product: MadeProduct) -> list[bool]:
    """Whether the developer finds the product, as told over connections of their own."""
    clients = [server.client("developer") for _ in range(CLIENTS)]
    found = [client.search_products(Filters={"SourceProductId": [product.id]}) for client in clients]
    return [bool(one["ProductViewSummaries"]) for one in found]


def test_on_sqlite_more_than_one_process_is_refused_with_the_reason(tmp_path: Path) -> None:
    from tests.cli.running import launchpath

    refused = launchpath("serve", "--workers", "2", "--data", str(tmp_path / "data"))
    assert refused.returncode == 2
    assert "On SQLite there is one process for everything" in " ".join(refused.stderr.split())
