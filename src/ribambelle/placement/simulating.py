"""Simulations: many rule texts × many sessions × many seeds × policies, in local processes or on a Dask cluster.

Each run is a pure function of (instance, policy, seed), so where it ran leaves no trace: same results bit for bit. Rows
are journaled as they come, under a key of what was run; starting again does only what is missing.
"""

import json
import signal
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ribambelle.placement.canonical import canonical_bytes, sha256_hex
from ribambelle.placement.comparing import comparison_row
from ribambelle.placement.errors import NotApplicable, WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem, Problems
from ribambelle.placement.reading import read_csv
from ribambelle.placement.solving import COMPARED, place

__all__ = ["COLUMNS", "Plan", "Task", "read_plan", "run_one", "simulate"]

FIGURES = ("placed_children", "half_days_filled", "first_wishes", "sum_of_ranks", "blocking_options", "waste", "remark")
COLUMNS = ("session", "rules", "policy", "seed", *FIGURES)
AHEAD = 4  # tasks waiting for each worker
KEYS = {"sessions", "rules", "policies", "seeds"}


@dataclass(frozen=True, slots=True)
class Task:
    """One run: a session under one rule text, a policy and a seed. ``key`` names it whatever its files are called."""

    session: str
    rules: str
    policy: str
    seed: int
    document: str
    key: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Every task, in the order of the results."""

    tasks: tuple[Task, ...]


def read_plan(file: Path) -> Plan:
    """Read a TOML plan.

    ``sessions``: folders of instances. ``rules``: rule texts by name, each the name of a points file looked for in
    every session's folder (``points.csv`` when there are no rules). ``policies`` (``stable``). ``seeds``: a list, or
    how many. Paths are relative to the plan.

    Raises
    ------
    WrongInput
        With every problem of the plan and of every session.
    """
    try:
        plan = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _wrong(file, f"this file cannot be read ({error.strerror})", "Give a plan") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(file, f"this is not readable TOML ({error})", "Correct it") from error
    sessions, rules, policies, seeds = _checked(file, plan)
    tasks, problems = [], []
    for session in sessions:
        for name, points in rules.items():
            try:
                document = _under(file.parent / session, points)
            except WrongInput as error:
                problems += [problem._replace(file=f"{session}/{problem.file}") for problem in error.problems]
                continue
            for policy in policies:
                for seed in seeds:
                    key = sha256_hex(canonical_bytes([sha256_hex(document.encode()), policy, seed]))
                    tasks.append(Task(session, name, policy, seed, document, key))
    if problems:
        raise WrongInput(problems)
    return Plan(tuple(tasks))


def _wrong(file: Path, what: str, remedy: str) -> WrongInput:
    return WrongInput([Problem(str(file), 0, "", what, remedy)])


def _checked(file: Path, plan: dict[str, Any]) -> tuple[list[str], dict[str, str], list[str], list[int]]:
    sessions, rules = plan.get("sessions"), plan.get("rules", {"points": "points.csv"})
    policies, seeds = plan.get("policies", ["stable"]), plan.get("seeds", 1)
    if isinstance(seeds, int) and not isinstance(seeds, bool):
        seeds = list(range(seeds))
    problems = Problems()
    for key in sorted(set(plan) - KEYS):
        problems.error(str(file), 0, key, "this option is unknown", f"Use one of {', '.join(sorted(KEYS))}")
    if not (isinstance(sessions, list) and sessions and all(isinstance(name, str) for name in sessions)):
        problems.error(str(file), 0, "sessions", "a list of folders is needed", 'Write sessions = ["spring"]')
    if not (isinstance(rules, dict) and rules and all(isinstance(name, str) for name in rules.values())):
        problems.error(str(file), 0, "rules", "a table of points files is needed", 'Write current = "points.csv"')
    if not (isinstance(policies, list) and policies and set(map(str, policies)) <= set(COMPARED)):
        problems.error(str(file), 0, "policies", "a list of policies is needed", f"Use {', '.join(COMPARED)}")
    if not (isinstance(seeds, list) and seeds and all(type(seed) is int for seed in seeds)):
        problems.error(str(file), 0, "seeds", "a list of whole numbers, or how many, is needed", "Write seeds = 20")
    if problems.errors:
        raise WrongInput(problems.errors)
    return sessions, rules, policies, seeds  # type: ignore[return-value]


def _under(folder: Path, points: str) -> str:
    """The instance of a session under one rule text, as its JSON document."""
    instance = Instance.read(folder)
    if points != "points.csv":
        problems = Problems()
        if not (folder / points).is_file():
            raise _wrong(Path(points), "there is no such rule text in this session", "Add it to the session's folder")
        table = read_csv(folder / points, "points", problems)
        if problems.errors:
            raise WrongInput(problems.errors)
        instance = Instance({**instance.tables, "points": table}, instance.options, Problems())
    return instance.to_json()


def run_one(document: str, policy: str, seed: int) -> dict[str, Any]:
    """The figures of one run. Pure: the same wherever it is called."""
    instance = Instance.from_document(json.loads(document))
    try:
        row = comparison_row(place(instance, policy=policy, seed=seed, comparison=True))
    except NotApplicable as error:
        row = {"remark": str(error)}
    return {name: row.get(name, "") for name in FIGURES}


Submit = Callable[[Task], Any]


def simulate(
    plan: Plan,
    journal: Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[str, float], None] = lambda _step, _share: None,
) -> list[dict[str, Any]] | None:
    """The rows of every task in the order of the plan; None when stopped before the end (the journal keeps on)."""
    done = _read_journal(journal)
    missing = {task.key: task for task in plan.tasks if task.key not in done}
    if missing:
        journal.parent.mkdir(parents=True, exist_ok=True)
        runner = _on_cluster(scheduler, missing) if scheduler else _on_processes(workers, missing, stop)
        with journal.open("a", encoding="utf-8") as stream:
            for key, row in runner:
                done[key] = row
                stream.write(json.dumps({"key": key, "row": row}, ensure_ascii=False) + "\n")
                stream.flush()
                progress("simulations", len(done) / len(plan.tasks))
                if stop():
                    runner.close()
                    break
    if any(task.key not in done for task in plan.tasks):
        return None
    heads = ("session", "rules", "policy", "seed")
    return [{**{name: getattr(task, name) for name in heads}, **done[task.key]} for task in plan.tasks]


def _read_journal(journal: Path) -> dict[str, dict[str, Any]]:
    """What was run already. A last line cut short by a kill is run again."""
    done = {}
    if journal.is_file():
        text = journal.read_text(encoding="utf-8")
        for line in text.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            done[entry["key"]] = entry["row"]
        if text and not text.endswith("\n"):
            with journal.open("a", encoding="utf-8") as stream:
                stream.write("\n")
    return done


#: How often what a cluster lost is sent again before giving up.
CLUSTER_ATTEMPTS = 4

Runner = Iterator[tuple[str, dict[str, Any]]]


def _leave_ctrl_c_to_the_parent() -> None:
    """A terminal sends Ctrl-C to every process: here the one who asked for the runs decides when they end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _on_processes(workers: int, tasks: dict[str, Task], stop: Callable[[], bool]) -> Any:
    """Results of local processes as they come."""
    waiting = list(tasks.values())[::-1]
    with ProcessPoolExecutor(workers, get_context("spawn"), _leave_ctrl_c_to_the_parent) as pool:
        running: dict[Future[dict[str, Any]], str] = {}
        try:
            while (waiting or running) and not stop():
                while waiting and len(running) < AHEAD * workers:
                    task = waiting.pop()
                    running[pool.submit(run_one, task.document, task.policy, task.seed)] = task.key
                finished, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _on_cluster(scheduler: str, tasks: dict[str, Task]) -> Any:
    """Results of a Dask cluster as they come. What a dying worker takes with it is sent again, a few times."""
    import distributed

    dask: Any = distributed  # its functions carry no types
    remaining = dict(tasks)
    with dask.Client(scheduler, timeout=30) as client:
        for _attempt in range(CLUSTER_ATTEMPTS):
            for key, row in _one_round(dask, client, remaining):
                del remaining[key]
                yield key, row
            if not remaining:
                return
    raise ConnectionError(f"{len(remaining)} runs were lost {CLUSTER_ATTEMPTS} times with the workers that held them")


def _one_round(dask: Any, client: Any, tasks: dict[str, Task]) -> Any:
    """Send all these tasks; give back those that come through.

    The scheduler runs a task again when its worker dies, but the instance itself, held by workers only, may be lost
    with the one that held it: its tasks then come back as cancelled, and the next round sends it anew.
    """
    documents = list({task.document: "" for task in tasks.values()})
    sent = dict(zip(documents, client.scatter(documents, hash=False, broadcast=True), strict=True))
    futures = {
        client.submit(run_one, sent[task.document], task.policy, task.seed, pure=False, retries=3): key
        for key, task in tasks.items()
    }
    for future in dask.as_completed(list(futures)):
        if not future.cancelled():
            with suppress(dask.CancelledError):
                yield futures[future], future.result()
