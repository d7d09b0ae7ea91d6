"""How migrations run: on the connection that `screening.storage.migrate` brings, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

from screening.storage.all_tables import every_table

# the engine of durable work keeps tables of its own in the same database
OURS = {table.name for table in every_table()}

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    include_object=lambda _object, name, kind, _reflected, _other: kind != "table" or name in OURS,
)
context.run_migrations()
