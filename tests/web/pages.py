"""What the tests of pages do again and again: begin a sitting, read its options, answer."""

import html
import re
from typing import Any

import lxml.html
from werkzeug.test import TestResponse

from tests.factories import School
from tests.fixtures import Visitor, field


def begin(learner: Visitor, school: School, **fields: str) -> str:
    """Start a practice over the module; its address."""
    learner.get(f"/modules/{school.module.uuid}/practice")
    form = {"module": str(school.module.uuid), "minutes": "5"} | fields
    return learner.post("/practice", **form).location


def quiz_address(learner: Visitor, school: School) -> str:
    """The address of the module's quiz."""
    page = learner.get(f"/modules/{school.module.uuid}").text
    return re.findall(r'href="(/quizzes/[^"]+)"', page)[0]


def begin_quiz(learner: Visitor, school: School) -> str:
    """Start the module's quiz; the address of the attempt."""
    address = quiz_address(learner, school)
    learner.get(address)
    return learner.post(address).location


def options_of(page: str) -> list[tuple[str, str]]:
    """The options of a question page as (value, text), in their order on screen."""
    found = re.findall(
        r'name="option" value="([^"]*)".*?class="option-text">(.*?)</span>', page, re.DOTALL
    )
    return [(value, html.unescape(text)) for value, text in found]


def selects_of(page: str) -> dict[str, str]:
    """The selects that a question is answered by: each one's name with the label in front of it."""
    found = re.findall(
        r'<label for="field-((?:place|match)-\d+)">.*?class="option-text">(.*?)</span>', page, re.S
    )
    return {name: html.unescape(text) for name, text in found}


def answer(learner: Visitor, address: str, choose: str = "") -> str:
    """Answer with the first option whose text holds these words; the feedback's address."""
    page = learner.get(address).text
    return send(learner, address, page, filled_in(page, choose)).location


def filled_in(page: str, choose: str = "") -> dict[str, Any]:
    """An answer as the form sends it, of whatever type: what comes first, as many as are asked.

    Of options, the first whose text holds the words to choose. Steps get their places as they
    stand.
    """
    form = lxml.html.fromstring(page).xpath("//form[@data-answer]")[0]
    filled: dict[str, Any] = {}
    for number, select in enumerate(form.xpath(".//select")):
        values = [option.get("value", option.text) for option in select.xpath("option")]
        filled[select.get("name")] = (
            values[number + 1] if "place-" in select.get("name") else values[1]
        )
    for field_ in form.xpath(".//input[@name='answer' or @name='value']"):
        filled[field_.get("name")] = "1"
    for name in {radio.get("name") for radio in form.xpath(".//input[@type='radio']")}:
        if name != "confidence":
            filled[name] = form.xpath(f".//input[@name='{name}']")[0].get("value")
    options = dict(options_of(page))
    boxes = list(form.xpath(".//input[@name='option']"))
    fitting = [box for box in boxes if choose in options.get(box.get("value"), "")]
    if boxes and boxes[0].get("type") == "radio":
        filled["option"] = fitting[0].get("value")
    elif boxes:
        filled["option"] = [box.get("value") for box in _as_asked(form, fitting)]
    return filled


def _as_asked(form: Any, boxes: list[Any]) -> list[Any]:
    """The first boxes of each group, as many as it asks for; those of a matrix's first row."""
    if form.xpath(".//*[@data-columns]"):
        return form.xpath(".//fieldset[@id='field-choice-0']//input")
    asked = re.search(r"Choose exactly (\d+)", form.text_content())
    groups = form.xpath(".//fieldset[starts-with(@id, 'field-choice-')]")
    if not groups:
        return boxes[: int(asked[1]) if asked else 1]
    found = []
    for group in groups:
        wanted = re.search(r"Choose (\d+)", group.text_content())
        found += group.xpath(".//input[@type='checkbox']")[: int(wanted[1]) if wanted else 1]
    return found


def send(learner: Visitor, address: str, page: str, chosen: dict[str, Any]) -> TestResponse:
    """Send a question's form filled in like this; it must be taken."""
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    response = learner.post(address, **fields, **chosen)
    assert response.status_code == 303, response.text
    return response


def answer_wrong(learner: Visitor, address: str) -> str:
    """Answer with the first option that is not the key of the factories' items."""
    page = learner.get(address).text
    wrong = next(text for _value, text in options_of(page) if "right answer" not in text)
    return answer(learner, address, choose=wrong)


def answer_all(learner: Visitor, address: str, choose: str = "") -> int:
    """Answer until the sitting is over; how many questions there were."""
    count = 0
    while learner.get(address).status_code == 200:
        answer(learner, address, choose)
        count += 1
    return count


def links(page: str, beginning: str) -> list[str]:
    """The page's links that begin so."""
    found = re.findall(r'href="([^"]*)"', page)
    return [html.unescape(link) for link in found if link.startswith(beginning)]


def text_of(page: str) -> str:
    """The words of a page's main part, without markup."""
    main = page.partition('<main id="main"')[2].partition("</main>")[0] or page
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
