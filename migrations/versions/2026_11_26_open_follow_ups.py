"""Open follow-ups of a case are found by their kind.

Revision ID: 2026_11_26_open_follow_ups
Revises: 2026_11_26_fresh_tokens
Create Date: 2026-11-26 04:30:00
"""

from alembic import op

revision = "2026_11_26_open_follow_ups"
down_revision = "2026_11_26_fresh_tokens"
branch_labels = None
depends_on = None

NAME = "ix_follow_ups_tenant_id_case_id_kind_done_at"


def upgrade() -> None:
    op.create_index(NAME, "follow_ups", ["tenant_id", "case_id", "kind", "done_at"])


def downgrade() -> None:
    op.drop_index(NAME, "follow_ups")
