"""What may not stand in the files of the project, and what must."""

import re
from pathlib import Path

import pytest

from tests.repository.files import ROOT, SOURCES, name, texts, tracked

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "/sim" + "ple/", "index" + "-url "]
PLACES = [r"(?<![\w.])/wo" + r"rk/", r"(?<![\w.])/ro" + r"ot\b", r"(?<![\w.}])/tm" + r"p/\w", r"/ho" + r"me/\w"]
WORKSHOP = [r"\bA" + r"I\b", r"\bL" + r"LM\b", r"\bhel" + r"pers?\b", r"\bag" + r"ents?\b", r"\biss" + r"ue 2\b"]
#: what people without any tie to the project wrote: public data, licences
NOT_OURS = {".csv", ".geojson", ".txt", ".json", ".svg"}


def hits(patterns: list[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            found += [f"{name(path)}:{number}: {pattern}" for pattern in patterns if re.search(pattern, line)]
    return found


def ours() -> list[Path]:
    return [path for path in texts() if path.suffix not in NOT_OURS and "vendor" not in path.parts]


def test_no_address_of_a_registry() -> None:
    patterns = [re.escape(registry) for registry in REGISTRIES]
    paths = [path for path in texts() if path.name != "lock.sh"]
    assert hits(patterns, paths) == []


def test_no_path_of_one_machine() -> None:
    assert hits(PLACES, ours()) == []


def test_no_word_about_how_the_work_is_organised() -> None:
    english = [path for path in ours() if path.suffix != ".po" and not path.name.endswith(".fr.md")]
    assert hits(WORKSHOP, english) == []


def test_the_lock_is_hashed_and_holds_no_address() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text("utf-8")
        assert "://" not in text, f"{lock.name} holds an address"
        blocks = [block for block in re.split(r"\n(?=\S)", text) if block.strip() and not block.startswith("#")]
        assert blocks, f"{lock.name} is empty"
        bare = [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block]
        assert bare == [], f"{lock.name} has requirements without version or hash"


@pytest.mark.parametrize("readme", ["README.md", "README.fr.md"])
def test_the_readme_names_the_two_commands(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert "./run demo" in text
    assert "./run test" in text
    assert text.index("./run demo") < text.index("./run setup") if "./run setup" in text else True


def test_the_glossary_says_each_term_once() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("|") and not line.startswith("|--")
    ][1:]
    for column, what in ((0, "French"), (1, "English")):
        terms = [row[column].lower() for row in rows]
        twice = {term for term in terms if terms.count(term) > 1}
        assert not twice, f"{what} terms that stand twice in the glossary"
    assert all(len(row) == 3 and all(row) for row in rows)


def test_nothing_heavy_is_tracked() -> None:
    heavy = [name(path) for path in tracked() if path.stat().st_size > 1_500_000]
    assert heavy == []


def test_no_work_is_left_for_later() -> None:
    patterns = [r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bX" + r"XX\b"]
    assert hits(patterns, [path for path in ours() if path.is_relative_to(SOURCES) and path.suffix != ".po"]) == []


def test_the_links_of_the_documents_lead_somewhere() -> None:
    broken = []
    for path in texts(".md"):
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (path.parent / target.partition("#")[0]).exists():
                broken.append(f"{name(path)}: {target}")
    assert broken == []
