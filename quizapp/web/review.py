"""The instructor's review of a bank, and the item editor."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.core.cases import Judgment
from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES
from quizapp.core.items import Bloom, Step
from quizapp.services import access, review, review_pages
from quizapp.storage.models import ItemRow, ItemStatus, Module
from quizapp.web import item_forms
from quizapp.web.item_forms import FormTable
from quizapp.web.request import commit, db, local_path, now, page, parse_uuid, person
from quizapp.web.teach import blueprint


@blueprint.get("/modules/<uuid:uuid>/review", endpoint="review")
def show_queue(uuid: UUID) -> ResponseReturnValue:
    """One item of the queue beside the words that it came from."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    status = _status()
    wanted = request.args.get("item")
    view = review_pages.describe_review(
        db(), module, status, parse_uuid(wanted) if wanted else None
    )
    return page(
        "teach/review.html",
        module=view.module,
        status="all" if status is None else status,
        item=view.item,
        position=view.position,
        total=view.total,
        previous_url=_queue_url(module, status, view.previous),
        next_url=_queue_url(module, status, view.next),
        undo=view.undo,
    )


@blueprint.post("/items/<uuid:uuid>/accept")
def accept(uuid: UUID) -> ResponseReturnValue:
    """Accept an item for publishing."""
    item = access.get_item_for(db(), person(), uuid)
    following = _following(item)
    review.accept(db(), item, now=now())
    commit()
    return redirect(following, 303)


@blueprint.post("/items/<uuid:uuid>/reject")
def reject(uuid: UUID) -> ResponseReturnValue:
    """Put an item aside, with a reason where one is given."""
    item = access.get_item_for(db(), person(), uuid)
    following = _following(item)
    review.reject(db(), item, reason=request.form.get("reason", ""), now=now())
    commit()
    return redirect(following, 303)


@blueprint.post("/items/<uuid:uuid>/undo")
def undo(uuid: UUID) -> ResponseReturnValue:
    """Take the last decision on an item back, and show it again."""
    item = access.get_item_for(db(), person(), uuid)
    review.undo(db(), item, item.section.module)
    commit()
    module = item.section.module
    # It may have left the queue that the undoing began in; in the one of all it always stands.
    status = item.status if request.form.get("status") == item.status else "all"
    return redirect(url_for("teach.review", uuid=module.uuid, item=uuid, status=status), 303)


@blueprint.post("/items/<uuid:uuid>/retire")
def retire(uuid: UUID) -> ResponseReturnValue:
    """Take a published item away from learners."""
    item = access.get_item_for(db(), person(), uuid)
    review.retire(db(), item, item.section.module, now=now())
    commit()
    flash("Retired. Learners no longer get this question; their answers are kept.", "success")
    return redirect(url_for("teach.bank", uuid=item.section.module.uuid), 303)


@blueprint.get("/modules/<uuid:uuid>/bank")
def bank(uuid: UUID) -> ResponseReturnValue:
    """All items of a module, with how they were answered."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    status = _status(default=None)
    return page(
        "teach/bank.html",
        module=review_pages.describe_module(db(), module),
        items=review_pages.list_bank_rows(db(), module, status),
        status="all" if status is None else status,
    )


@blueprint.get("/items/<uuid:uuid>/edit")
def edit(uuid: UUID) -> ResponseReturnValue:
    """The editor, filled in with the item's latest version."""
    item = access.get_item_for(db(), person(), uuid)
    record = item.latest.record
    return _editor(item, record, item_forms.tables_as_saved(record))


@blueprint.post("/items/<uuid:uuid>/edit")
def save_edit(uuid: UUID) -> ResponseReturnValue:
    """Store another wording as a new version."""
    item = access.get_item_for(db(), person(), uuid)
    type_name = item.latest.record["type"]
    record = item_forms.read_record(request.form, type_name)
    if "change" in request.form:
        return _editor(item, record, item_forms.tables_as_changed(request.form, type_name))
    try:
        review.save_edit(db(), item, person(), record, now=now())
    except Invalid as error:
        return _editor(item, record, item_forms.tables_as_saved(record), 422, error.problems)
    commit()
    flash("Saved as a new version.", "success")
    module = item.section.module
    return redirect(url_for("teach.review", uuid=module.uuid, item=uuid, status="all"), 303)


@blueprint.get("/modules/<uuid:uuid>/items/new")
def new_item(uuid: UUID) -> ResponseReturnValue:
    """The editor, empty."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    record = {"step": "easy", "bloom": "remember"}
    return _new_editor(module, record, item_forms.tables_as_saved(record))


@blueprint.post("/modules/<uuid:uuid>/items/new")
def add_item(uuid: UUID) -> ResponseReturnValue:
    """Add an item that the instructor wrote."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    type_name = request.form.get("type", "")
    record = item_forms.read_record(request.form, type_name)
    if "change" in request.form:
        return _new_editor(module, record, item_forms.tables_as_changed(request.form, type_name))
    try:
        section = review.find_section(db(), module, parse_uuid(request.form.get("section", "")))
        item = review.add_by_hand(db(), section, person(), record, now=now())
    except Invalid as error:
        return _new_editor(module, record, item_forms.tables_as_saved(record), 422, error.problems)
    commit()
    flash("Added.", "success")
    return redirect(url_for("teach.review", uuid=uuid, item=item.uuid, status="all"), 303)


def _editor(
    item: ItemRow,
    record: dict[str, Any],
    tables: list[FormTable],
    status: int = 200,
    problems: tuple[str, ...] = (),
) -> ResponseReturnValue:
    view = review_pages.describe_editor(db(), item)
    return _editor_page(view, record, tables, status, problems)


def _new_editor(
    module: Module,
    record: dict[str, Any],
    tables: list[FormTable],
    status: int = 200,
    problems: tuple[str, ...] = (),
) -> ResponseReturnValue:
    view = review_pages.describe_new_editor(db(), module, request.form.get("type"))
    return _editor_page(view, record, tables, status, problems)


def _editor_page(
    view: dict[str, Any],
    record: dict[str, Any],
    tables: list[FormTable],
    status: int,
    problems: tuple[str, ...],
) -> ResponseReturnValue:
    settings = item_forms.settings_of(view["item"]["type"])
    return page(
        "teach/edit.html",
        status,
        form=review_pages.form_of(record, settings) | {"section": request.form.get("section", "")},
        settings=settings,
        tables=tables,
        lists=item_forms.lists_of(tables),
        problems=problems,
        steps=[(step.value, step.value.capitalize()) for step in Step],
        blooms=[(bloom.value, bloom.value.capitalize()) for bloom in Bloom],
        judgments=[("", "Not said")]
        + [(step.value, step.value.replace("_", " ").capitalize()) for step in Judgment],
        types=[(name, item_type.label) for name, item_type in TYPES.items()],
        **view,
    )


def _status(default: ItemStatus | None = ItemStatus.IN_REVIEW) -> ItemStatus | None:
    value = request.values.get("status", "")
    if value == "all":
        return None
    return ItemStatus(value) if value in set(ItemStatus) else default


def _queue_url(module: Module, status: ItemStatus | None, item: UUID | None) -> str | None:
    if item is None:
        return None
    return url_for("teach.review", uuid=module.uuid, item=item, status=status or "all")


def _following(item: ItemRow) -> str:
    """Where to go on after a decision: the item after this one, else the first that is left."""
    wanted = request.form.get("next")
    if wanted:
        return local_path(wanted)
    return url_for("teach.review", uuid=item.section.module.uuid, status=_status() or "all")
