"""Organisations, people and memberships brought in: the dry run says what each line would do, and it then does that."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ribambelle.accounts.models import Event
from ribambelle.desk import services
from ribambelle.desk.models import ImportRun
from ribambelle.desk.targets import import_targets
from ribambelle.network.enums import BodyKind, OrganisationKind
from ribambelle.network.governance.services import body_create, organisations_merge, person_create, variant_add
from ribambelle.network.models import Mandate, Membership, NameVariant, Organisation, Person
from ribambelle.network.services import communes_add, organisation_create, organisation_update

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 27, 9, tzinfo=UTC)
BCE, OTHER_BCE, SIRET = "0203430576", "0400378485", "73282932000074"


def read(target: str, text: str) -> ImportRun:
    run = services.run_open(
        by=None, at=NOW, target=import_targets.get(target), source=text.encode(), file_name=f"{target}.csv"
    )
    return services.run_check(by=None, run=services.run_map(by=None, at=NOW, run=run, mapping=run.mapping))


def verdicts(run: ImportRun) -> list[str]:
    return [row.outcome for row in run.rows.order_by("line")]


def reasons(run: ImportRun, line: int) -> str:
    return " ".join(run.rows.get(line=line).reasons)


def test_variants_are_recognised_and_likeness_is_a_question() -> None:
    known = organisation_create(by=None, name="C.C.A.S. de Niort", phone="05 00 00 00 00")
    organisation_create(by=None, name="Promemploi")
    run = read(
        "organisations",
        "Nom;Téléphone;Type\n"
        "CCAS de Niort;05 00 00 00 00;\n"
        "Promemploi ASBL;;asbl\n"
        "Promemplois;;\n"
        "Le Petit Prince;;\n"
        "le petit prince;;\n"
        "La Lune;;vaisseau\n",
    )
    assert verdicts(run) == ["unchanged", "kept", "doubtful", "kept", "refused", "refused"]
    assert "C.C.A.S. de Niort" in reasons(run, 2)
    assert "Promemploi" in reasons(run, 4)
    assert "5" in reasons(run, 6)
    assert Organisation.objects.count() == 2
    services.run_apply(by=None, at=NOW, run=run)
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        "C.C.A.S. de Niort",
        "Le Petit Prince",
        "Promemploi",
    ]
    assert Organisation.objects.get(name="Promemploi").kind == OrganisationKind.ASSOCIATION
    assert Event.objects.filter(kind="network.organisation", reference=known.reference).count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    text = f"Nom;BCE;Dépend de\nCommune d’Ici;{BCE[:4]}.{BCE[4:7]}.{BCE[7:]};\n"
    services.run_apply(by=None, at=NOW, run=read("organisations", text))
    assert Organisation.objects.get().bce == BCE
    assert verdicts(read("organisations", text)) == ["unchanged"]


def test_a_number_says_who_is_meant_and_the_new_name_becomes_a_spelling() -> None:
    town = organisation_create(by=None, name="Commune d’Ici", bce=BCE)
    run = read("organisations", f"Nom;BCE;Courriel\nAdministration communale d’Ici;{BCE};mairie@example.org\n")
    assert verdicts(run) == ["kept"]
    services.run_apply(by=None, at=NOW, run=run)
    town.refresh_from_db()
    assert (town.name, town.email) == ("Commune d’Ici", "mairie@example.org")
    assert NameVariant.objects.get().organisation == town
    assert verdicts(read("memberships", "Organisation;Depuis\nAdministration communale d’Ici;\n")) == ["kept"]


def test_a_line_that_cites_what_is_not_known_says_what_looks_like_it() -> None:
    organisation_create(by=None, name="Relais de Clairbois")
    communes_add(by=None, communes=[("84043", "Neufchâteau")])
    run = read(
        "organisations",
        "Nom;Commune;Dépend de\nLe Nid;Neufchateau;Relais de Clairbois\nLe Puits;Atlantis;\n"
        "Le Pont;;Relais Clairboix\n",
    )
    assert verdicts(run) == ["kept", "refused", "refused"]
    assert "Relais de Clairbois" in reasons(run, 4)
    services.run_apply(by=None, at=NOW, run=run)
    nest = Organisation.objects.get(name="Le Nid")
    assert (str(nest.commune), str(nest.parent)) == ("Neufchâteau", "Relais de Clairbois")


def test_people_with_what_they_represent() -> None:
    organisation_create(by=None, name="CPAS d’Arlon")
    body = body_create(by=None, name="Plateforme", kind=BodyKind.PLATFORM)
    person_create(by=None, last_name="Groseille", first_name="Aïcha", email="aicha@example.org")
    run = read(
        "people",
        "Nom;Prénom;E-mail;Instance;Organisation;Depuis\n"
        "Groseille;Aïcha;AICHA@example.org;plateforme;C.P.A.S. d’Arlon;01/09/2026\n"
        "Groseille;Aicha;autre@example.org;;;\n"
        "Bourdon;Hector;;Plateforme;;\n"
        "Sans;Lieu;;;CPAS d’Arlon;\n"
        "Perdu;;;Comité Théodule;;\n"
        "Mauvaise;;pas une adresse;;;\n",
    )
    assert verdicts(run) == ["kept", "doubtful", "kept", "refused", "refused", "refused"]
    services.run_apply(by=None, at=NOW, run=run)
    assert Person.objects.count() == 2
    sits = Mandate.objects.get(person__last_name="Groseille")
    assert (sits.body, str(sits.organisation), sits.starts_on) == (body, "CPAS d’Arlon", date(2026, 9, 1))
    again = read("people", "Nom;Prénom;Instance\nHector;Bourdon;Plateforme\nBourdon;Hector;Plateforme\n")
    assert verdicts(again) == ["unchanged", "unchanged"]


def test_memberships_open_once() -> None:
    for name in ("La Farandole", "Le Nid"):
        organisation_create(by=None, name=name)
    text = "Membre;Depuis\nLa Farandole;01/01/2020\nLe Nid;\nle nid;\nInconnue;\n"
    run = read("memberships", text)
    assert verdicts(run) == ["kept", "kept", "refused", "refused"]
    services.run_apply(by=None, at=NOW, run=run)
    assert dict(Membership.objects.values_list("organisation__name", "starts_on")) == {
        "La Farandole": date(2020, 1, 1),
        "Le Nid": None,
    }
    assert verdicts(read("memberships", text))[:2] == ["unchanged", "unchanged"]


def test_official_numbers_check_themselves_and_stand_once() -> None:
    first = organisation_create(by=None, name="Un", bce=BCE, siret=SIRET)
    for wrong in ({"bce": "0203430577"}, {"siret": "73282932000075"}, {"fase": "0"}, {"bce": BCE}):
        with pytest.raises(ValidationError):
            organisation_create(by=None, name="Deux", **wrong)
    second = organisation_create(by=None, name="Deux", bce=OTHER_BCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=second.pk).update(bce=BCE)
    organisation_update(by=None, organisation=first, parent=second)
    with pytest.raises(ValidationError):
        organisation_update(by=None, organisation=second, parent=first)


def test_a_merge_of_a_part_with_its_whole_keeps_one_record_and_its_numbers() -> None:
    whole = organisation_create(by=None, name="Commune d’Ici", siret=SIRET)
    part = organisation_create(by=None, name="Mairie d’Ici", parent=whole)
    child = organisation_create(by=None, name="Le Nid", parent=whole)
    kept = organisations_merge(by=None, keep=part, gone=whole)
    child.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.siret, kept.parent, child.parent) == (SIRET, None, kept)


def test_a_spelling_that_two_share_is_nobody() -> None:
    one = organisation_create(by=None, name="Les Lutins")
    organisation_create(by=None, name="les lutins ASBL")
    assert verdicts(read("memberships", "Membre;Depuis\nLes Lutins;\n")) == ["refused"]
    variant_add(by=None, organisation=one, name="Les Lutins")
    assert verdicts(read("memberships", "Membre;Depuis\nLes Lutins;\n")) == ["kept"]
