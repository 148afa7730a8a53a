"""Lines that look like headings, and those that only name a course or a page."""

import pytest

from quizapp.core.titles import names_course


@pytest.mark.parametrize(
    "line",
    ["1342   Unit 11   Sensory Function", "Med-Surg II  wk 6", "NUR 312 Acute Care - Week 6"],
)
def test_a_running_head_or_a_course_names_no_subject(line):
    assert names_course(line)


@pytest.mark.parametrize("line", ["Glaucoma", "Feeding in week 6 of life", "Unit dose systems"])
def test_a_subject_is_no_course(line):
    assert not names_course(line)
