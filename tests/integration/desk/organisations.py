"""Something to import in tests: organisations, with a verdict of each kind."""

from collections.abc import Sequence

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.desk.targets import Field, ImportTarget, Row, Verdict, whole
from ribambelle.kernel.tables import parse_date
from ribambelle.network.models import Organisation


def check(rows: Sequence[Row], by: User | None) -> list[Verdict]:
    known = dict(Organisation.objects.values_list("reference", "name"))
    seen: dict[str, int] = {}
    verdicts = []
    for row in rows:
        reference = row.values["reference"]
        if reference in seen:
            verdicts.append(Verdict.doubtful(f"Déjà à la ligne {seen[reference]}."))
        elif " " in reference:
            verdicts.append(Verdict.refused(f"{reference} a un espace."))
        elif known.get(reference) == row.values["name"]:
            verdicts.append(Verdict.unchanged())
        elif reference in known:
            verdicts.append(Verdict.doubtful(f"S’appelle déjà {known[reference]}."))
        else:
            verdicts.append(Verdict.kept())
        seen.setdefault(reference, row.line)
    return verdicts


def apply(rows: Sequence[Row], by: User | None) -> None:
    for row in rows:
        organisation, _is_new = Organisation.objects.update_or_create(
            reference=row.values["reference"],
            defaults={"name": row.values["name"], "phone": row.get("phone") or ""},
        )
        record(by=by, verb="organisation.import", of=organisation, note=row.source)


TARGET = ImportTarget(
    code="organisations-of-tests",
    label="Organisations",
    fields=[
        Field("reference", "Code", required=True),
        Field("name", "Nom", required=True, synonyms=("Nom de l'installation", "dénomination")),
        Field("phone", "Téléphone"),
        Field("places", "Places", parse=whole(minimum=0), synonyms=("Places totales au permis",)),
        Field("opened_on", "Ouvert le", parse=parse_date),
    ],
    check=check,
    apply=apply,
)
FILE = """Liste des lieux;;;;
;;;;
Code;Nom;Téléphone;Places;Ouvert le
LUN;La Lune;063 00 00 01;12;01/09/2020
SOL;Le Soleil;-;;
COM;La Comète;;douze;31/09/2020
LUN;La Lune bis;;3;
MA RS;Mars;;3;
;Sans code;;3;
Total;;;30;
"""
