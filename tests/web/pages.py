"""What the tests of pages do again and again: begin a sitting, read its options, answer."""

import html
import re

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


def filled_in(page: str, choose: str = "") -> dict[str, str]:
    """An answer as the form sends it: the first option whose text holds these words.

    Where there are no options, steps get their places as they stand, and entries the first match.
    """
    options = options_of(page)
    chosen = {
        name: str(place) if name.startswith("place") else "0"
        for place, name in enumerate(selects_of(page), start=1)
    }
    if options:
        chosen["option"] = next(value for value, text in options if choose in text)
    return chosen


def send(learner: Visitor, address: str, page: str, chosen: dict[str, str]) -> TestResponse:
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
