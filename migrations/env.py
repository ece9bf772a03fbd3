"""Runs migrations on one connection, in one transaction each, on SQLite and PostgreSQL."""

import sqlite3
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool, text
from sqlalchemy.sql import sqltypes

from app.core.columns import UtcInstant
from app.wiring import metadata


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Renders our column types as what they are in the database, so scripts stay frozen."""
    if kind == "type" and isinstance(item, sqltypes.JSON):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, UtcInstant):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Runs the scripts; SQLite rebuilds tables with foreign keys off and must pass a check."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        context.run_migrations()
        role = context.config.attributes.get("app_role")
        if role and not is_sqlite:
            _grant(connection, role)
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys broken by the migration: {broken[:5]}")


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    connection.execute(
        text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
    )


def in_one_transaction(engine: Engine) -> None:
    """Makes SQLite roll back a failed script; left alone, Python's driver commits its DDL."""

    @event.listens_for(engine, "connect")
    def on_connect(opened: sqlite3.Connection, _record: object) -> None:
        opened.isolation_level = None
        # Inside a transaction this has no effect, and dropping a parent would delete children.
        opened.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def on_begin(opened: Connection) -> None:
        opened.exec_driver_sql("BEGIN IMMEDIATE")


engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
if engine.dialect.name == "sqlite":
    in_one_transaction(engine)
with engine.connect() as opened:
    migrate(opened)
