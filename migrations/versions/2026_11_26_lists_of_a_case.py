"""Lists of a case are found by the case, in the order of their ids.

SQLite otherwise goes through all rows of the tenant, newest first, to find a page of one case. The
index of follow-ups by day gives way: what is due in a case are some rows, put in order when read.

Revision ID: 2026_11_26_lists_of_a_case
Revises: 2026_11_26_open_follow_ups
Create Date: 2026-11-26 13:20:00
"""

from alembic import op

revision = "2026_11_26_lists_of_a_case"
down_revision = "2026_11_26_open_follow_ups"
branch_labels = None
depends_on = None

_TABLES = (
    "agreement_payments",
    "agreements",
    "cash_flow_scenarios",
    "category_corrections",
    "creditor_packs",
    "evidence_items",
    "follow_ups",
    "issued_documents",
    "proposal_responses",
    "referrals",
)
_BY_DAY = "ix_follow_ups_tenant_id_case_id_due_on"


def upgrade() -> None:
    for table in _TABLES:
        op.create_index(f"ix_{table}_tenant_id_case_id_id", table, ["tenant_id", "case_id", "id"])
    op.drop_index(_BY_DAY, "follow_ups")


def downgrade() -> None:
    op.create_index(_BY_DAY, "follow_ups", ["tenant_id", "case_id", "due_on"])
    for table in reversed(_TABLES):
        op.drop_index(f"ix_{table}_tenant_id_case_id_id", table)
