"""Migrations on populated databases of both kinds: up, down, up, and nothing is lost.

The last part writes scripts of its own (rebuild a parent table, touch every tenant's rows, fail
half-way), since that is where the two engines lose rows when a migration is run carelessly.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, create_engine, inspect, text
from sqlalchemy.engine import make_url

from app.core.columns import CaseOwned
from app.core.config import Settings
from app.core.db import Base
from app.core.health import UNSECURED_TABLES, assert_promises
from app.core.migrations import alembic_config, script_location
from app.main import create_app
from app.wiring import metadata
from tests.databases import copied
from tests.demo import Demo
from tests.postgres import admin_url, drop_database

pytestmark = pytest.mark.no_cover
"""Migrations are no part of what is counted, and they take long."""

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def populated(demo: Demo, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the demo data."""
    settings = copied(demo.settings, tmp_path, demo.uri)
    yield settings
    if demo.uri is not None:
        drop_database(demo.uri, settings.database_url)


@pytest.fixture
def engine(populated: Settings, demo: Demo) -> Iterator[Engine]:
    """Sees every tenant's rows: on PostgreSQL only the superuser does."""
    url = make_url(populated.owner_database_url)
    if demo.uri is not None:
        url = admin_url(demo.uri).set(database=url.database)
    made = create_engine(url)
    yield made
    made.dispose()


def _rows(engine: Engine) -> Rows:
    """Every row of every table, as the database gives it."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in found.sorted_tables
        }


def _config(settings: Settings, scripts: Path | None = None) -> Config:
    config = alembic_config(settings.owner_database_url, app_role="shangan_app")
    if scripts is not None:
        config.set_main_option("script_location", str(scripts))
    return config


def _revisions() -> list[str]:
    """From the first to the newest."""
    directory = ScriptDirectory(str(script_location()))
    return [script.revision for script in directory.walk_revisions()][::-1]


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(script_location())).get_heads()) == 1


def test_scripts_are_named_by_date() -> None:
    names = sorted(file.name for file in (script_location() / "versions").glob("*.py"))
    assert names
    assert all(name[:10].replace("_", "").isdigit() and len(name) > 15 for name in names)


def test_the_schema_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_whatever_belongs_to_a_case_is_found_by_it(engine: Engine) -> None:
    """Not by going through every row of the tenant."""
    owned = [each for each in Base.registry.mappers if issubclass(each.class_, CaseOwned)]
    assert len(owned) > 20
    shape = inspect(engine)
    for table in (str(each.local_table) for each in owned):
        keys = [index["column_names"] for index in shape.get_indexes(table)]
        keys += [list(unique["column_names"]) for unique in shape.get_unique_constraints(table)]
        assert ["tenant_id", "case_id"] in [key[:2] for key in keys], table


def test_the_demo_fills_the_tables_these_tests_protect(engine: Engine) -> None:
    filled = {name for name, rows in _rows(engine).items() if rows}
    assert filled >= {"tenants", "token_index", "api_keys", "cases", "wrapped_keys"}


def test_every_step_down_and_up_keeps_every_row(engine: Engine, populated: Settings) -> None:
    """What a step itself creates is empty after it; every other row stays as it was."""
    before = _rows(engine)
    for revision in _revisions()[:-1][::-1]:
        command.downgrade(_config(populated), revision)
        standing = set(inspect(engine).get_table_names())
        command.upgrade(_config(populated), "head")
        after = _rows(engine)
        assert after.keys() == before.keys()
        for table, rows in after.items():
            assert rows == (before[table] if table in standing else [])


def test_all_the_way_down_leaves_nothing_and_up_builds_the_same(
    engine: Engine, populated: Settings
) -> None:
    before = _shape(engine)
    command.downgrade(_config(populated), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    command.upgrade(_config(populated), "head")
    assert _shape(engine) == before
    assert not [name for name, rows in _rows(engine).items() if rows and name != "alembic_version"]


def _shape(engine: Engine) -> dict[str, Any]:
    """Columns, keys, indexes, and on PostgreSQL row security."""
    inspector = inspect(engine)
    shape: dict[str, Any] = {
        table: (
            [(column["name"], str(column["type"])) for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key) for key in inspector.get_foreign_keys(table)),
            sorted(str(index) for index in inspector.get_indexes(table)),
        )
        for table in sorted(inspector.get_table_names())
    }
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            shape["policies"] = connection.execute(
                text("SELECT tablename, policyname, qual FROM pg_policies ORDER BY 1, 2")
            ).all()
    return shape


REVISION = """
from alembic import op
import sqlalchemy as sa
from app.core.row_security import unforced

revision = "9999_test"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    {up}


def downgrade() -> None:
    {down}
"""
REBUILD_A_PARENT = (
    """with op.batch_alter_table("cases", recreate="{recreate}") as batch:
        batch.add_column(sa.Column("note", sa.String(10), nullable=True))""",
    """with op.batch_alter_table("cases", recreate="{recreate}") as batch:
        batch.drop_column("note")""",
)
TOUCH_EVERY_ROW = (
    """op.add_column("cases", sa.Column("note", sa.String(10), nullable=True))
    with unforced(op, "cases"):
        changed = op.get_bind().execute(sa.text("UPDATE cases SET note = 'seen'")).rowcount
        assert changed == {count}, changed""",
    """with op.batch_alter_table("cases") as batch:
        batch.drop_column("note")""",
)
FAIL_HALF_WAY = (
    """op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("DELETE FROM follow_ups")
    raise RuntimeError("half-way")""",
    "pass",
)


def _scripts_with(folder: Path, up: str, down: str) -> Path:
    """The project's scripts with one more on top."""
    copy = folder / "scripts"
    shutil.copytree(script_location(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    written = REVISION.format(head=_revisions()[-1], up=up, down=down)
    (copy / "versions" / "9999_test.py").write_text(written, encoding="utf-8")
    return copy


def test_rebuilding_a_parent_keeps_its_children(
    engine: Engine, populated: Settings, tmp_path: Path
) -> None:
    recreate = "always" if engine.dialect.name == "sqlite" else "auto"
    up, down = (step.replace("{recreate}", recreate) for step in REBUILD_A_PARENT)
    config = _config(populated, _scripts_with(tmp_path, up, down))
    before = _rows(engine)
    command.upgrade(config, "head")
    assert "note" in {column["name"] for column in inspect(engine).get_columns("cases")}
    command.downgrade(config, _revisions()[-1])
    after = _rows(engine)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert after == before


def test_a_script_can_touch_the_rows_of_every_tenant(
    engine: Engine, populated: Settings, tmp_path: Path
) -> None:
    before = _rows(engine)
    up = TOUCH_EVERY_ROW[0].replace("{count}", str(len(before["cases"])))
    config = _config(populated, _scripts_with(tmp_path, up, TOUCH_EVERY_ROW[1]))
    command.upgrade(config, "head")
    with engine.connect() as connection:
        notes = set(connection.execute(text("SELECT note FROM cases")).scalars())
    assert notes == {"seen"}
    command.downgrade(config, _revisions()[-1])
    assert _rows(engine) == before
    _assert_forced(engine)


def _assert_forced(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            bare = set(
                connection.execute(
                    text(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND "
                        "relnamespace = 'public'::regnamespace AND NOT relforcerowsecurity"
                    )
                ).scalars()
            )
        assert bare <= UNSECURED_TABLES


def test_a_script_that_fails_changes_nothing(
    engine: Engine, populated: Settings, tmp_path: Path
) -> None:
    before = _rows(engine)
    config = _config(populated, _scripts_with(tmp_path, *FAIL_HALF_WAY))
    with pytest.raises(RuntimeError, match="half-way"):
        command.upgrade(config, "head")
    assert "half" not in inspect(engine).get_table_names()
    assert _rows(engine) == before


def test_broken_references_are_noticed(engine: Engine, populated: Settings, tmp_path: Path) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its keys on while it migrates")
    up = """op.execute("DELETE FROM cases")"""
    before = _rows(engine)
    with pytest.raises(RuntimeError, match="foreign keys broken"):
        command.upgrade(_config(populated, _scripts_with(tmp_path, up, "pass")), "head")
    assert _rows(engine) == before


def test_the_application_runs_on_what_was_migrated(populated: Settings) -> None:
    application = create_app(populated)
    assert_promises(application.state.database)
    application.state.runtime.close()
