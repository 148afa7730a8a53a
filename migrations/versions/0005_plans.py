"""minutes a day, the exam's date, and the least stable memories by index

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("daily_minutes", sa.Integer(), nullable=True))
    op.add_column("enrolments", sa.Column("exam_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_memory_states_user_id_stability", "memory_states", ["user_id", "stability"]
    )


def downgrade() -> None:
    op.drop_index("ix_memory_states_user_id_stability", "memory_states")
    with op.batch_alter_table("enrolments") as batch_op:
        batch_op.drop_column("exam_on")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("daily_minutes")
