"""The product's commands: those that need a database. The engine's are in `ribambelle.placement.cli`."""

import os
import sys

# command of the product: (management command, what it does)
COMMANDS = {
    "demo": ("demo", "try Ribambelle: a fictional territory on http://127.0.0.1:8000"),
    "serve": ("serve", "run the web server"),
    "migrate": ("migrate", "bring the database up to date"),
    "import": ("import_table", "bring in a spreadsheet: ribambelle import settings FILE"),
    "load-facts": ("load_facts", "bring in the facts of four public reports: ribambelle load-facts FOLDER"),
    "figures": ("figures", "print every figure with its unit, period and origin"),
    "search": ("search_places", "who can take this child? (hour, weekday, mode, age)"),
    "user": ("user", "create an account or give a role"),
}
ENGINE = """\
  place, check, explain, compare, generate, seal, replay: the matching engine (ribambelle place --help)"""


def usage() -> str:
    lines = ["usage: ribambelle COMMAND [options]", "", ENGINE]
    lines += [f"  {name:<10} {text}" for name, (_, text) in COMMANDS.items()]
    lines += [
        "  manage    any administrative command (ribambelle manage help)",
        "",
        "ribambelle COMMAND --help says more.",
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run one command of the product. 0 done, 2 unknown command or wrong input."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage() + "\n")
        return 0
    name, rest = arguments[0], arguments[1:]
    if name in {"--version", "version"}:
        from ribambelle import __version__

        sys.stdout.write(__version__ + "\n")
        return 0
    if name == "manage":
        command = rest or ["help"]
    elif name in COMMANDS:
        command = [COMMANDS[name][0], *rest]
    else:
        sys.stderr.write(f"ribambelle: unknown command {name!r}. The commands are:\n\n{usage()}\n")
        return 2
    if name == "demo":
        os.environ.setdefault("RIBAMBELLE_DEMO", "1")
        os.environ.setdefault("RIBAMBELLE_BODY", "Petite enfance en Luxembourg (démonstration)")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ribambelle.config.settings")
    from django.core.management import ManagementUtility

    utility = ManagementUtility(["ribambelle", *command])
    utility.prog_name = "ribambelle"
    utility.execute()
    return 0
