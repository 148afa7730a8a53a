"""docs/interchange.md says what the writers say."""

from tests.interchange import COMMAND, END, PAGE, START, with_table


def test_the_table_of_formats_is_as_the_writers_say():
    page = PAGE.read_text(encoding="utf-8")
    assert START in page
    assert END in page
    assert page == with_table(page), f"docs/interchange.md is stale: run {COMMAND}"
