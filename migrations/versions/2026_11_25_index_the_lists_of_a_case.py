"""Index the lists of a case

Revision ID: 2026_11_25_lists_of_a_case
Revises: 2026_11_25_anchors
Create Date: 2026-11-25 20:32:43.106086

Before you edit:
- Both engines run this script. SQLite rebuilds a table for most ALTERs: use `op.batch_alter_table`.
- The previous release must run on the new schema: add first, move data, remove a release later.
- Every new table of a tenant gets `secure(op, "table")` on PostgreSQL (see app/core/row_security.py).
- A script that touches rows lifts FORCE in its own transaction and restores it (`unforced`).
- Write the downgrade; tests run up, down and up again on populated databases of both kinds.
"""

from alembic import op

revision = "2026_11_25_lists_of_a_case"
down_revision = "2026_11_25_anchors"
branch_labels = None
depends_on = None

INDEXES = (
    *(
        (table, ("tenant_id", "case_id", "id"))
        for table in (
            "calendar_links",
            "cash_flow_analyses",
            "debt_payments",
            "debts",
            "evidence_checklists",
            "ledger_heads",
            "legal_holds",
            "proposals",
            "statement_imports",
            "statement_links",
        )
    ),
    ("statement_links", ("tenant_id", "same_as")),
    ("statement_rows", ("tenant_id", "import_id", "id")),
)
"""What is listed by its case alone; a statement's rows; and what goes with a row that goes."""


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(_name(table, columns), table, list(columns))


def downgrade() -> None:
    for table, columns in reversed(INDEXES):
        op.drop_index(_name(table, columns), table)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")
