"""The edge: forms from elsewhere, headers, cookies, sign-ins, and where a redirect may lead."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.web.security import CONTENT_SECURITY_POLICY
from tests.factories import PASSWORD, Clock, School
from tests.fixtures import SAME_ORIGIN, Visitor, field
from tests.web.conftest import AppBuilder
from tests.web.pages import begin, text_of

COOKIE = "quizapp"


def cookie_of(client: FlaskClient, name: str = COOKIE) -> str:
    cookie = client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def replay(app: Flask, value: str) -> FlaskClient:
    """Another browser with a copy of the cookie."""
    client = app.test_client()
    client.set_cookie(COOKIE, value)
    return client


def set_cookies(visitor: Visitor, path: str, **fields: str) -> dict[str, set[str]]:
    """The cookies that a post sets, by name, with their attributes."""
    found = visitor.post(path, **fields).headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: set(line.split("; ")[1:]) for line in found}


# Forms from elsewhere ------------------------------------------------------------------------


def posts(app: Flask) -> list[str]:
    """An address for every route that takes a POST."""
    some = "00000000-0000-4000-8000-000000000000"
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    words = {"slug": "adult-health", "role": "learner"}
    return [
        re.sub(r"<[^>]*?(\w+)>", lambda found: words.get(found[1], some), rule.rule)
        for rule in rules
    ]


def test_no_form_is_taken_without_its_token(app: Flask, instructor: Visitor) -> None:
    for path in posts(app):
        response = instructor.client.post(path, headers=SAME_ORIGIN)
        assert response.status_code == 400, path
        assert "This form has gone stale" in response.text, path


def test_a_token_of_another_browser_is_not_taken(app: Flask, learner: Visitor) -> None:
    stranger = Visitor(app.test_client())
    response = learner.post("/account/theme", theme="dark", csrf_token=stranger.token())
    assert response.status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense", ""])
def test_no_form_is_taken_from_another_site(app: Flask, instructor: Visitor, site: str) -> None:
    for path in posts(app):
        response = instructor.client.post(
            path, data={"csrf_token": instructor.token()}, headers={"Sec-Fetch-Site": site}
        )
        assert response.status_code == 403, path
        assert "sent from another site" in text_of(response.text), path


OUTSIDE = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example/localhost"},
    {"Origin": "http://localhost:8000"},
    {"Referer": "http://localhost/"},
]


@pytest.mark.parametrize("headers", OUTSIDE)
def test_a_browser_that_does_not_say_the_site_must_say_the_origin(
    learner: Visitor, headers: dict[str, str]
) -> None:
    data = {"csrf_token": learner.token(), "theme": "dark"}
    response = learner.client.post("/account/theme", data=data, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"},
    ],
)
def test_a_form_from_this_site_is_taken(learner: Visitor, headers: dict[str, str]) -> None:
    data = {"csrf_token": learner.token(), "theme": "dark"}
    response = learner.client.post("/account/theme", data=data, headers=headers)
    assert response.status_code == 303


def test_the_right_origin_does_not_help_where_the_browser_says_cross_site(
    learner: Visitor,
) -> None:
    response = learner.client.post(
        "/account/theme",
        data={"csrf_token": learner.token(), "theme": "dark"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    )
    assert response.status_code == 403


def test_a_page_may_be_opened_from_another_site(learner: Visitor) -> None:
    assert learner.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# Headers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/progress", "/account", "/join", "/nowhere", "/teach/"])
def test_every_page_carries_the_policy(learner: Visitor, path: str) -> None:
    headers = learner.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_the_policy_starts_from_nothing_and_allows_nothing_inline() -> None:
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_a_redirect_is_not_kept_either(visitor: Visitor) -> None:
    assert visitor.get("/").headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_and_not_sniffed(visitor: Visitor) -> None:
    headers = visitor.client.get("/static/css/app.css", buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in headers["Cache-Control"]
    assert "Set-Cookie" not in headers


def test_over_https_browsers_are_told_to_stay_there(build_app: AppBuilder) -> None:
    plain, secure = (
        build_app(https=https).test_client().get("/sign-in").headers for https in (False, True)
    )
    assert "Strict-Transport-Security" not in plain
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


# Cookies ---------------------------------------------------------------------------------------


def test_the_sign_in_cookie_is_kept_from_scripts_and_other_sites(
    visitor: Visitor, school: School
) -> None:
    cookies = set_cookies(visitor, "/sign-in", email=school.learner.email, password=PASSWORD)
    assert set(cookies) == {COOKIE}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= cookies[COOKIE]
    assert "Secure" not in cookies[COOKIE]


def test_the_theme_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    cookies = set_cookies(visitor, "/account/theme", theme="dark")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= cookies["theme"]


def test_over_https_every_cookie_is_bound_to_this_host_and_to_https(
    build_app: AppBuilder,
) -> None:
    client = build_app(https=True).test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    response = client.post(
        "/account/theme",
        base_url="https://localhost",
        data={"csrf_token": field(page.text, "csrf_token"), "theme": "dark"},
        headers=SAME_ORIGIN,
    )
    lines = page.headers.getlist("Set-Cookie") + response.headers.getlist("Set-Cookie")
    assert {line.partition("=")[0] for line in lines} == {"__Host-quizapp", "theme"}
    assert all("; Secure" in line and "; HttpOnly" in line for line in lines)
    assert not any("Domain=" in line for line in lines)


# Signing in and out ----------------------------------------------------------------------------


def test_a_cookie_that_was_signed_out_opens_nothing(app: Flask, learner: Visitor) -> None:
    kept = cookie_of(learner.client)
    assert replay(app, kept).get("/account").status_code == 200
    learner.post("/sign-out")
    replayed = replay(app, kept).get("/account")
    assert replayed.location == "/sign-in?next=/account"


def test_a_cookie_that_was_signed_out_answers_nothing(
    app: Flask, learner: Visitor, school: School
) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    kept = cookie_of(learner.client)
    fields = {name: field(page, name) for name in ("csrf_token", "offer", "response_uuid")}
    learner.get("/account")
    learner.post("/sign-out")
    replayed = replay(app, kept).post(address, data=fields | {"option": "0"}, headers=SAME_ORIGIN)
    assert replayed.location == f"/sign-in?next={address}"


def test_signing_in_gives_a_new_token_every_time(app: Flask, school: School) -> None:
    tokens = set()
    for _time in range(2):
        visitor = Visitor(app.test_client()).sign_in(school.learner.email)
        with visitor.client.session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 2
    assert all(len(token) >= 43 for token in tokens)


def test_signing_in_drops_what_the_cookie_held_before(visitor: Visitor, school: School) -> None:
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "fixed by somebody else", "yes"
    visitor.get("/sign-in")
    visitor.sign_in(school.learner.email)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != "fixed by somebody else"
        assert "planted" not in cookie


def test_the_cookie_holds_no_id_of_the_person(learner: Visitor, school: School) -> None:
    with learner.client.session_transaction() as cookie:
        assert cookie["_user_id"] not in {str(school.learner.id), str(school.learner.uuid)}


def test_signing_out_everywhere_signs_out_every_browser_of_this_person_alone(
    app: Flask, learner: Visitor, instructor: Visitor, school: School
) -> None:
    other = Visitor(app.test_client()).sign_in(school.learner.email)
    assert learner.post("/account/sign-out-everywhere").location == "/sign-in"
    assert learner.get("/account").status_code == 303
    assert other.get("/account").status_code == 303
    assert instructor.get("/account").status_code == 200


def test_a_sign_in_ends_after_two_weeks(learner: Visitor, clock: Clock) -> None:
    clock.advance(days=13, hours=23)
    assert learner.get("/account").status_code == 200
    clock.advance(hours=1)
    assert learner.get("/account").status_code == 303


def test_a_made_up_token_opens_nothing(app: Flask, visitor: Visitor, school: School) -> None:
    for token in ("1", str(school.learner.id), str(school.learner.uuid), "", "None"):
        with visitor.client.session_transaction() as cookie:
            cookie["_user_id"] = token
        assert visitor.client.get("/account").status_code == 303


def test_a_cookie_signed_with_another_secret_opens_nothing(
    app: Flask, build_app: AppBuilder, learner: Visitor
) -> None:
    with learner.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    forger = build_app(secret_key="another").test_client()
    with forger.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert replay(app, cookie_of(forger)).get("/account").status_code == 303


def test_an_answer_is_refused_to_somebody_else_who_is_signed_in(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    assert instructor.post(address, option="0", **fields).status_code == 404


# Redirects -------------------------------------------------------------------------------------

FOREIGN = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: planted=1",
    "\x01//evil.example",
    "/\x7f/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "evil.example",
    "",
]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_signing_in_never_leads_to_another_site(
    visitor: Visitor, school: School, wanted: str
) -> None:
    response = visitor.post("/sign-in", email=school.learner.email, password=PASSWORD, next=wanted)
    assert response.location == "/"


@pytest.mark.parametrize("wanted", FOREIGN)
def test_nothing_else_leads_to_another_site_either(learner: Visitor, wanted: str) -> None:
    assert learner.get("/sign-in", query_string={"next": wanted}).location == "/"
    assert learner.post("/account/theme", theme="dark", next=wanted).location == "/"
    assert learner.post("/demo/advance", days="1", next=wanted).location == "/"


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_form_or_error_page_carries_the_foreign_address_on(
    visitor: Visitor, wanted: str
) -> None:
    for path in ("/sign-in", "/register"):
        page = visitor.get(path, query_string={"next": wanted}).text
        assert field(page, "next") == "/"
    error = visitor.client.get("/nowhere", query_string={"next": wanted}).text
    assert '<a class="button button-primary" href="/">' in error


@pytest.mark.parametrize("wanted", ["/progress", "/modules/1?quote=a%20b#here", "/courses/x//y"])
def test_a_path_on_this_site_is_gone_on_to(visitor: Visitor, school: School, wanted: str) -> None:
    response = visitor.post("/sign-in", email=school.learner.email, password=PASSWORD, next=wanted)
    assert response.location == wanted


def test_after_signing_in_one_is_where_one_wanted_to_go(visitor: Visitor, school: School) -> None:
    asked = visitor.get("/progress?a=b")
    page = visitor.get(asked.location).text
    wanted = field(page, "next")
    response = visitor.post("/sign-in", email=school.learner.email, password=PASSWORD, next=wanted)
    assert response.location == "/progress?a=b"
