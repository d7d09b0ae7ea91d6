"""How migrations run: on the connection that `screening.storage.migrate` brings, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

from screening.storage.check_tables import KeptCheck
from screening.storage.people_tables import Person
from screening.storage.review_tables import Case
from screening.storage.tables import Run
from screening.storage.webhook_tables import WebhookTarget

OURS = (
    set(Run.metadata.tables)
    | set(Case.metadata.tables)
    | set(KeptCheck.metadata.tables)
    | set(Person.metadata.tables)
    | set(WebhookTarget.metadata.tables)
)  # the engine of durable work keeps tables of its own in the same database

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    include_object=lambda _object, name, kind, _reflected, _other: kind != "table" or name in OURS,
)
context.run_migrations()
