"""Products may be made of archives; engines remember what they made."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("templates", sa.Column("archive", sa.LargeBinary(), nullable=True))
    op.create_table(
        "engine_documents",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("provisioned_product_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_engine_documents")),
    )
    op.create_index(
        "uq_engine_documents_provisioned_product_id_name_record_id",
        "engine_documents",
        ["provisioned_product_id", "name", "record_id"],
        unique=True,
    )
    op.create_table(
        "engine_locks",
        sa.Column("provisioned_product_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provisioned_product_id", name=op.f("pk_engine_locks")),
    )
