"""A learner's browser without a script: opens pages, reads them, sends their forms."""

import http.client
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml import html

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse battery"  # noqa: S105
_SIGN_IN = "/sign-in"
_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Page:
    """A page as it came: where it stands and its tree."""

    path: str
    tree: html.HtmlElement

    def form(self, action: str) -> html.FormElement:
        """The form that is sent to a path. Raises LookupError where there is none."""
        for form in self.tree.forms:
            if urlsplit(form.action or "").path == action:
                return form
        raise LookupError(f"{self.path} has no form for {action}")

    def text(self, xpath: str) -> str:
        """The words of the first element found; "" where there is none."""
        found = self.tree.xpath(xpath)
        return " ".join(found[0].text_content().split()) if found else ""

    def links(self) -> list[str]:
        """The paths that the page links to."""
        return [urlsplit(address).path for address in self.tree.xpath("//main//a/@href")]


@dataclass
class Visitor:
    """One person at the service. `seconds` of every request by its kind; signs in when asked to."""

    port: int
    email: str
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def register(self, name: str, code: str) -> Page:
        """Sign up and join the course that the code lets in to."""
        form = self.open("/register").form("/register")
        return self.submit(form, name=name, email=self.email, password=PASSWORD, code=code)

    def open(self, path: str, kind: str = "other") -> Page:
        """Open a page, wherever it leads."""
        return self._follow("GET", path, None, kind)

    def submit(self, form: html.FormElement, kind: str = "other", **fields: str) -> Page:
        """Send a form with its hidden fields and these, and open the page that it leads to."""
        values = {name: value for name, value in form.fields.items() if value is not None}
        body = urlencode(values | fields)
        return self._follow("POST", urlsplit(form.action).path, body, kind)

    def _follow(self, method: str, path: str, body: str | None, kind: str) -> Page:
        wanted = path
        for _ in range(_MOST_REDIRECTS):
            status, location, content = self._request(method, path, body, kind)
            if status not in (302, 303):
                if status != http.HTTPStatus.OK:
                    msg = f"{method} {path} gave {status}"
                    raise RuntimeError(msg)
                return Page(path, html.document_fromstring(content))
            target = urlsplit(location)
            method, path, body, kind = "GET", target.path, None, "followed"
            if path == _SIGN_IN and wanted != _SIGN_IN:
                # Signed out after some weeks: what was sent is not kept, its page opens again.
                path = self._sign_in(location)
        msg = f"{wanted} leads nowhere"
        raise RuntimeError(msg)

    def _sign_in(self, location: str) -> str:
        """Sign in again. Returns where to go on."""
        form = self.open(_SIGN_IN).form(_SIGN_IN)
        self.submit(form, email=self.email, password=PASSWORD)
        return parse_qs(urlsplit(location).query)["next"][0]

    def _request(
        self, method: str, path: str, body: str | None, kind: str
    ) -> tuple[int, str, bytes]:
        headers = dict(SAME_ORIGIN)
        if self._cookies:
            headers["Cookie"] = "; ".join(
                f"{m.key}={m.coded_value}" for m in self._cookies.values()
            )
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self.seconds[kind].append(time.perf_counter() - began)
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies.load(header)
        return response.status, response.headers.get("Location", ""), content
