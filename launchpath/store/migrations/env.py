"""How Alembic runs our migrations: always on the connection that store/migrate.py opened."""

from alembic import context

from launchpath.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
