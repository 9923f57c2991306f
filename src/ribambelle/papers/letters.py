"""A letter that goes to several homes: one copy for each, with the address of that home alone."""

import re
from html import escape

RECIPIENT = re.compile(r'<address data-letter="recipient".*?</address>\n?', re.DOTALL)


def copies(html: str) -> list[str]:
    """The letter once for each of its recipients, in their order; as it is when it has one or none."""
    blocks = RECIPIENT.findall(html)
    if len(blocks) < 2:
        return [html]
    head, tail = html[: html.index(blocks[0])], RECIPIENT.sub("", html[html.index(blocks[0]) :])
    return [f"{head}{block}{tail}" for block in blocks]


def copy_for(html: str, name: str) -> str:
    """The copy whose recipient bears that name; the first when none does."""
    every = copies(html)
    wanted = escape(name)
    return next((copy for copy in every if name and wanted in "".join(RECIPIENT.findall(copy))), every[0])


def bundled(letters: list[str]) -> str:
    """Letters printed at one go, titles one level down; one letter alone stays as it is."""
    if len(letters) == 1:
        return letters[0]
    return "\n".join(f'<section data-letter="one">{lowered(letter)}</section>' for letter in letters)


def lowered(html: str) -> str:
    """A paper with its titles one level down, to stand in another."""
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return html
