"""Templates: all parse, none holds style or script, none trusts text without saying why."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.repository.files import SOURCES, name

TEMPLATES = sorted(path for path in SOURCES.glob("*/templates/**/*") if path.suffix in {".html", ".txt"})
#: scripts that only hold data are not run
INLINE = re.compile(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*(\ssrc=|type=\"application/json\"))", re.IGNORECASE)
TRUSTING = re.compile(r"\|safe\b|autoescape off")
REASON = re.compile(r"\{#.*trusted:.*#\}")


def identifier(path: Path) -> str:
    return str(path).partition("/templates/")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=identifier)
def test_it_parses(path: Path) -> None:
    get_template(identifier(path))


def test_none_holds_style_or_script() -> None:
    found = []
    for path in TEMPLATES:
        if "papers" in path.parts:  # sheets for the printer, whose stylesheet travels inside
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if INLINE.search(line):
                found.append(f"{name(path)}:{number}")
    assert found == []


def test_text_is_escaped_unless_a_reason_stands_beside() -> None:
    """In pages; an e-mail in plain text escapes nothing."""
    found = []
    for path in (path for path in TEMPLATES if path.suffix == ".html"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if TRUSTING.search(line) and not REASON.search(line):
                found.append(f"{name(path)}:{number}: say why in {{# trusted: … #}} on that line")
    assert found == []


def test_python_trusts_text_only_with_a_reason() -> None:
    found = []
    for path in SOURCES.rglob("*.py"):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            beside = line + (lines[number - 2] if number > 1 else "")
            if re.search(r"\bmark_safe\(|SafeString\(", line) and "# trusted:" not in beside:
                found.append(f"{name(path)}:{number}")
    assert found == []


def test_dynamic_attributes_of_components_are_variables_or_literals() -> None:
    """A comparison or a filter in `:name="…"` is silently nothing: write `name="{% if … %}1{% endif %}"` instead."""
    found = []
    for path in TEMPLATES:
        for tag in re.findall(r"<c-[a-z]+\s[^>]*>", path.read_text("utf-8")):
            for value in re.findall(r'\s:[\w-]+="([^"]*)"', tag):
                if "{{" not in value and "{%" not in value and not re.fullmatch(r"-?[\w.]+|\[.*\]|\{.*\}", value):
                    found.append(f"{name(path)}: {tag[:90]}")
    assert found == []
