"""Runs the migrations on the engine that the caller opened, or on the one of the settings."""

import os

from alembic import context
from sqlalchemy import JSON

from quizapp.config import Config
from quizapp.storage.base import UtcDateTime
from quizapp.storage.database import migrating, open_engine, require_references
from quizapp.storage.models import User

# Importing any model registers all of them.
METADATA = User.metadata


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    engine = open_engine(Config.from_env(os.environ).database_url)
    with migrating(engine) as opened:
        migrate(opened)
        require_references(opened)
        opened.commit()
    engine.dispose()


def render_item(kind, value, autogen_context):
    """Migrations name plain column types, so that they run whatever becomes of our own."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")'
    return False


def migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
