"""A hand that counts: what a newcomer reads, types, ticks and presses, turned into minutes by stated assumptions.

A count is no measure of a person; it keeps a path from growing longer without anybody noticing.
"""

import re
from collections import Counter
from pathlib import Path

from playwright.sync_api import Frame, Locator, Page

#: Seconds: a screen read for the first time, one seen before, a field typed or chosen, a box ticked, a press.
NEW_SCREEN, KNOWN_SCREEN, FIELD, TICK, PRESS = 20, 6, 4, 1.5, 2
#: Words of the manual read in a minute.
READING = 250
#: What differs between two screens of one kind: numbers, references, short names of records.
RECORD = re.compile(r"/(?:[A-Z]{1,2}-[\w-]+|\d+|(?<=/lieux/)[\w-]+|(?<=/offre/)[\w-]+)(?=/|$)")


class Hand:
    """Does what a person does on a page, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()
        self.words = 0
        self._known: set[str] = set()
        self._seconds: Counter[str] = Counter()
        self.step = ""
        page.on("framenavigated", self._on_screen)

    def _on_screen(self, frame: Frame) -> None:
        if frame != self.page.main_frame or frame.url == "about:blank":
            return
        path = RECORD.sub("/*", re.sub(r"^https?://[^/]+|[?#].*$", "", frame.url))
        self._count("known screens" if path in self._known else "new screens")
        self._known.add(path)

    def _count(self, what: str, times: int = 1) -> None:
        prices = {"new screens": NEW_SCREEN, "known screens": KNOWN_SCREEN, "fields": FIELD, "ticks": TICK}
        self.counts[what] += times
        self._seconds[self.step] += times * prices.get(what, PRESS)

    def begin(self, step: str) -> None:
        """From here on, what is counted belongs to this step."""
        self.step = step

    def read(self, manual: Path) -> None:
        """Read a page of the manual, once."""
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`|#]", r"\1", manual.read_text("utf-8"))
        self.words += len(text.split())

    def field(self, label: str, *, exact: bool = False) -> Locator:
        """A field of the page itself, not of the search box above it."""
        return self.page.locator("main").get_by_label(label, exact=exact)

    def write(self, label: str, value: str, *, exact: bool = False) -> None:
        self._count("fields")
        self.field(label, exact=exact).fill(value)

    def choose(self, label: str, value: str) -> None:
        self._count("fields")
        self.field(label).select_option(label=value)

    def typed(self, fields: int = 1) -> None:
        """So many fields, filled by the journey itself."""
        self._count("fields", fields)

    def tick(self, box: Locator) -> None:
        self._count("ticks")
        box.check()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow a link, of the page before that of the frame around it."""
        self._count("presses")
        within = self.page.locator("main").get_by_role("link", name=name, exact=exact)
        (within if within.count() else self.page.get_by_role("link", name=name, exact=exact)).first.click()

    def back(self) -> None:
        """Go back up by the path above the title."""
        self._count("presses")
        with self.page.expect_navigation():
            self.page.locator(".crumb a").last.click()

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press a button and wait for the page that answers."""
        self._count("presses")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).first.click()

    def minutes(self) -> float:
        """Everything, in minutes."""
        return self._seconds.total() / 60 + self.words / READING

    def told(self) -> str:
        """The count, one line a step, for whoever runs the journey."""
        steps = [f"{step}: {seconds / 60:.1f} min" for step, seconds in self._seconds.items()]
        counts = ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items()))
        return "\n".join([*steps, f"manual: {self.words} words, {self.words / READING:.1f} min", counts])
