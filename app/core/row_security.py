"""Row-level security of PostgreSQL for a tenant's tables; SQLite has none and needs none."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_OWN_ROWS = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def _is_postgresql(op: ModuleType) -> bool:
    return str(op.get_bind().dialect.name) == "postgresql"


def secure(op: ModuleType, *tables: str) -> None:
    """Lets every role, the owner included, see and write its session's own tenant only."""
    if not _is_postgresql(op):
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own_tenant ON {table} USING ({_OWN_ROWS}) WITH CHECK ({_OWN_ROWS})"
        )


@contextmanager
def unforced(op: ModuleType, table: str) -> Iterator[None]:
    """Lets the owner touch every tenant's rows of a table inside this block."""
    if _is_postgresql(op):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    if _is_postgresql(op):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
