"""The French texts: refresh the .po files from the sources, compile them, check that none is missing.

python scripts/messages.py refresh     needs gettext (development only)
python scripts/messages.py compile     needs nothing but Babel; skips what is up to date
python scripts/messages.py check       exit 1 when a text is missing, fuzzy or obsolete
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src" / "ribambelle"
LANGUAGES = ("fr",)


def catalogues(rooms: Path = ROOMS) -> list[Path]:
    return sorted(rooms.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_all() -> int:
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        catalogue = read(po)
        partial = mo.with_suffix(f".mo.{os.getpid()}")
        with partial.open("wb") as target:
            write_mo(target, catalogue)
        partial.replace(mo)
    return 0


def extract(rooms: Path) -> None:
    """Bring the catalogues of these rooms in line with their sources, as gettext reads them."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    for room in sorted(path.parent for path in rooms.glob("*/__init__.py")):
        if not any(room.rglob("*.html")) and not any("gettext" in p.read_text("utf-8") for p in room.rglob("*.py")):
            continue
        (room / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "-P", "-m", "django", "makemessages", "--no-location", "--no-obsolete", "--no-wrap"]
        command += ["--verbosity", "0", "--ignore", "migrations/*", "-e", "html,txt,py"]
        for language in LANGUAGES:
            command += ["-l", language]
        subprocess.run(command, cwd=room, check=True, env=environment)
        for po in room.glob("locale/*/LC_MESSAGES/django.po"):
            lines = [line for line in po.read_text("utf-8").splitlines() if not line.startswith('"POT-Creation-Date')]
            po.write_text("\n".join(lines) + "\n", "utf-8")


def refresh() -> int:
    extract(ROOMS)
    return compile_all()


def read(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parts[-3])


def untranslated(po: Path) -> list[str]:
    problems = []
    catalogue = read(po)
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
    return problems


def missing() -> list[str]:
    """Texts of the sources that stand in no catalogue, found by extracting them anew beside the project."""
    if shutil.which("xgettext") is None:
        sys.stderr.write("gettext is not installed: texts missing from the catalogues were not looked for.\n")
        return []
    with tempfile.TemporaryDirectory() as folder:
        rooms = Path(folder) / "ribambelle"
        shutil.copytree(ROOMS, rooms, ignore=shutil.ignore_patterns("static", "data", "fonts", "__pycache__", "*.mo"))
        extract(rooms)
        problems = []
        for fresh in catalogues(rooms):
            kept = ROOMS / fresh.relative_to(rooms)
            known = {(message.context, message.id) for message in read(kept)} if kept.exists() else set()
            lost = [message.id for message in read(fresh) if (message.context, message.id) not in known]
            problems += [f"{kept.relative_to(ROOT)}: {text!r} is not there. Run ./run i18n." for text in lost if text]
    return problems


def check() -> int:
    problems = [problem for po in catalogues() for problem in untranslated(po)] + missing()
    sys.stdout.write("\n".join(problems) + ("\n" if problems else ""))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "refresh": refresh, "check": check}[sys.argv[1]]())
