"""The French of the interface: complete, without doubt, and one for each text."""

import re
import subprocess
import sys
from collections import defaultdict

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.repository.files import ROOT, SOURCES, name

#: tags, variables, addresses, entities, hours, lists of codes
NOT_PROSE = re.compile(r"<[^>]+>|%\([^)]*\)s|\{[^}]*\}|https?://\S+|[\w.]+@\S+|&\w+;|\d+:\d+|[\w-]+; [\w-]+; ")


def messages() -> list[tuple[str, Message]]:
    found = []
    for po in sorted(SOURCES.glob("*/locale/fr/LC_MESSAGES/django.po")):
        with po.open("rb") as source:
            found += [(name(po), message) for message in read_po(source, locale="fr") if message.id]
    return found


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_the_catalogues_are_complete_and_without_doubt() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_one_text_has_one_french() -> None:
    """Catalogues of all rooms become one: of two French for one text, chance would choose. Give one a context."""
    french = defaultdict(lambda: defaultdict(set))
    for where, message in messages():
        french[message.context, message.id][strings(message)].add(where)
    torn = {
        f"{key[0] or ''}|{key[1]}": {text: sorted(places) for text, places in versions.items()}
        for key, versions in french.items()
        if len(versions) > 1
    }
    assert torn == {}


def test_french_typography() -> None:
    """A narrow no-break space before ; : ! ? and inside « », the curly apostrophe, no straight quotation marks."""
    wrong = []
    for where, message in messages():
        for text in strings(message):
            bare = NOT_PROSE.sub("", text)
            if re.search(r"[^\s\u202f\u00a0:/(][;!?](\s|$)|\w:(\s|$)| [;:!?](\s|$)|« | »|\w'\w", bare):
                wrong.append(f"{where}: {text!r}")
    assert wrong == []
