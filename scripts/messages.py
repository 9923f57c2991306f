"""The French texts: refresh the .po files from the sources, compile them, check that none is missing.

python scripts/messages.py refresh     needs gettext (development only)
python scripts/messages.py compile     needs nothing but Babel; skips what is up to date
python scripts/messages.py check       exit 1 when a text is missing, fuzzy or obsolete
"""

import os
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src" / "ribambelle"
LANGUAGES = ("fr",)


def catalogues() -> list[Path]:
    return sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_all() -> int:
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        partial = mo.with_suffix(f".mo.{os.getpid()}")
        with partial.open("wb") as target:
            write_mo(target, catalogue)
        partial.replace(mo)
    return 0


def refresh() -> int:
    for room in sorted(path.parent for path in ROOMS.glob("*/__init__.py")):
        if not any(room.rglob("*.html")) and not any("gettext" in p.read_text("utf-8") for p in room.rglob("*.py")):
            continue
        (room / "locale").mkdir(exist_ok=True)
        command = [
            sys.executable,
            "-P",  # a room may hold a selectors.py, which the standard library also has
            "-m",
            "django",
            "makemessages",
            "--no-location",
            "--no-obsolete",
            "--no-wrap",
        ]
        command += ["--ignore", "migrations/*", "-e", "html,txt,py"]
        for language in LANGUAGES:
            command += ["-l", language]
        subprocess.run(command, cwd=room, check=True)
        for po in room.glob("locale/*/LC_MESSAGES/django.po"):
            lines = [line for line in po.read_text("utf-8").splitlines() if not line.startswith('"POT-Creation-Date')]
            po.write_text("\n".join(lines) + "\n", "utf-8")
    return compile_all()


def check() -> int:
    problems = []
    for po in catalogues():
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        for message in catalogue:
            if not message.id:
                continue
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            name = f"{po.relative_to(ROOT)}: {message.id!r}"
            if message.fuzzy:
                problems.append(f"{name} is fuzzy. Reread it and remove the mark.")
            elif not all(strings):
                problems.append(f"{name} has no translation. Write it.")
            problems += [f"{name}: {error}" for error in message.check(catalogue)]
    sys.stdout.write("\n".join(problems) + ("\n" if problems else ""))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "refresh": refresh, "check": check}[sys.argv[1]]())
