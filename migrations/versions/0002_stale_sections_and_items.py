"""stale sections and items

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sections", sa.Column("heading", sa.String(), nullable=True))
    op.execute("UPDATE sections SET heading = title")
    with op.batch_alter_table("sections") as batch_op:
        batch_op.alter_column("heading", existing_type=sa.String(), nullable=False)
        batch_op.add_column(
            sa.Column("stale", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("items") as batch_op:
        batch_op.add_column(
            sa.Column("stale", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("items") as batch_op:
        batch_op.drop_column("stale")
    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_column("stale")
        batch_op.drop_column("heading")
