"""Every table on one page. Times are milliseconds since the epoch; `seq` is the order of creation, for paging."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _seq() -> Column[int]:
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _key(name: str = "id") -> Column[str]:
    return Column(name, Text, nullable=False, unique=True)


def _time(name: str = "created_at") -> Column[int]:
    return Column(name, BigInteger, nullable=False)


#: What the installation remembers of its first start and of its last one.
settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

# --- who may do what -------------------------------------------------------------------------------------------

identities = Table(
    "identities",
    metadata,
    Column("arn", Text, primary_key=True),
    Column("account", Text, nullable=False),
    #: user, group or role
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    #: Roles alone: who may take it on (domain/identity.py, Trust).
    Column("trust", JSON),
    _time(),
)

memberships = Table(
    "memberships",
    metadata,
    Column("user_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False),
    Column("group_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("user_arn", "group_arn"),
)

policies = Table(
    "policies",
    metadata,
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("document", JSON, nullable=False),
    _time(),
    PrimaryKeyConstraint("account", "name"),
)

policy_attachments = Table(
    "policy_attachments",
    metadata,
    Column("identity_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False),
    Column("policy_name", Text, nullable=False),
    PrimaryKeyConstraint("identity_arn", "policy_name"),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identity_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False, index=True),
    #: Encrypted: verifying a signature needs the secret itself.
    Column("secret", LargeBinary, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    #: Temporary keys alone: the session's name, the hash of its token, and when it ends.
    Column("session_name", Text),
    Column("token_hash", Text),
    Column("expires_at", BigInteger),
    _time(),
)

#: What people sign in to the portal with.
passwords = Table(
    "passwords",
    metadata,
    Column("identity_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), primary_key=True),
    #: argon2
    Column("hash", Text, nullable=False),
    #: Encrypted: the password that the first start made, for the env file, until it is changed.
    Column("initial", LargeBinary),
    _time("changed_at"),
)

#: Who has signed in to the portal. The cookie holds the token, we its hash.
portal_sessions = Table(
    "portal_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("identity_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False, index=True),
    #: The groups that the identity provider told of, beside those that we keep.
    Column("group_arns", JSON, nullable=False),
    #: When the person signed in, and when this token was handed out.
    _time("signed_in_at"),
    _time(),
    _time("expires_at"),
    Index("ix_portal_sessions_expires_at", "expires_at"),
)

#: Whom an identity provider means by a subject.
federated_identities = Table(
    "federated_identities",
    metadata,
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("identity_arn", Text, ForeignKey("identities.arn", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("issuer", "subject"),
)

# --- the catalog -----------------------------------------------------------------------------------------------

portfolios = Table(
    "portfolios",
    metadata,
    _seq(),
    _key(),
    Column("account", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("provider_name", Text, nullable=False),
    Column("description", Text),
    _time(),
    Index("ix_portfolios_account_seq", "account", "seq"),
)

products = Table(
    "products",
    metadata,
    _seq(),
    _key(),
    _key("view_id"),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("short_description", Text, nullable=False),
    Column("distributor", Text, nullable=False),
    Column("support_description", Text, nullable=False),
    Column("support_email", Text, nullable=False),
    Column("support_url", Text, nullable=False),
    #: What products are sorted by, and found by.
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("version_count", Integer, nullable=False, server_default=text("0")),
    _time(),
    Index("ix_products_account_seq", "account", "seq"),
    Index("ix_products_title_seq", "title", "seq"),
    Index("ix_products_created_at_seq", "created_at", "seq"),
    Index("ix_products_version_count_seq", "version_count", "seq"),
    Index("ix_products_account_name", "account", "name"),
)

provisioning_artifacts = Table(
    "provisioning_artifacts",
    metadata,
    _seq(),
    _key(),
    Column("product_id", Text, ForeignKey("products.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text),
    Column("description", Text),
    Column("type", Text, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("template_hash", Text, ForeignKey("templates.hash"), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("guidance", Text, nullable=False),
    _time(),
    Index("ix_provisioning_artifacts_product_id_seq", "product_id", "seq"),
)

#: The artifact store: every template's text, or an archive's bytes, kept under its SHA-256.
templates = Table(
    "templates",
    metadata,
    Column("hash", Text, primary_key=True),
    #: Empty for an archive; but for one that its engine has described, that description.
    Column("body", Text, nullable=False),
    Column("archive", LargeBinary),
    _time(),
)

portfolio_products = Table(
    "portfolio_products",
    metadata,
    _seq(),
    Column("portfolio_id", Text, ForeignKey("portfolios.id"), nullable=False),
    Column("product_id", Text, ForeignKey("products.id"), nullable=False),
    Index("uq_portfolio_products_portfolio_id_product_id", "portfolio_id", "product_id", unique=True),
    Index("ix_portfolio_products_product_id_portfolio_id", "product_id", "portfolio_id"),
)

portfolio_principals = Table(
    "portfolio_principals",
    metadata,
    _seq(),
    Column("portfolio_id", Text, ForeignKey("portfolios.id"), nullable=False),
    Column("principal_arn", Text, nullable=False),
    #: IAM or IAM_PATTERN
    Column("principal_type", Text, nullable=False),
    Index("uq_portfolio_principals_portfolio_id_principal_arn", "portfolio_id", "principal_arn", unique=True),
    Index("ix_portfolio_principals_principal_arn", "principal_arn"),
    Index("ix_portfolio_principals_principal_type", "principal_type"),
)

constraints = Table(
    "constraints",
    metadata,
    _seq(),
    _key(),
    Column("account", Text, nullable=False),
    Column("portfolio_id", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("description", Text),
    Index("ix_constraints_portfolio_id_product_id", "portfolio_id", "product_id"),
)

#: Tags of portfolios and products.
tags = Table(
    "tags",
    metadata,
    Column("resource_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("resource_id", "key"),
)

tag_options = Table(
    "tag_options",
    metadata,
    _seq(),
    _key(),
    Column("account", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Index("uq_tag_options_account_key_value", "account", "key", "value", unique=True),
)

#: Which portfolios and products offer a TagOption.
tag_option_resources = Table(
    "tag_option_resources",
    metadata,
    _seq(),
    Column("tag_option_id", Text, ForeignKey("tag_options.id"), nullable=False),
    Column("resource_id", Text, nullable=False),
    Index("uq_tag_option_resources_tag_option_id_resource_id", "tag_option_id", "resource_id", unique=True),
    Index("ix_tag_option_resources_resource_id", "resource_id"),
)

#: One number, which the database makes greater with every change of the tables above, new access keys apart.
catalog_version = Table(
    "catalog_version", metadata, Column("number", BigInteger, primary_key=True, autoincrement=False)
)

# --- what was launched -----------------------------------------------------------------------------------------

provisioned_products = Table(
    "provisioned_products",
    metadata,
    _seq(),
    _key(),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_message", Text),
    _time(),
    Column("product_id", Text, nullable=False),
    Column("artifact_id", Text, nullable=False),
    Column("path_id", Text, nullable=False),
    Column("launch_role_arn", Text),
    Column("user_arn", Text, nullable=False),
    Column("user_arn_session", Text, nullable=False),
    Column("provision_token", Text, nullable=False),
    Column("last_record_id", Text, nullable=False),
    Column("last_provisioning_record_id", Text, nullable=False),
    Column("last_successful_provisioning_record_id", Text),
    Column("physical_id", Text),
    Column("tags", JSON, nullable=False),
    Column("notification_arns", JSON, nullable=False),
    Column("terminated_at", BigInteger),
    # A name belongs to one living product of the account (semantics 2.6).
    Index(
        "uq_provisioned_products_account_name_living",
        "account",
        "name",
        unique=True,
        sqlite_where=text("terminated_at IS NULL"),
        postgresql_where=text("terminated_at IS NULL"),
    ),
    Index("ix_provisioned_products_account_terminated_at_seq", "account", "terminated_at", "seq"),
    Index(
        "ix_provisioned_products_user_arn_terminated_at_seq_created_at",
        "user_arn",
        "terminated_at",
        "seq",
        "created_at",
    ),
    Index("ix_provisioned_products_product_id_terminated_at", "product_id", "terminated_at"),
)

records = Table(
    "records",
    metadata,
    _seq(),
    _key(),
    Column("account", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    _time(),
    _time("updated_at"),
    Column("provisioned_product_id", Text, nullable=False),
    Column("provisioned_product_name", Text, nullable=False),
    Column("provisioned_product_type", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("artifact_id", Text, nullable=False),
    Column("path_id", Text, nullable=False),
    Column("launch_role_arn", Text),
    Column("user_arn", Text, nullable=False),
    Column("user_arn_session", Text, nullable=False),
    Column("template_hash", Text, ForeignKey("templates.hash")),
    Column("errors", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("notification_arns", JSON, nullable=False),
    Column("ignore_errors", Boolean, nullable=False),
    Column("retain", Boolean, nullable=False),
    #: Encrypted JSON: the parameters' values as launched.
    Column("parameters", LargeBinary, nullable=False),
    Index("ix_records_account_seq", "account", "seq"),
    Index("ix_records_user_arn_seq", "user_arn", "seq"),
    Index("ix_records_product_id_seq", "product_id", "seq"),
    Index("ix_records_provisioned_product_id_seq", "provisioned_product_id", "seq"),
    Index(
        "ix_records_status_open",
        "status",
        sqlite_where=text("status NOT IN ('SUCCEEDED', 'FAILED')"),
        postgresql_where=text("status NOT IN ('SUCCEEDED', 'FAILED')"),
    ),
)

record_outputs = Table(
    "record_outputs",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("description", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "position"),
)

#: One ordered log of everything that happened to a record: its states, the engine's events, who did it.
record_events = Table(
    "record_events",
    metadata,
    Column("record_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    _time("at"),
    Column("resource", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "position"),
)

#: What engines remember of the products that they made: named documents, a version for each record.
engine_documents = Table(
    "engine_documents",
    metadata,
    _seq(),
    Column("provisioned_product_id", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    #: Encrypted: Terraform's state holds every secret of what it made.
    Column("content", LargeBinary, nullable=False),
    _time("saved_at"),
    Index(
        "uq_engine_documents_provisioned_product_id_name_record_id",
        "provisioned_product_id",
        "name",
        "record_id",
        unique=True,
    ),
)

#: Who may change what an engine remembers of a product, each with the time of the last sign of life.
engine_locks = Table(
    "engine_locks",
    metadata,
    Column("provisioned_product_id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    _time("beat_at"),
)

# --- the house's own books -------------------------------------------------------------------------------------

#: Idempotency tokens, and what they led to.
tokens = Table(
    "tokens",
    metadata,
    Column("account", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("token", Text, nullable=False),
    #: Digest of the request that the token came with first.
    Column("request", Text, nullable=False),
    Column("result", Text, nullable=False),
    _time(),
    PrimaryKeyConstraint("account", "operation", "token"),
)

#: The workers that carry records out, each with the time of its last sign of life.
workers = Table(
    "workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    _time("beat_at"),
)

#: Append-only: every change and every refusal.
audit = Table(
    "audit",
    metadata,
    _seq(),
    _time("at"),
    Column("account", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    #: The ids that the request and its reply name, e.g. {"ProductId": "prod-…"}; never a parameter's value.
    Column("subjects", JSON, nullable=False),
    # Failed sign-ins are counted by it.
    Index("ix_audit_operation_at", "operation", "at"),
)
