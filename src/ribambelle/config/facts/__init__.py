"""Facts of public reports, brought in as ordinary records through the services everyone uses. All or nothing.

Four sets of tables (`data/README.md`): a portfolio of projects in 2017, a coordination of childminding services in
2021, the plan of a valley 2018-2025, a teaching, training and employment project.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from ribambelle.accounts.models import Event, User
from ribambelle.accounts.services import record
from ribambelle.config.facts.tables import FactsError, Tables

PACKAGED = Path(__file__).parent / "data"
LOADED = "facts.load"
SETS = ("luxembourg-2017", "sae-2021", "save-2018-2025", "triangle")


def load(*, folder: Path, by: User | None, say: Callable[[str], object]) -> int:
    """Bring in the four sets; those already there are left alone. Gives how many were brought in.

    Raises
    ------
    FactsError
        With everything wrong in the tables; nothing is kept then.
    """
    from ribambelle.config.facts import luxembourg, sae, save, triangle

    loaders = dict(zip(SETS, (luxembourg.load, sae.load, save.load, triangle.load), strict=True))
    tables = Tables(folder)
    tables.check()
    count = 0
    with transaction.atomic():
        for name, loader in loaders.items():
            fingerprint = hashlib.sha256(tables.bytes_of(name)).hexdigest()
            before = Event.objects.filter(verb=LOADED, reference=name).first()
            if before is None:
                loader(tables, by=by)
                record(by=by, verb=LOADED, kind="facts", reference=name, after={"fingerprint": fingerprint})
                say(f"{name}: brought in")
                count += 1
            elif (before.after or {}).get("fingerprint") != fingerprint:
                raise FactsError(
                    [
                        f"{name}: other tables were brought in here before. Change the records on screen, "
                        "or load into a fresh database (RIBAMBELLE_DATA=another folder)."
                    ]
                )
            else:
                say(f"{name}: already there")
    return count
