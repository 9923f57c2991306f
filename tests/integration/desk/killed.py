"""A process to kill: brings in a run and stops for ever right after it wrote a given table.

python -m tests.integration.desk.killed prepare | apply [TABLE] | state
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

from tests.integration.killing import stopping_at

NOW = datetime(2027, 4, 27, 9, tzinfo=UTC)
LINES = 40


def prepare() -> None:
    from ribambelle.desk import services
    from tests.integration.desk.organisations import TARGET

    text = "Code;Nom\n" + "".join(f"R{n};Lieu {n}\n" for n in range(LINES))
    run = services.run_open(by=None, at=NOW, target=TARGET, source=text.encode(), file_name="lieux.csv")
    services.run_check(by=None, run=services.run_map(by=None, at=NOW, run=run, mapping=run.mapping))


def apply(stop_at: str) -> None:
    from ribambelle.desk import services
    from ribambelle.desk.models import ImportRun

    with stopping_at(stop_at, after=1 if stop_at == "desk_importrun" else LINES // 2 + 1):
        services.run_apply(by=None, at=NOW, run=ImportRun.objects.get())


def state() -> dict[str, Any]:
    from ribambelle.accounts.models import Event
    from ribambelle.desk.models import ImportRun
    from ribambelle.network.models import Organisation

    return {
        "state": ImportRun.objects.get().state,
        "lines": Organisation.objects.filter(reference__startswith="R").count(),
        "events": Event.objects.filter(verb__in=["import.apply", "organisation.import"]).count(),
    }


if __name__ == "__main__":
    django.setup()
    from ribambelle.desk.targets import import_targets
    from tests.integration.desk.organisations import TARGET as REGISTERED

    import_targets.add(REGISTERED)
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        prepare()
    elif verb == "apply":
        apply(rest[0] if rest else "")
    sys.stdout.write(json.dumps(state()) + "\n")
