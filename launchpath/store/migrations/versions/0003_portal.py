"""People sign in to the portal; it is told quickly who uses a product, and how often a sign-in failed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _passwords()
    _portal_sessions()
    _federated_identities()
    op.create_index("ix_audit_operation_at", "audit", ["operation", "at"])
    op.create_index(
        "ix_provisioned_products_product_id_terminated_at", "provisioned_products", ["product_id", "terminated_at"]
    )


def _passwords() -> None:
    op.create_table(
        "passwords",
        sa.Column("identity_arn", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("initial", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_arn"], ["identities.arn"], name=op.f("fk_passwords_identity_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("identity_arn", name=op.f("pk_passwords")),
    )


def _portal_sessions() -> None:
    op.create_table(
        "portal_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("identity_arn", sa.Text(), nullable=False),
        sa.Column("group_arns", sa.JSON(), nullable=False),
        sa.Column("signed_in_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_arn"], ["identities.arn"], name=op.f("fk_portal_sessions_identity_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_portal_sessions")),
    )
    op.create_index(op.f("ix_portal_sessions_identity_arn"), "portal_sessions", ["identity_arn"])
    op.create_index("ix_portal_sessions_expires_at", "portal_sessions", ["expires_at"])


def _federated_identities() -> None:
    op.create_table(
        "federated_identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("identity_arn", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_arn"], ["identities.arn"], name=op.f("fk_federated_identities_identity_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_federated_identities")),
    )
