"""Banks as files on pages: checked, shown, confirmed once, and exported with what is lost."""

import io
import re

import pytest

from quizapp.adapters.formats import FORMATS, read_bank
from quizapp.jobs.worker import run_next
from quizapp.services.runtime import Runtime
from tests.factories import School
from tests.fixtures import SAME_ORIGIN, Visitor
from tests.web.pages import text_of

GIFT = """\
// [id:bile]
What makes bile?{=The liver ~The spleen ~The kidney####The liver makes it.}

// [id:green]
<b>Bile</b> is green.{T}

Write about bile.{}
"""


def course(school: School) -> str:
    return f"/teach/courses/{school.course.slug}"


def upload(
    instructor: Visitor,
    school: School,
    content: bytes | str = GIFT,
    filename: str = "week-1.gift",
    module: str = "",
) -> str:
    instructor.get(course(school))
    content = content.encode() if isinstance(content, str) else content
    response = instructor.client.post(
        f"{course(school)}/banks",
        data={
            "csrf_token": instructor.token(),
            "bank": (io.BytesIO(content), filename),
            "module": module,
        },
        headers=SAME_ORIGIN,
    )
    return response.location if response.status_code == 303 else text_of(response.text)


def checked(instructor: Visitor, school: School, runtime: Runtime, **upload_of: str) -> str:
    """A file that was uploaded and read; its plan's address."""
    address = upload(instructor, school, **upload_of)
    assert run_next(runtime)
    return address


def imported(instructor: Visitor, runtime: Runtime, plan: str) -> str:
    """What a confirmed plan led to."""
    instructor.get(plan)
    address = instructor.post(f"{plan}/confirm").location
    assert run_next(runtime)
    return address


def test_a_file_is_checked_in_the_background(instructor: Visitor, school: School, runtime: Runtime):
    address = upload(instructor, school)
    waiting = instructor.get(address).text
    assert "Checking your file" in text_of(waiting)
    assert 'data-hx-trigger="every 1s"' in waiting
    assert upload(instructor, school) == address


def test_the_page_can_be_fetched_in_part_in_every_state(
    instructor: Visitor, school: School, runtime: Runtime
):
    plan = upload(instructor, school)
    assert "Checking your file" in part_of(instructor, plan)
    run_next(runtime)
    assert "What would be imported" in part_of(instructor, plan)
    done = imported(instructor, runtime, plan)
    assert "Imported" in part_of(instructor, done)


def part_of(instructor: Visitor, address: str) -> str:
    response = instructor.client.get(address, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    return text_of(response.text)


def test_a_plan_says_what_becomes_of_each_question(
    instructor: Visitor, school: School, runtime: Runtime
):
    words = text_of(instructor.get(checked(instructor, school, runtime)).text)
    assert "Into a new module, “week-1”" in words
    assert re.search(r"New 2 Changed 0 Here already 0 Skipped 1", words)
    assert "This kind of question cannot be kept yet: an essay." in words
    assert "1 question: Bold, italic and the like were taken out." in words
    assert "They arrive to review" in words
    assert "Import 2 questions" in words


def test_nothing_is_there_before_it_is_confirmed(
    instructor: Visitor, school: School, runtime: Runtime
):
    before = text_of(instructor.get(course(school)).text)
    checked(instructor, school, runtime)
    assert text_of(instructor.get(course(school)).text) == before


def test_a_confirmed_plan_brings_questions_to_review(
    instructor: Visitor, school: School, runtime: Runtime
):
    page = instructor.get(imported(instructor, runtime, checked(instructor, school, runtime)))
    assert "They wait for your review" in text_of(page.text)
    assert "Review 2 questions of week-1" in text_of(instructor.get(course(school)).text)


def test_confirming_twice_is_one_import(instructor: Visitor, school: School, runtime: Runtime):
    plan = checked(instructor, school, runtime)
    instructor.get(plan)
    first, second = (instructor.post(f"{plan}/confirm").location for _click in range(2))
    assert first == second
    assert run_next(runtime)
    assert not run_next(runtime)
    assert instructor.post(f"{plan}/confirm").location == first
    assert "See the import" in text_of(instructor.get(plan).text)


def test_a_plan_that_is_not_ready_cannot_be_confirmed(
    instructor: Visitor, school: School, runtime: Runtime
):
    address = upload(instructor, school)
    instructor.get(address)
    refused = instructor.post(f"{address}/confirm")
    assert refused.status_code == 409
    assert "still being checked" in text_of(refused.text)


def test_a_plan_of_what_changed_is_refused(instructor: Visitor, school: School, runtime: Runtime):
    module = str(school.module.uuid)
    first = checked(instructor, school, runtime, module=module)
    changed = GIFT.replace("What makes", "What organ makes")
    second = checked(
        instructor, school, runtime, content=changed, filename="week-1.gift", module=module
    )
    imported(instructor, runtime, first)
    page = instructor.get(imported(instructor, runtime, second))
    assert "Something changed here since the file was checked" in text_of(page.text)


def test_questions_go_to_the_module_that_is_chosen(
    instructor: Visitor, school: School, runtime: Runtime
):
    plan = checked(instructor, school, runtime, module=str(school.module.uuid))
    assert "Into the module “Care of the liver”" in text_of(instructor.get(plan).text)
    imported(instructor, runtime, plan)
    bank = text_of(instructor.get(f"/teach/modules/{school.module.uuid}/bank?status=all").text)
    assert "What makes bile?" in bank


def test_a_file_that_is_no_bank_is_refused_in_words(
    instructor: Visitor, school: School, runtime: Runtime
):
    address = checked(instructor, school, runtime, content="\x00\x01", filename="photo.png")
    words = text_of(instructor.get(address).text)
    assert "This file was not read" in words
    assert "photo.png: this is no bank that Quizapp reads." in words
    assert (
        f"/teach/banks/{address.rsplit('/', 1)[1]}"
        in instructor.get(f"/teach/imports/{address.rsplit('/', 1)[1]}").headers["Location"]
    )


@pytest.mark.parametrize(("content", "filename"), [("", "empty.gift"), (" \n", "blank.gift")])
def test_an_empty_file_is_refused_at_once(
    instructor: Visitor, school: School, content: str, filename: str
):
    assert "The file is empty. Choose one with questions." in upload(
        instructor, school, content, filename
    )
    assert "Choose a file with questions." in upload(instructor, school, "", "")


def test_a_long_plan_is_shown_a_page_at_a_time(
    instructor: Visitor, school: School, runtime: Runtime
):
    many = "\n\n".join(f"Statement number {number}{{T}}" for number in range(250))
    address = checked(instructor, school, runtime, content=many)
    first = instructor.get(address).text
    assert "1 to 200 of 250" in text_of(first)
    assert "Statement number 249" not in first
    second = instructor.get(f"{address}?from=200").text
    assert "201 to 250 of 250" in text_of(second)
    assert "Statement number 249" in second
    assert instructor.get(f"{address}?from=-5").status_code == 200


# Exports ---------------------------------------------------------------------------------------


def test_an_export_says_what_it_loses_before_the_download(instructor: Visitor, school: School):
    address = f"/teach/modules/{school.module.uuid}/export"
    words = text_of(instructor.get(f"{address}?format=aiken").text)
    assert "Aiken holds 6 of 8 questions" in words
    assert "Aiken cannot carry this kind of question (Select all that apply)." in words
    assert "its objective is left out" in words
    assert "Nothing is lost." in text_of(instructor.get(address).text)


@pytest.mark.parametrize("name", [name for name, entry in FORMATS.items() if entry.write])
def test_a_download_is_a_file_that_can_be_read(instructor: Visitor, school: School, name: str):
    response = instructor.get(f"/teach/modules/{school.module.uuid}/export/{name}")
    assert response.status_code == 200
    filename = re.search(r"filename=(\S+)", response.headers["Content-Disposition"])
    assert filename is not None
    assert filename[1].startswith("care-of-the-liver.")
    if FORMATS[name].read is not None:
        assert read_bank(response.data, filename[1], name)[1].items


def test_an_unknown_format_is_not_found(instructor: Visitor, school: School):
    address = f"/teach/modules/{school.module.uuid}/export"
    assert instructor.get(f"{address}?format=nothing").status_code == 404
    assert instructor.get(f"{address}/nothing").status_code == 404
