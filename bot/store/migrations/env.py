"""What Alembic runs: on the connection it is handed, inside the caller's transaction."""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # the store says BEGIN itself, so SQLite takes DDL back too
)
context.run_migrations()
