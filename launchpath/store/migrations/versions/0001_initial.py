"""The first form of the database."""

import sqlalchemy as sa
from alembic import op

from launchpath.store import full_text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "constraints",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_constraints")),
        sa.UniqueConstraint("id", name=op.f("uq_constraints_id")),
    )
    op.create_index(
        "ix_constraints_portfolio_id_product_id", "constraints", ["portfolio_id", "product_id"], unique=False
    )
    op.create_table(
        "identities",
        sa.Column("arn", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("arn", name=op.f("pk_identities")),
    )
    op.create_table(
        "policies",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "name", name=op.f("pk_policies")),
    )
    op.create_table(
        "portfolios",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_portfolios")),
        sa.UniqueConstraint("id", name=op.f("uq_portfolios_id")),
    )
    op.create_index("ix_portfolios_account_seq", "portfolios", ["account", "seq"], unique=False)
    op.create_table(
        "products",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("view_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("short_description", sa.Text(), nullable=False),
        sa.Column("distributor", sa.Text(), nullable=False),
        sa.Column("support_description", sa.Text(), nullable=False),
        sa.Column("support_email", sa.Text(), nullable=False),
        sa.Column("support_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_products")),
        sa.UniqueConstraint("id", name=op.f("uq_products_id")),
        sa.UniqueConstraint("view_id", name=op.f("uq_products_view_id")),
    )
    op.create_index("ix_products_account_name", "products", ["account", "name"], unique=False)
    op.create_index("ix_products_account_seq", "products", ["account", "seq"], unique=False)
    op.create_index("ix_products_created_at_seq", "products", ["created_at", "seq"], unique=False)
    op.create_index("ix_products_title_seq", "products", ["title", "seq"], unique=False)
    op.create_index("ix_products_version_count_seq", "products", ["version_count", "seq"], unique=False)
    op.create_table(
        "provisioned_products",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("artifact_id", sa.Text(), nullable=False),
        sa.Column("path_id", sa.Text(), nullable=False),
        sa.Column("launch_role_arn", sa.Text(), nullable=True),
        sa.Column("user_arn", sa.Text(), nullable=False),
        sa.Column("user_arn_session", sa.Text(), nullable=False),
        sa.Column("provision_token", sa.Text(), nullable=False),
        sa.Column("last_record_id", sa.Text(), nullable=False),
        sa.Column("last_provisioning_record_id", sa.Text(), nullable=False),
        sa.Column("last_successful_provisioning_record_id", sa.Text(), nullable=True),
        sa.Column("physical_id", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("notification_arns", sa.JSON(), nullable=False),
        sa.Column("terminated_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_provisioned_products")),
        sa.UniqueConstraint("id", name=op.f("uq_provisioned_products_id")),
    )
    op.create_index(
        "ix_provisioned_products_account_terminated_at_seq",
        "provisioned_products",
        ["account", "terminated_at", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_provisioned_products_user_arn_terminated_at_seq",
        "provisioned_products",
        ["user_arn", "terminated_at", "seq"],
        unique=False,
    )
    op.create_index(
        "uq_provisioned_products_account_name_living",
        "provisioned_products",
        ["account", "name"],
        unique=True,
        sqlite_where=sa.text("terminated_at IS NULL"),
        postgresql_where=sa.text("terminated_at IS NULL"),
    )
    op.create_table(
        "record_events",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "position", name=op.f("pk_record_events")),
    )
    op.create_table(
        "record_outputs",
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "position", name=op.f("pk_record_outputs")),
    )
    op.create_table(
        "tags",
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "key", name=op.f("pk_tags")),
    )
    op.create_table(
        "templates",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_templates")),
    )
    op.create_table(
        "tokens",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "operation", "token", name=op.f("pk_tokens")),
    )
    op.create_table(
        "access_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("identity_arn", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("session_name", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_arn"], ["identities.arn"], name=op.f("fk_access_keys_identity_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_keys")),
    )
    op.create_index(op.f("ix_access_keys_identity_arn"), "access_keys", ["identity_arn"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("user_arn", sa.Text(), nullable=False),
        sa.Column("group_arn", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_arn"], ["identities.arn"], name=op.f("fk_memberships_group_arn"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_arn"], ["identities.arn"], name=op.f("fk_memberships_user_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_arn", "group_arn", name=op.f("pk_memberships")),
    )
    op.create_table(
        "policy_attachments",
        sa.Column("identity_arn", sa.Text(), nullable=False),
        sa.Column("policy_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_arn"], ["identities.arn"], name=op.f("fk_policy_attachments_identity_arn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("identity_arn", "policy_name", name=op.f("pk_policy_attachments")),
    )
    op.create_table(
        "portfolio_principals",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("principal_arn", sa.Text(), nullable=False),
        sa.Column("principal_type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_portfolio_principals_portfolio_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_portfolio_principals")),
    )
    op.create_index("ix_portfolio_principals_principal_arn", "portfolio_principals", ["principal_arn"], unique=False)
    op.create_index("ix_portfolio_principals_principal_type", "portfolio_principals", ["principal_type"], unique=False)
    op.create_index(
        "uq_portfolio_principals_portfolio_id_principal_arn",
        "portfolio_principals",
        ["portfolio_id", "principal_arn"],
        unique=True,
    )
    op.create_table(
        "portfolio_products",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("portfolio_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolios.id"], name=op.f("fk_portfolio_products_portfolio_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_portfolio_products_product_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_portfolio_products")),
    )
    op.create_index(
        "ix_portfolio_products_product_id_portfolio_id",
        "portfolio_products",
        ["product_id", "portfolio_id"],
        unique=False,
    )
    op.create_index(
        "uq_portfolio_products_portfolio_id_product_id",
        "portfolio_products",
        ["portfolio_id", "product_id"],
        unique=True,
    )
    op.create_table(
        "provisioning_artifacts",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("template_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_provisioning_artifacts_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["template_hash"], ["templates.hash"], name=op.f("fk_provisioning_artifacts_template_hash")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_provisioning_artifacts")),
        sa.UniqueConstraint("id", name=op.f("uq_provisioning_artifacts_id")),
    )
    op.create_index(
        "ix_provisioning_artifacts_product_id_seq", "provisioning_artifacts", ["product_id", "seq"], unique=False
    )
    op.create_table(
        "records",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("provisioned_product_id", sa.Text(), nullable=False),
        sa.Column("provisioned_product_name", sa.Text(), nullable=False),
        sa.Column("provisioned_product_type", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("artifact_id", sa.Text(), nullable=False),
        sa.Column("path_id", sa.Text(), nullable=False),
        sa.Column("launch_role_arn", sa.Text(), nullable=True),
        sa.Column("user_arn", sa.Text(), nullable=False),
        sa.Column("user_arn_session", sa.Text(), nullable=False),
        sa.Column("template_hash", sa.Text(), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("notification_arns", sa.JSON(), nullable=False),
        sa.Column("ignore_errors", sa.Boolean(), nullable=False),
        sa.Column("retain", sa.Boolean(), nullable=False),
        sa.Column("parameters", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["template_hash"], ["templates.hash"], name=op.f("fk_records_template_hash")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_records")),
        sa.UniqueConstraint("id", name=op.f("uq_records_id")),
    )
    op.create_index("ix_records_account_seq", "records", ["account", "seq"], unique=False)
    op.create_index("ix_records_product_id_seq", "records", ["product_id", "seq"], unique=False)
    op.create_index("ix_records_provisioned_product_id_seq", "records", ["provisioned_product_id", "seq"], unique=False)
    op.create_index(
        "ix_records_status_open",
        "records",
        ["status"],
        unique=False,
        sqlite_where=sa.text("status NOT IN ('SUCCEEDED', 'FAILED')"),
        postgresql_where=sa.text("status NOT IN ('SUCCEEDED', 'FAILED')"),
    )
    op.create_index("ix_records_user_arn_seq", "records", ["user_arn", "seq"], unique=False)
    op.create_table(
        "tag_options",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tag_options")),
        sa.UniqueConstraint("id", name=op.f("uq_tag_options_id")),
    )
    op.create_index("uq_tag_options_account_key_value", "tag_options", ["account", "key", "value"], unique=True)
    op.create_table(
        "tag_option_resources",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("tag_option_id", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_option_id"], ["tag_options.id"], name=op.f("fk_tag_option_resources_tag_option_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_tag_option_resources")),
    )
    op.create_index(
        "uq_tag_option_resources_tag_option_id_resource_id",
        "tag_option_resources",
        ["tag_option_id", "resource_id"],
        unique=True,
    )
    op.create_index("ix_tag_option_resources_resource_id", "tag_option_resources", ["resource_id"])
    op.create_table(
        "workers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.execute(full_text.CREATE[op.get_bind().dialect.name])
