"""schedules fitted to answers

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
INDEXED = {"schedule_fits": ("course_id", "user_id"), "schedules": ("course_id", "fit_id", "user_id")}


def upgrade() -> None:
    # FSRS-6's default, by which every memory was moved so far.
    op.add_column(
        "memory_states", sa.Column("decay", sa.Double(), nullable=False, server_default="0.1542")
    )
    op.create_table(
        "schedule_fits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("weights", Json, nullable=False),
        sa.Column("report", Json, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (course_id IS NULL)", name=op.f("ck_schedule_fits_subject")
        ),
        *keys("schedule_fits", user_id="users", course_id="courses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_fits")),
    )
    op.create_table(
        "schedules",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("fit_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "in_use",
                "former",
                "closed",
                name="schedulestatus",
                native_enum=False,
                create_constraint=True,
                length=None,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        *keys("schedules", user_id="users", course_id="courses", fit_id="schedule_fits"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("uuid", name=op.f("uq_schedules_uuid")),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    # Memories stay as fitted schedules left them; `flask --app wsgi rebuild` gives them the
    # defaults again.
    for table in ("schedules", "schedule_fits"):
        for column in INDEXED[table]:
            op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_table(table)
    with op.batch_alter_table("memory_states") as batch_op:
        batch_op.drop_column("decay")


def keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """A key to each of these tables, whose rows take theirs here with them."""
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="CASCADE"
        )
        for column, target in columns.items()
    ]
