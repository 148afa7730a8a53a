"""The one door to owned rows: get_<noun>_for(session, user, identifier).

What a person may not know of is NotFound; what they may know of but not do is Forbidden. No other
code loads a row that belongs to someone from an identifier that came from outside.
"""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from quizapp.core.access import Action, Standing, can
from quizapp.core.errors import Forbidden, NotFound
from quizapp.services.sections import kept_pictures
from quizapp.storage.models import (
    Attempt,
    Course,
    CourseRole,
    Document,
    Enrolment,
    Figure,
    ItemRow,
    Job,
    Media,
    Module,
    ModuleStatus,
    Quiz,
    Response,
    Role,
    Schedule,
    Section,
    User,
)


def get_course_for(session: Session, user: User, slug: str, action: Action) -> Course:
    """The course with this slug. Raises NotFound or Forbidden."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None:
        raise NotFound("There is no such course.")
    _require(session, user, course.id, action, "course")
    return course


def get_learner_for(session: Session, user: User, course: Course, uuid: UUID) -> User:
    """A learner of a course that the person teaches. Raises NotFound or Forbidden."""
    _require(session, user, course.id, Action.TEACH, "course")
    learner = session.scalar(
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(
            User.uuid == uuid,
            Enrolment.course_id == course.id,
            Enrolment.role == CourseRole.LEARNER,
        )
    )
    if learner is None:
        raise NotFound("There is no such learner in this course.")
    return learner


def get_module_for(session: Session, user: User, uuid: UUID, action: Action) -> Module:
    """The module with this uuid, its course loaded. Raises NotFound or Forbidden."""
    module = session.scalar(
        select(Module).where(Module.uuid == uuid).options(joinedload(Module.course))
    )
    return _visible(session, user, module, action, "module")


def get_section_for(session: Session, user: User, uuid: UUID, action: Action) -> Section:
    """The section with this uuid, module and course loaded. Raises NotFound or Forbidden."""
    section = session.scalar(
        select(Section)
        .where(Section.uuid == uuid)
        .options(joinedload(Section.module).joinedload(Module.course))
    )
    _visible(session, user, None if section is None else section.module, action, "lesson")
    if section is None or (section.excluded and action is Action.LEARN):
        raise NotFound("This lesson has been taken out of its module.")
    return section


def get_quiz_for(session: Session, user: User, uuid: UUID, action: Action) -> Quiz:
    """The quiz with this uuid, module and course loaded. Raises NotFound or Forbidden."""
    quiz = session.scalar(
        select(Quiz)
        .where(Quiz.uuid == uuid)
        .options(joinedload(Quiz.module).joinedload(Module.course))
    )
    _visible(session, user, None if quiz is None else quiz.module, action, "quiz")
    if quiz is None:
        raise NotFound("There is no such quiz.")
    return quiz


def get_item_for(session: Session, user: User, uuid: UUID) -> ItemRow:
    """The item with this uuid for somebody who teaches its course, its parts loaded.

    Raises NotFound, also for learners: that an item exists is not theirs to know.
    """
    item = session.scalar(_item_with_parts().where(ItemRow.uuid == uuid))
    if item is None or not can(
        _standing(session, user, item.section.module.course_id), Action.TEACH
    ):
        raise NotFound("There is no such question.")
    return item


def get_picture_for(session: Session, user: User, section_uuid: UUID, sha256: str) -> Media:
    """A picture of a lesson, for whoever may read that lesson; its bytes are not loaded.

    Raises NotFound, which says nothing of why.
    """
    section = session.scalar(
        select(Section).where(Section.uuid == section_uuid).options(joinedload(Section.module))
    )
    if section is not None and _may_read(session, user, section):
        media = session.scalar(
            select(Media)
            .join(Figure, Figure.media_id == Media.id)
            .where(
                Figure.module_id == section.module_id,
                Figure.origin.in_({picture.origin for picture in kept_pictures(section)}),
                Media.sha256 == sha256,
            )
        )
        if media is not None:
            return media
    raise NotFound("There is nothing under this address.")


def get_figure_for(session: Session, user: User, uuid: UUID) -> Figure:
    """The picture with this uuid for somebody who teaches its course, its module loaded.

    Raises NotFound, also for learners.
    """
    figure = session.scalar(
        select(Figure).where(Figure.uuid == uuid).options(joinedload(Figure.module))
    )
    if figure is None or not can_teach(session, user, figure.module.course_id):
        raise NotFound("There is no such picture.")
    return figure


def get_job_for(session: Session, user: User, uuid: UUID) -> Job:
    """The import with this uuid, its document and course loaded. Raises NotFound."""
    job = session.scalar(
        select(Job)
        .join(Job.document)
        .join(Document.course)
        .where(Job.uuid == uuid)
        .options(contains_eager(Job.document).contains_eager(Document.course))
    )
    if (
        job is None
        or job.document is None
        or not can(_standing(session, user, job.document.course_id), Action.TEACH)
    ):
        raise NotFound("There is no such import.")
    return job


def get_attempt_for(session: Session, user: User, uuid: UUID) -> Attempt:
    """The learner's own attempt with this uuid, module and course loaded. Raises NotFound."""
    attempt = session.scalar(
        select(Attempt)
        .where(Attempt.uuid == uuid, Attempt.user_id == user.id)
        .options(joinedload(Attempt.module).joinedload(Module.course))
    )
    if attempt is None:
        raise NotFound("There is no such practice of yours.")
    return attempt


def get_response_for(session: Session, user: User, attempt: Attempt, uuid: UUID) -> Response:
    """The learner's own response within an attempt of theirs. Raises NotFound."""
    response = session.scalar(
        select(Response).where(
            Response.uuid == uuid,
            Response.attempt_id == attempt.id,
            Response.user_id == user.id,
        )
    )
    if response is None:
        raise NotFound("There is no such answer of yours.")
    return response


def get_schedule_for(session: Session, user: User, uuid: UUID) -> Schedule:
    """A schedule that was offered to the learner. Raises NotFound."""
    schedule = session.scalar(
        select(Schedule).where(Schedule.uuid == uuid, Schedule.user_id == user.id)
    )
    if schedule is None:
        raise NotFound("There is no such schedule of yours.")
    return schedule


def require_instructor(user: User) -> None:
    """Raise Forbidden unless the person teaches or administers."""
    if user.role not in (Role.INSTRUCTOR, Role.ADMIN):
        raise Forbidden("Only instructors can do this. Ask an administrator for the role.")


def require_admin(user: User) -> None:
    """Raise Forbidden unless the person administers the installation."""
    if user.role is not Role.ADMIN:
        raise Forbidden("Only administrators can do this.")


def can_teach(session: Session, user: User, course_id: int) -> bool:
    """Whether the person teaches this course."""
    return can(_standing(session, user, course_id), Action.TEACH)


def _item_with_parts() -> Select[ItemRow]:
    return select(ItemRow).options(
        joinedload(ItemRow.latest),
        joinedload(ItemRow.objective),
        joinedload(ItemRow.section)
        .joinedload(Section.module)
        .options(joinedload(Module.course), joinedload(Module.document)),
    )


def _may_read(session: Session, user: User, section: Section) -> bool:
    """Whether a lesson is open to a person: to its learners once it is published and not left out.

    Whoever teaches it also sees what is not, on the screens where it is reviewed.
    """
    standing = _standing(session, user, section.module.course_id)
    published = section.module.status is ModuleStatus.PUBLISHED and not section.excluded
    return can(standing, Action.TEACH) or (published and can(standing, Action.LEARN))


def _visible(
    session: Session, user: User, module: Module | None, action: Action, noun: str
) -> Module:
    if module is None:
        raise NotFound(f"There is no such {noun}.")
    standing = _require(session, user, module.course_id, action, noun)
    if module.status is not ModuleStatus.PUBLISHED and not can(standing, Action.TEACH):
        raise NotFound(f"This {noun} is not published yet. Your instructor is still working on it.")
    return module


def _require(session: Session, user: User, course_id: int, action: Action, noun: str) -> Standing:
    standing = _standing(session, user, course_id)
    if not can(standing, Action.LEARN):
        raise NotFound(
            f"There is no such {noun} in your courses. If you have a course code, join first."
        )
    if not can(standing, action):
        raise Forbidden("Only this course's instructors can do this.")
    return standing


def _standing(session: Session, user: User, course_id: int) -> Standing:
    role = session.scalar(
        select(Enrolment.role).where(Enrolment.course_id == course_id, Enrolment.user_id == user.id)
    )
    return Standing(
        is_admin=user.role is Role.ADMIN,
        learns_here=role is CourseRole.LEARNER,
        teaches_here=role is CourseRole.INSTRUCTOR,
    )
