"""A process to kill: brings in a run and stops for ever right after it wrote a given table.

python -m tests.integration.desk.killed prepare | apply [TABLE] | state
"""

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

NOW = datetime(2027, 4, 27, 9, tzinfo=UTC)
LINES = 40


def prepare() -> None:
    from ribambelle.desk import services
    from tests.integration.desk.organisations import TARGET

    text = "Code;Nom\n" + "".join(f"R{n};Lieu {n}\n" for n in range(LINES))
    run = services.run_open(by=None, at=NOW, target=TARGET, source=text.encode(), file_name="lieux.csv")
    services.run_check(by=None, run=services.run_map(by=None, at=NOW, run=run, mapping=run.mapping))


def apply(stop_at: str) -> None:
    from django.db import connection

    from ribambelle.desk import services
    from ribambelle.desk.models import ImportRun

    written = 0

    def pausing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal written
        result = execute(sql, params, many, context)
        if stop_at and sql.startswith(("INSERT", "UPDATE")) and f'"{stop_at}"' in sql:
            written += 1
            if written > LINES // 2 or stop_at == "desk_importrun":
                sys.stdout.write("reached\n")
                sys.stdout.flush()
                time.sleep(600)
        return result

    with connection.execute_wrapper(pausing):
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
