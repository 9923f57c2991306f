"""Reading the tables of the facts: columns checked, cells typed, everything wrong said at once."""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import ribambelle.offer

Cell = TypeVar("Cell")
#: The one table that another room ships already: its own copy is read where the folder has none.
SHIPPED = {"luxembourg-2017/structures": "structures-luxembourg-2017.csv"}
COLUMNS = {
    "luxembourg-2017/activites": "activite date nombre unite detail",
    "luxembourg-2017/chronologie": "annee jalon",
    "luxembourg-2017/partenaires": "partenaire role",
    "luxembourg-2017/partenaires_sociaux": "organisation nature",
    "luxembourg-2017/portefeuille": "cle valeur unite",
    "luxembourg-2017/projets": "promoteur commune structures",
    "luxembourg-2017/realisations": "code annee themes",
    "luxembourg-2017/structures": "code nom places places_cofinancees",
    "sae-2021/accompagnements": "objet etat detail",
    "sae-2021/actions": "action statut objectifs_vises missions_visees",
    "sae-2021/coordinations_one": "date objet",
    "sae-2021/coordinations_provinciales": "zone province date services_participants personnes",
    "sae-2021/evenements": "evenement debut seances duree_h format places demandes acceptees",
    "sae-2021/indicateurs": "indicateur valeur unite",
    "sae-2021/instances": "instance rencontres",
    "sae-2021/membres": "province pouvoir_organisateur_et_service",
    "sae-2021/objectifs": "code parent type libelle",
    "sae-2021/organe_administration": "date",
    "sae-2021/subside": "cle valeur unite",
    "save-2018-2025/commission": "cle valeur",
    "save-2018-2025/evaluation_2018_2021": "objectif actions effets_attendus resultats_2021 perspectives",
    "save-2018-2025/objectifs_2022_2025": "objectif actions effets_attendus",
    "triangle/activites": "numero activite domaine",
    "triangle/objectifs": "code parent libelle",
    "triangle/publics": "niveau public",
}


class FactsError(ValueError):
    """Tables that cannot be brought in; `problems` lists everything, each with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Line:
    """One row of a table: its cells by column, and where it stands for a message."""

    def __init__(self, where: str, cells: dict[str, str]) -> None:
        self.where = where
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def typed(self, column: str, read: Callable[[str], Cell], wanted: str) -> Cell:
        """A cell read as something, or a refusal that names the cell."""
        try:
            return read(self[column])
        except ValueError as error:
            raise FactsError(
                [f"{self.where}, {column}: {self[column]!r} is not {wanted}. Correct the cell."]
            ) from error

    def one_of(self, column: str, known: Mapping[str, Cell]) -> Cell:
        """What a word of a closed list stands for, or a refusal that gives the list."""
        if self[column] not in known:
            words = ", ".join(known)
            raise FactsError([f"{self.where}, {column}: {self[column]!r} is not one of {words}. Correct the cell."])
        return known[self[column]]

    def integer(self, column: str) -> int:
        return self.typed(column, int, "a whole number")

    def day(self, column: str) -> date:
        return self.typed(column, date.fromisoformat, "a date written 2021-03-29")

    def maybe(self, column: str) -> int | None:
        """A whole number, or None where the source says nothing: never 0."""
        return self.integer(column) if self[column] else None

    def sentence(self, column: str) -> str:
        return re.sub(r"\s+", " ", self[column]).strip()


class Tables:
    """The tables of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        path = self.folder / f"{name}.csv"
        if not path.exists() and name in SHIPPED:
            return Path(ribambelle.offer.__file__).parent / "data" / SHIPPED[name]
        return path

    def check(self) -> None:
        """Every table is there with its columns, or everything that is missing is said."""
        problems = []
        for name, columns in COLUMNS.items():
            path = self.path(name)
            if not path.exists():
                problems.append(f"{name}.csv: not in {self.folder}. Give the folder that holds it.")
                continue
            with path.open(encoding="utf-8-sig", newline="") as file:
                found = next(csv.reader(file, delimiter=";"), [])
            if missing := [column for column in columns.split() if column not in found]:
                problems.append(f"{name}.csv: no column {', '.join(missing)}. Add it, or restore the file.")
        if problems:
            raise FactsError(problems)

    def lines(self, name: str) -> list[Line]:
        with self.path(name).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";", restval="")
            return [
                Line(
                    f"{name}.csv line {rows.line_num}",
                    {key: (value or "").strip() for key, value in row.items() if key},
                )
                for row in rows
            ]

    def values(self, name: str) -> dict[str, Line]:
        """A table of keys and values: each line by its key."""
        return {line["cle"]: line for line in self.lines(name)}

    def bytes_of(self, prefix: str) -> bytes:
        """Everything of one set, in a fixed order: what its fingerprint is taken of."""
        return b"\0".join(self.path(name).read_bytes() for name in sorted(COLUMNS) if name.startswith(f"{prefix}/"))


def _stripped(row: dict[str, str]) -> dict[str, str]:
    return {column: (value or "").strip() for column, value in row.items() if column}
