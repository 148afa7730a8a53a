"""readiness tests and placements

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('practice', 'quiz')"
AFTER = "kind IN ('practice', 'quiz', 'readiness', 'placement')"


def upgrade() -> None:
    column = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    op.add_column("attempts", sa.Column("exam", column, nullable=True))
    change_kinds(BEFORE, AFTER)


def downgrade() -> None:
    # Their answers stay in the log; a quiz is what an older version can show them as.
    op.execute("UPDATE attempts SET kind = 'quiz' WHERE kind IN ('readiness', 'placement')")
    change_kinds(AFTER, BEFORE)
    op.drop_column("attempts", "exam")


def change_kinds(old: str, new: str) -> None:
    """Give the check constraint other words.

    On SQLite a batch would make the table anew and drop the old one, which the log's foreign keys
    forbid within a transaction. A check is no part of how rows are stored, so its words are changed
    in the schema as https://www.sqlite.org/lang_altertable.html (section 7) describes.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_attempts_attemptkind"), "attempts", type_="check")
        op.create_check_constraint(op.f("ck_attempts_attemptkind"), "attempts", new)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'attempts'"
        " AND instr(sql, ?)",
        (old, new, old),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    if changed.rowcount != 1:
        raise RuntimeError("The check on attempts.kind is not worded as it was made.")
