"""Every system builds its index once, then answers in a fresh process of its own, round after round."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peers.collection import Collection
from peers.encoder import folding, unlike
from peers.figures import MARKED, PLAIN, Figures, quality, warm_median_ms

WORKER = Path(__file__).with_name("worker.py")
K = 10


@dataclass(frozen=True)
class System:
    """One row: which module searches, with which options. Ours runs in our environment."""

    name: str
    module: str
    options: dict[str, Any] = field(default_factory=dict)
    ours: bool = False
    recommended: bool = True


class WorkerFailed(Exception):
    """A system's process ended badly; the message names it and quotes the end of what it said."""


@dataclass(frozen=True)
class Bench:
    """Where and how the systems run: the working folder, emptied first; both Pythons; the cores of a run."""

    folder: Path
    ours: Path
    peers: Path
    cores: int = 2
    say: Callable[[str], None] = print

    def measure(self, collection: Collection, systems: Sequence[System], rounds: int) -> list[Figures]:
        """The figures of each system, in the order given. Ours has to be the first: the encoder is its.

        Raises WorkerFailed when a system fails, ValueError when the peers' encoder is not the same.
        """
        assert systems[0].ours
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._write(collection)
        built = {}
        for system in systems:
            built[system.name] = self._run("build", system, collection)["build_s"]
            self.say(f"{system.name}: built in {built[system.name]:.1f} s")
            if system.ours:
                self._hand_over(collection)
        answers: dict[str, list[dict[str, Any]]] = {system.name: [] for system in systems}
        for number in range(rounds):
            for system in turned(systems, number):
                answers[system.name].append(self._run("answer", system, collection))
                self.say(f"round {number + 1}, {system.name}: {_brief(answers[system.name][-1])}")
        return [_figures(system, answers[system.name], built[system.name], collection) for system in systems]

    def _write(self, collection: Collection) -> None:
        data = {
            "passages": [
                {"title": each.title, "text": each.text, "content": each.content}
                for each in collection.passages
            ],
            "queries": {
                MARKED: [each.text for each in collection.queries],
                PLAIN: [each.without_marks for each in collection.queries],
            },
        }
        (self.folder / "collection.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    def _hand_over(self, collection: Collection) -> None:
        """Nothing; lays the encoder of our index where the peers find it."""
        (own,) = (self.folder / "so_tay").glob("*/encoder")
        folding(own, self.folder / "encoder")
        texts = [each.content for each in collection.passages] + [each.text for each in collection.queries]
        if other := unlike(own, self.folder / "encoder", texts):
            raise ValueError(
                f"the peers' encoder does not read {len(other)} texts as ours: {other[0][:200]!r}"
            )

    def _run(self, task: str, system: System, collection: Collection) -> dict[str, Any]:
        job_file, out = self.folder / "job.json", self.folder / "out.json"
        index = self.folder / (system.module if system.ours else f"index-{_slug(system.name)}")
        job = {
            "module": system.module,
            "options": system.options,
            "collection": str(self.folder / "collection.json"),
            "encoder": str(self.folder / "encoder"),
            "index": str(index),
            "first": collection.queries[0].text,
            "k": K,
            "cores": self.cores,
            "out": str(out),
        }
        python = self.ours if system.ours else self.peers
        job_file.write_text(json.dumps(job | {"started": time.time()}), encoding="utf-8")
        result = subprocess.run(
            [str(python), str(WORKER), task, str(job_file)], capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise WorkerFailed(f"{system.name}, {task}: {result.stderr[-3000:]}")
        measured: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return measured


def turned(systems: Sequence[System], number: int) -> list[System]:
    """The systems in the order of this round: each begins with another one."""
    start = number % len(systems)
    return [*systems[start:], *systems[:start]]


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)


def _brief(answer: dict[str, Any]) -> str:
    return (
        f"first answer {answer['first_answer_s']:.2f} s (CPU {answer['first_answer_cpu_s']:.2f}), "
        f"{answer['memory_mb']:.0f} MB, a query {warm_median_ms(answer['times_ms']):.2f} ms "
        f"(CPU {warm_median_ms(answer['cpu_ms']):.2f})"
    )


def _figures(
    system: System, answers: list[dict[str, Any]], build_s: float, collection: Collection
) -> Figures:
    rows = {each.id: row for row, each in enumerate(collection.passages)}
    right = [{rows[each] for each in query.relevant if each in rows} for query in collection.queries]
    return Figures(
        name=system.name,
        recommended=system.recommended,
        quality={name: quality(rankings, right) for name, rankings in answers[0]["rankings"].items()},
        query_ms=statistics.median(warm_median_ms(each["times_ms"]) for each in answers),
        query_cpu_ms=statistics.median(warm_median_ms(each["cpu_ms"]) for each in answers),
        first_answer_s=statistics.median(each["first_answer_s"] for each in answers),
        first_answer_cpu_s=statistics.median(each["first_answer_cpu_s"] for each in answers),
        memory_mb=statistics.median(each["memory_mb"] for each in answers),
        build_s=build_s,
        rounds=len(answers),
    )


def this_python() -> Path:
    """The Python that runs this."""
    return Path(sys.executable)
