"""Runs this service's migrations on the connection that `shared.store.migrate` opened, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
