"""Runs migrations on the connection that ``store.migrate`` hands in; there is no other way to run them."""

from alembic import context

from coalesce.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
