"""A module's pictures: kept once, found again in a newer version, described by instructors."""

import pytest
from sqlalchemy import func, select

from quizapp.core.errors import Invalid, NotFound
from quizapp.core.pictures import Picture
from quizapp.services import access, pictures
from quizapp.services.pictures import PictureView, find_pictures, keep_pictures
from quizapp.services.runtime import Runtime
from quizapp.services.sections import kept_pictures, list_sections
from quizapp.storage.database import Session
from quizapp.storage.models import Figure, Media, Module, Section
from tests.adapters.pictures import drawing, in_address, unfolded
from tests.factories import START, School, illustrated, make_committed_school, make_illustrated

DESCRIBED = "A vein from the gut to the liver"


def counts(session: Session) -> tuple[int, int]:
    """How many media and figures there are."""
    media = session.scalar(select(func.count()).select_from(Media))
    return media or 0, session.scalar(select(func.count()).select_from(Figure)) or 0


def section_of(session: Session, module: Module, title: str = "Portal circulation") -> Section:
    return next(s for s in list_sections(session, module.id) if s.title == title)


def shown(session: Session, module: Module) -> list[PictureView]:
    placed = kept_pictures(section_of(session, module))
    found = find_pictures(session, module.id, placed)
    return [found[each.origin].of(each) for each in placed]


def test_what_a_document_shows_is_kept_with_its_words(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    assert counts(session) == (2, 2)
    first, second = shown(session, module)
    assert (first.alternative, first.written) == (DESCRIBED, "")
    assert (second.alternative, second.width, second.height) == ("", 120, 60)
    media = access.get_picture_for(
        session, here.learner, section_of(session, module).uuid, first.sha256
    )
    assert media.media_type == "image/png"
    assert unfolded(pictures.read_content(session, media)).size == (120, 60)


def test_the_same_document_again_changes_nothing(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    before = shown(session, module)
    assert make_illustrated(session, here.course) is module
    assert counts(session) == (2, 2)
    assert shown(session, module) == before


def test_two_modules_share_the_bytes_and_not_the_words(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    figure = access.get_figure_for(session, here.instructor, shown(session, module)[1].uuid)
    pictures.describe_picture(session, figure, "Mine")
    page = illustrated().replace("Care of the liver", "Care at home")
    other = make_illustrated(session, here.course, page, filename="other.html")
    assert counts(session) == (2, 4)
    assert [view.written for view in shown(session, other)] == ["", ""]


def test_a_newer_version_keeps_what_stayed_and_forgets_nothing(
    session: Session, here: School
) -> None:
    module = make_illustrated(session, here.course)
    bare = shown(session, module)[1]
    figure = access.get_figure_for(session, here.instructor, bare.uuid)
    pictures.describe_picture(session, figure, "  A raised\n pressure ")
    changed = illustrated().replace(in_address(drawing()), in_address(drawing(colour=7)))
    changed = changed.replace("Cirrhosis causes it.", "It has many causes.")
    assert make_illustrated(session, here.course, changed) is module
    new, kept = shown(session, module)
    assert (kept.uuid, kept.sha256, kept.alternative) == (
        bare.uuid,
        bare.sha256,
        "A raised pressure",
    )
    assert new.alternative == DESCRIBED
    assert counts(session) == (3, 3), "what learners saw is still there"


def test_a_picture_that_is_written_anew_elsewise_stays_as_it_was(
    session: Session, here: School
) -> None:
    module = make_illustrated(session, here.course)
    first = shown(session, module)[0]
    origin = kept_pictures(section_of(session, module))[0].origin
    again = Picture(origin, "image/png", 1, 1, drawing(colour=77))
    keep_pictures(session, module, [again], now=START)
    assert counts(session) == (2, 2)
    assert shown(session, module)[0] == first


def test_a_section_that_is_gone_keeps_its_pictures(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    gone = section_of(session, module)
    start, end = illustrated().index("<h2>Portal"), illustrated().index("<h2>Jaundice")
    make_illustrated(session, here.course, illustrated()[:start] + illustrated()[end:])
    assert gone.stale
    assert len(shown(session, module)) == 2


def test_alternative_text_is_written_changed_and_taken_back(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    first = shown(session, module)[0]
    figure = access.get_figure_for(session, here.instructor, first.uuid)
    for words, expected in (("A vein", "A vein"), ("Two veins", "Two veins"), (" ", DESCRIBED)):
        pictures.describe_picture(session, figure, words)
        assert shown(session, module)[0].alternative == expected
    with pytest.raises(Invalid, match="alternative"):
        pictures.describe_picture(session, figure, "a" * 1_001)


def test_a_figure_is_nobody_elses_to_describe(session: Session, here: School) -> None:
    module = make_illustrated(session, here.course)
    uuid = shown(session, module)[0].uuid
    with pytest.raises(NotFound):
        access.get_figure_for(session, here.learner, uuid)


def test_two_who_bring_the_same_picture_keep_it_once(either_runtime: Runtime) -> None:
    school = make_committed_school(either_runtime)
    picture = Picture("c" * 64, "image/png", 120, 60, drawing())
    with either_runtime.writing.begin() as session:
        module = session.get_one(Module, school.module.id)
        keep_pictures(session, module, [picture, picture], now=START)
        first = session.scalars(select(Media.id)).one()
        # As the second would, who looked before the first had stored it.
        session.execute(
            pictures.insert_media(session.get_bind().dialect.name),
            {
                "sha256": session.scalars(select(Media.sha256)).one(),
                "media_type": "image/png",
                "details": {},
                "content": b"",
                "created_at": START,
            },
        )
        assert session.scalars(select(Media.id)).one() == first
