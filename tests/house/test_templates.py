"""Every template can be read, and none brings a script or a style of its own."""

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.house.files import CHECKOUT, named, project_files

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:src|href)\s*=\s*[\"']\s*(?:https?:)?//", re.IGNORECASE)


def templates() -> list[Path]:
    return [
        path
        for path in project_files()
        if path.suffix == ".html" and "templates" in path.relative_to(CHECKOUT).parts
    ]


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_can_be_read(path: Path) -> None:
    engine = "jinja2" if "jinja" in path.parts else "django"

    assert engines[engine].from_string(path.read_text()) is not None


@pytest.mark.parametrize(
    "pattern", [INLINE_SCRIPT, INLINE_STYLE, HANDLER, ELSEWHERE], ids=lambda p: p.pattern[:20]
)
def test_no_template_breaks_the_content_security_policy(pattern: re.Pattern[str]) -> None:
    found = [named(path) for path in templates() if pattern.search(path.read_text())]

    assert found == []


def test_the_patterns_would_find_what_they_look_for() -> None:
    assert INLINE_SCRIPT.search("<script>go()</script>")
    assert not INLINE_SCRIPT.search('<script src="app.js" defer></script>')
    assert INLINE_STYLE.search('<p style="color: red">')
    assert HANDLER.search('<a onclick="go()">')
    assert ELSEWHERE.search('<script src="//elsewhere.example/x.js">')
