"""Withdrawals and search tokens of contacts; the log is read by when contacts occurred.

Revision ID: 2026_11_25_contact_withdrawals
Revises: 2026_11_25_let_keys_rotate
Create Date: 2026-11-25 17:47:07.227090
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_contact_withdrawals"
down_revision = "2026_11_25_let_keys_rotate"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_search_tokens",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "case_id",
            "token",
            "moment",
            "sequence",
            name=op.f("pk_contact_search_tokens"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_withdrawals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_contact_withdrawals_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_contact_withdrawals_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contact_withdrawals_tenant_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact_withdrawals")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "sequence",
            name=op.f("uq_contact_withdrawals_tenant_id_case_id_sequence"),
        ),
        sa.UniqueConstraint(
            "tenant_id", "contact_id", name=op.f("uq_contact_withdrawals_tenant_id_contact_id")
        ),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_tenant_id_case_id_occurred_at"))
        batch_op.create_index(
            batch_op.f("ix_contacts_tenant_id_case_id_occurred_at_sequence"),
            ["tenant_id", "case_id", "occurred_at", "sequence"],
            unique=False,
        )

    secure(op, "contact_search_tokens", "contact_withdrawals")


def downgrade() -> None:
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_tenant_id_case_id_occurred_at_sequence"))
        batch_op.create_index(
            batch_op.f("ix_contacts_tenant_id_case_id_occurred_at"),
            ["tenant_id", "case_id", "occurred_at"],
            unique=False,
        )

    op.drop_table("contact_withdrawals")
    op.drop_table("contact_search_tokens")
