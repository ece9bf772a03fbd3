"""How the person is: wellbeing checks, sealed as a whole.

Revision ID: 2026_11_25_wellbeing
Revises: 2026_11_25_evidence_versions
Create Date: 2026-11-25 21:20:58.593971

Before you edit:
- Both engines run this script. SQLite rebuilds a table for most ALTERs: use `op.batch_alter_table`.
- The previous release must run on the new schema: add first, move data, remove a release later.
- Every new table of a tenant gets `secure(op, "table")` on PostgreSQL (see app/core/row_security.py).
- A script that touches rows lifts FORCE in its own transaction and restores it (`unforced`).
- Write the downgrade; tests run up, down and up again on populated databases of both kinds.
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_wellbeing"
down_revision = "2026_11_25_evidence_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wellbeing_checks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_wellbeing_checks_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_wellbeing_checks")),
    )
    with op.batch_alter_table("wellbeing_checks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wellbeing_checks_tenant_id_case_id_id"),
            ["tenant_id", "case_id", "id"],
            unique=False,
        )

    secure(op, "wellbeing_checks")


def downgrade() -> None:
    with op.batch_alter_table("wellbeing_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wellbeing_checks_tenant_id_case_id_id"))

    op.drop_table("wellbeing_checks")
