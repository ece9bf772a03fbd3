"""Agreements, the payments on them, and the days on which collection must rest.

Revision ID: 2026_11_25_agreements
Revises: 2026_11_24_0001
Create Date: 2026-11-25 18:00:31.989523
"""

import sqlalchemy as sa
from alembic import op

from app.core.row_security import secure

revision = "2026_11_25_agreements"
down_revision = "2026_11_24_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement_periods",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_agreement_periods_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "debt_id"],
            ["debts.tenant_id", "debts.id"],
            name=op.f("fk_agreement_periods_tenant_id_debt_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_periods")),
    )
    with op.batch_alter_table("agreement_periods", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_periods_tenant_id_case_id_debt_id"),
            ["tenant_id", "case_id", "debt_id"],
            unique=False,
        )

    op.create_table(
        "agreements",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("debt_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_agreements_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_agreements_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "debt_id"],
            ["debts.tenant_id", "debts.id"],
            name=op.f("fk_agreements_tenant_id_debt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "proposal_id"],
            ["proposals.tenant_id", "proposals.id"],
            name=op.f("fk_agreements_tenant_id_proposal_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreements")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "sequence",
            name=op.f("uq_agreements_tenant_id_case_id_sequence"),
        ),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreements_tenant_id_debt_id"), ["tenant_id", "debt_id"], unique=False
        )

    op.create_table(
        "agreement_payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["agreements.tenant_id", "agreements.id"],
            name=op.f("fk_agreement_payments_tenant_id_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "sequence"],
            ["ledger_entries.tenant_id", "ledger_entries.case_id", "ledger_entries.sequence"],
            name=op.f("fk_agreement_payments_tenant_id_case_id_sequence"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_agreement_payments_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_payments")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "sequence",
            name=op.f("uq_agreement_payments_tenant_id_case_id_sequence"),
        ),
    )
    with op.batch_alter_table("agreement_payments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_payments_tenant_id_agreement_id"),
            ["tenant_id", "agreement_id"],
            unique=False,
        )

    secure(op, "agreement_periods", "agreements", "agreement_payments")


def downgrade() -> None:
    with op.batch_alter_table("agreement_payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_payments_tenant_id_agreement_id"))

    op.drop_table("agreement_payments")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_tenant_id_debt_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("agreement_periods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_periods_tenant_id_case_id_debt_id"))

    op.drop_table("agreement_periods")
