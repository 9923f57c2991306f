"""What every page must satisfy in a browser: accessible, silent, in French, no wider than the screen, focus seen."""

import ast
import json
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from babel.messages.pofile import read_po
from playwright.sync_api import ConsoleMessage, Locator, Page

ROOMS = Path(__file__).resolve().parents[2] / "src" / "ribambelle"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
#: WCAG 2.2 AA and what comes before it; best practices are ours to judge
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

TEXTS = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest('script, code, [lang]:not(html)'))
      found.add(walker.currentNode.textContent.trim().replace(/\\s+/g, ' '));
  }
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const each of document.querySelectorAll(`[${name}]`)) found.add(each.getAttribute(name).trim());
  return [document.title, ...found].filter(Boolean);
}"""

SIDEWAYS = """() => {
  const width = document.documentElement.scrollWidth;
  if (width <= innerWidth) return [];
  const beyond = (each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll');
  const guilty = [...document.querySelectorAll('body *')].filter(beyond).slice(0, 5);
  return [`${width} px: ` + guilty.map((each) => each.outerHTML.slice(0, 80)).join(' | ')];
}"""

UNSEEN = """() => {
  const ringed = (element) => {
    for (let each = element, steps = 0; each && steps < 4; each = each.parentElement, steps++) {
      const style = getComputedStyle(each);
      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true;
    }
    return false;
  };
  const unseen = [];
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  for (const each of [...document.querySelectorAll(controls)].slice(0, 80)) {
    if (each.disabled || each.type === 'hidden' || !each.getClientRects().length) continue;
    each.focus({focusVisible: true});
    if (document.activeElement === each && !ringed(each)) unseen.push(each.outerHTML.slice(0, 120));
  }
  document.activeElement?.blur();
  return unseen;
}"""


class Watch:
    """Listens to a page from its opening: errors in its console, refusals of its content policy, failed requests."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._heard: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._heard.append(f"error: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        # a form that answers 422 is a form that says what is wrong: Chromium writes a line about it
        if message.type in {"error", "warning"} and "status of 422" not in message.text:
            self._heard.append(f"{message.type}: {message.text}")

    def complaints(self) -> list[str]:
        """What was heard since the last time."""
        heard, self._heard = self._heard, []
        return heard


def accessibility(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds, one line each: rule, element, why. `rules` narrows the search (contrast in the other scheme)."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))  # through the debugger: the page's own policy stays as it is
    only: Any = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate(
        "(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})"
        ".then((r) => r.violations.flatMap((v) => v.nodes.map((n) => [v.id, n.target.join(' '), n.failureSummary])))",
        only,
    )
    return [f"{rule}: {target}: {' '.join(why.split())}" for rule, target, why in found]


def sideways(page: Page) -> list[str]:
    """What makes the document wider than the window."""
    return page.evaluate(SIDEWAYS)


def unseen_focus(page: Page) -> list[str]:
    """The controls whose focus nobody would see."""
    return page.evaluate(UNSEEN)


@cache
def english() -> frozenset[str]:
    """The texts of the catalogues whose French differs, and that are nobody's French."""
    identifiers, strings = set(), set()
    for po in ROOMS.glob("*/locale/fr/LC_MESSAGES/django.po"):
        with po.open("rb") as source:
            for message in read_po(source, locale="fr"):
                one = message.id if isinstance(message.id, tuple) else (message.id,)
                identifiers |= set(one)
                strings |= set(message.string if isinstance(message.string, tuple) else (message.string,))
    return frozenset(text for text in identifiers - strings - data_of_the_tests() if len(text) > 2)


def data_of_the_tests() -> set[str]:
    """What the tests themselves call their records: “Grant”, “Project”."""
    modules = (ROOMS.parents[1] / "tests" / "integration").rglob("*.py")
    nodes = (node for module in modules for node in ast.walk(ast.parse(module.read_text("utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def left_in_english(page: Page) -> list[str]:
    """Texts of the page that stand in the catalogues in English; long ones also inside another text."""
    texts = page.evaluate(TEXTS)
    long = [text for text in english() if len(text.split()) > 2 and "%" not in text and "{" not in text]
    found = {text for text in texts if text in english()}
    found |= {text for text in long if any(text in shown for shown in texts)}
    return sorted(found)


def report(problems: dict[str, list[str]]) -> str:
    """All that is wrong with a page, at once."""
    return json.dumps({where: what for where, what in problems.items() if what}, ensure_ascii=False, indent=1)


def press(button: Locator) -> None:
    """Send a form and wait for the page that answers: the next step must not act on the one that is leaving."""
    with button.page.expect_navigation(wait_until="load"):
        button.click()
