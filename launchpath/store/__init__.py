"""What is remembered: SQLAlchemy Core, one module a resource, functions on a transaction."""
