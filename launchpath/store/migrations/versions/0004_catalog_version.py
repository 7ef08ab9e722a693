"""A number grows with every change of the catalog, and of who may do what: what was read of them is remembered by it.

The database itself counts: whoever writes, an earlier release or an operator with a shell, is noticed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

#: The tables that answers of the catalog are made of.
_TABLES = (
    "identities",
    "memberships",
    "policies",
    "policy_attachments",
    "portfolios",
    "products",
    "provisioning_artifacts",
    "portfolio_products",
    "portfolio_principals",
    "constraints",
    "tags",
    "tag_options",
    "tag_option_resources",
)
_EVERYTHING = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    table = op.create_table(
        "catalog_version", sa.Column("number", sa.BigInteger(), nullable=False), sa.PrimaryKeyConstraint("number")
    )
    op.bulk_insert(table, [{"number": 1}])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(_COUNT)
    watch = _watch_on_sqlite if is_sqlite else _watch_on_postgresql
    for name in _TABLES:
        watch(name, _EVERYTHING)
    # A new key changes no answer: one that was not there is not remembered.
    watch("access_keys", ("UPDATE", "DELETE"))


_ONE_MORE = "UPDATE catalog_version SET number = number + 1"


def _watch_on_sqlite(table: str, changes: tuple[str, ...]) -> None:
    for change in changes:
        name = f"catalog_version_{table}_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {_ONE_MORE}; END")


#: Once a transaction is enough; thousands of times would be slow.
_COUNT = f"""
CREATE FUNCTION count_catalog_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('launchpath.counted', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config('launchpath.counted', pg_current_xact_id()::text, true);
        {_ONE_MORE};
    END IF;
    RETURN NULL;
END $$
"""


def _watch_on_postgresql(table: str, changes: tuple[str, ...]) -> None:
    op.execute(
        f"CREATE TRIGGER catalog_version AFTER {' OR '.join(changes)} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION count_catalog_version()"
    )
