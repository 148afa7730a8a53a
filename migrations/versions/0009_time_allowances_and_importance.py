"""extra time for learners, and how much each section counts

Revision: 0009
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALLOWANCES = ("standard", "half_more", "double", "untimed")
IMPORTANCES = ("normal", "important", "core")


def one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=None)


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(
            sa.Column(
                "time_allowance",
                one_of(ALLOWANCES, "timeallowance"),
                nullable=False,
                server_default="standard",
            )
        )
    with op.batch_alter_table("sections") as batch_op:
        batch_op.add_column(
            sa.Column(
                "importance",
                one_of(IMPORTANCES, "importance"),
                nullable=False,
                server_default="normal",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_constraint(op.f("ck_sections_importance"), type_="check")
        batch_op.drop_column("importance")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(op.f("ck_users_timeallowance"), type_="check")
        batch_op.drop_column("time_allowance")
