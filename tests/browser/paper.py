"""The entry form of a paper request, typed with the keyboard alone, its keys counted."""

from collections.abc import Collection, Iterable

from playwright.sync_api import Page

WEEK = ["mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am", "wed-pm", "thu-am", "thu-pm", "fri-am", "fri-pm"]


class Keyboard:
    """Counts the keys pressed beyond the text itself."""

    def __init__(self, page: Page) -> None:
        self.page, self.beyond = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.beyond += 1

    def focused(self) -> str:
        name: str = self.page.evaluate("() => document.activeElement.labels?.[0]?.textContent.trim() || ''")
        return name or str(self.page.evaluate("() => document.activeElement.textContent.trim()"))


def type_request(page: Page, fields: Iterable[tuple[str, str | None]], *, ticked: Collection[str], wish: str) -> int:
    """Type a request from the first field on; returns how many keys it took beyond the text.

    `fields`: label and text in the order of the page, None leaves the field as it is; `ticked`: codes of half-days;
    `wish`: the first letters of the first setting wished.
    """
    keyboard = Keyboard(page)
    page.get_by_label("Prénom de l’enfant").focus()
    for label, text in fields:
        assert keyboard.focused().startswith(label), f"the focus is on {keyboard.focused()!r}, not on {label!r}"
        if text:
            page.keyboard.type(text)
        keyboard.press("Tab")
    for code in WEEK:
        if code in ticked:
            keyboard.press("Space")
        keyboard.press("Tab")
    assert keyboard.focused().startswith("Souhait 1")
    page.keyboard.type(wish)
    for _field in range(6):  # five wishes, and what comes after them, left closed
        keyboard.press("Tab")
    assert keyboard.focused().startswith("Reçue le")
    keyboard.press("Enter")
    return keyboard.beyond
