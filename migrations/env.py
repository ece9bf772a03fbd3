"""Runs migrations on one connection, in one transaction each, on SQLite and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text
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
    if is_sqlite:
        # Inside a transaction this has no effect, and dropping a parent would delete children.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
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


engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as opened:
    migrate(opened)
