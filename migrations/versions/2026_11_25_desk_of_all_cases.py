"""Find what is due in all cases of a tenant by an index.

Revision ID: 2026_11_25_desk
Revises: 2026_11_25_wellbeing
Create Date: 2026-11-25 22:19:00
"""

from alembic import op

revision = "2026_11_25_desk"
down_revision = "2026_11_25_wellbeing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        op.f("ix_follow_ups_tenant_id_done_at_due_on"),
        "follow_ups",
        ["tenant_id", "done_at", "due_on"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_follow_ups_tenant_id_done_at_due_on"), table_name="follow_ups")
