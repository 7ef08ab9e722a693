"""What somebody has launched is counted along an index alone: since when it counts stands there too."""

from alembic import op

revision = "0006"
down_revision = "0005"

_BEFORE = "ix_provisioned_products_user_arn_terminated_at_seq"
_COLUMNS = ["user_arn", "terminated_at", "seq", "created_at"]


def upgrade() -> None:
    op.create_index(f"{_BEFORE}_created_at", "provisioned_products", _COLUMNS)
    op.drop_index(_BEFORE, "provisioned_products")
