"""The rooms of the house: their order, their files, their size."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

from tests.repository.files import ROOT, SOURCES, name, texts

MOST_LINES = 450
HOLDALLS = re.compile(r"^(util|hel" + r"per|misc|common|tool)s?\.py$")


def order() -> list[str]:
    """The rooms from the ground up, as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    return list(reversed(layers))


def room_of(app_label: str) -> str | None:
    """The room of an application of ours; None for those of others."""
    module = apps.get_app_config(app_label).name
    return module.split(".")[1] if module.startswith("ribambelle.") else None


def test_every_room_has_its_place() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("*/__init__.py")}
    assert rooms == set(order())


def test_the_foreign_keys_follow_the_order_of_the_house() -> None:
    rank = {room: index for index, room in enumerate(order())}
    upward = []
    for model in apps.get_models():
        here = room_of(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is None or not isinstance(field, Field) or field.related_model is None:
                continue
            there = room_of(field.related_model._meta.app_label)
            if there is not None and rank[there] > rank[here]:
                upward.append(f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}")
    assert upward == []


def keys_by_class(path: Path) -> list[str]:
    """The relations of a module whose target is a class of another room, not a string."""
    tree = ast.parse(path.read_text("utf-8"))
    here = path.relative_to(SOURCES).parts[0]
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ribambelle.")
        if (node.module or "").split(".")[1] != here
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
            continue
        targets = [*node.args[:1], *[keyword.value for keyword in node.keywords if keyword.arg == "to"]]
        found += [
            f"{name(path)}:{node.lineno}: {target.id}"
            for target in targets
            if isinstance(target, ast.Name) and target.id in foreign
        ]
    return found


def test_the_foreign_keys_across_rooms_are_strings() -> None:
    modules = [
        path for path in SOURCES.glob("*/models*") for path in ([path] if path.is_file() else path.rglob("*.py"))
    ]
    assert [line for path in modules for line in keys_by_class(path)] == []


def test_nothing_is_put_into_a_holdall() -> None:
    assert [name(path) for path in texts(".py") if HOLDALLS.match(path.name)] == []


def test_no_module_grows_beyond_reading() -> None:
    long = {
        name(path): lines for path in texts(".py") if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


@pytest.mark.parametrize("section", ["dependencies", "extras", "groups"])
def test_every_dependency_says_why(section: str) -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)
    lists = {
        "dependencies": [project["project"]["dependencies"]],
        "extras": list(project["project"]["optional-dependencies"].values()),
        "groups": list(project["dependency-groups"].values()),
    }[section]
    wanted = [requirement for each in lists for requirement in each]
    assert wanted
    lines = text.splitlines()
    unjustified = [
        requirement
        for requirement in wanted
        if not any(line.strip().startswith(f'"{requirement}"') and "# " in line for line in lines)
    ]
    assert unjustified == []
