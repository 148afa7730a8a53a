"""Only what is kept here reaches a browser: vendored files are whole, pages refer to no other
site, and nothing that the content security policy forbids stands in a template."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR_FOLDERS = [ROOT / "quizapp/static/vendor", ROOT / "tests/vendor"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_STATIC = sorted(
    path
    for path in (ROOT / "quizapp/static").rglob("*")
    if path.suffix in {".css", ".js", ".svg"} and "vendor" not in path.parts
)
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\s(?:on[a-z]+|(?:data-)?hx-on[\w:-]*)\s*=", re.IGNORECASE)
EVALUATED = re.compile(r"(?:data-)?hx-[a-z]+=[\"'](?:js|javascript):", re.IGNORECASE)
EXTERNAL = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.IGNORECASE)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(folder: Path) -> dict[str, str]:
    entries = json.loads((folder / "vendor.json").read_text())
    return {
        name: digest
        for entry in entries
        for name, digest in [(entry["file"], entry["sha256"]), *entry["licence_files"].items()]
    }


def external_addresses(text: str) -> list[str]:
    return EXTERNAL.findall(text.replace(SVG_NAMESPACE, ""))


@pytest.mark.parametrize("folder", VENDOR_FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_is_listed_and_unchanged(folder):
    files = {path.name: sha256(path) for path in folder.iterdir() if path.name != "vendor.json"}

    assert files == listed(folder)


@pytest.mark.parametrize("folder", VENDOR_FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_names_its_version_and_licence(folder):
    for entry in json.loads((folder / "vendor.json").read_text()):
        assert entry["name"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert entry["licence"]
        assert entry["licence_files"]


def test_the_vendored_version_is_the_one_in_the_file():
    for folder in VENDOR_FOLDERS:
        for entry in json.loads((folder / "vendor.json").read_text()):
            assert entry["version"] in (folder / entry["file"]).read_text()


@pytest.mark.parametrize("path", TEMPLATES + OWN_STATIC, ids=lambda path: path.name)
def test_no_page_refers_to_another_site(path):
    assert external_addresses(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "forbidden", [INLINE_STYLE, INLINE_SCRIPT, HANDLER, EVALUATED], ids=lambda rule: rule.pattern
)
def test_templates_keep_to_the_content_security_policy(path, forbidden):
    assert forbidden.findall(path.read_text()) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (INLINE_STYLE, '<p style="color: red">'),
        (INLINE_STYLE, "<style>p {}</style>"),
        (INLINE_SCRIPT, "<script>start()</script>"),
        (INLINE_SCRIPT, '<a href="javascript:start()">'),
        (HANDLER, '<button class="a" onclick="start()">'),
        (HANDLER, '<form data-hx-on:click="start()">'),
        (EVALUATED, "<form data-hx-vals='js:{a: 1}'>"),
        (EXTERNAL, '<img src="//cdn.example/a.png">'),
        (EXTERNAL, '<link href="https://fonts.example/a.css">'),
    ],
)
def test_the_rules_find_what_is_planted(rule, fault):
    assert rule.search(fault)


def test_there_are_pages_to_check():
    assert len(TEMPLATES) > 25
    assert len(OWN_STATIC) >= 7


def test_the_style_sheet_stays_small_enough_for_a_slow_line():
    assert len(gzip.compress((ROOT / "quizapp/static/css/app.css").read_bytes())) < 10_240
