"""Every system builds its index once, then answers in a fresh process of its own, round after round."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peers.collection import Collection
from peers.encoder import folding, unlike
from peers.figures import Figures, quality, warm_median_ms

WORKER = Path(__file__).with_name("worker.py")
COLLECTION, BUILT = "collection.json", "built.json"
K = 10
# Threads of a training that wait for each other lose more than they gain while other programs run.
BUILDING_CORES = 1


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
    """Where and how systems run: the working folder, both Pythons, the cores of a process that answers."""

    folder: Path
    ours: Path
    peers: Path
    cores: int = 2
    say: Callable[[str], None] = print

    def build(self, collection: Collection, systems: Sequence[System]) -> None:
        """Nothing; empties the folder and lays down the index of each system and the times it took.

        Ours has to be the first: its encoder is everybody's. Raises WorkerFailed when a system fails,
        ValueError when the peers' encoder would not read a text as ours does.
        """
        assert systems[0].ours
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        data = collection.laid_down()
        _write(self.folder / COLLECTION, data)
        built = {}
        for system in systems:
            built[system.name] = self._run("build", system, BUILDING_CORES)["build_s"]
            self.say(f"{system.name}: built in {built[system.name]:.1f} s")
            if system.ours:
                texts = [each["content"] for each in data["passages"]]
                self._hand_over(texts + [text for each in data["queries"].values() for text in each])
        _write(self.folder / BUILT, built)

    def measure(
        self, collection: Collection, systems: Sequence[System], rounds: int, timed: int | None = None
    ) -> list[Figures]:
        """The figures of each system, in the order given, on the indexes that were built of the collection.

        `timed` is how many queries of each set are asked after the first round, None for all. Raises
        WorkerFailed when a system fails, ValueError when other indexes, or none, were built.
        """
        try:
            built = _read(self.folder / BUILT)
            same = _read(self.folder / COLLECTION) == collection.laid_down()
        except FileNotFoundError:
            same = False
        if not same or not {each.name for each in systems} <= set(built):
            raise ValueError(f"{self.folder}: chưa dựng chỉ mục của những hệ này, hãy chạy không có --again")
        first = collection.queries[0].text
        answers: dict[str, list[dict[str, Any]]] = {system.name: [] for system in systems}
        for number in range(rounds):
            for system in turned(systems, number):
                asked = {"first": first, "k": K, "count": timed if number else None}
                answers[system.name].append(self._run("answer", system, self.cores, asked))
                self.say(f"round {number + 1}, {system.name}: {_brief(answers[system.name][-1])}")
        right = collection.right()
        return [_figures(system, answers[system.name], built[system.name], right) for system in systems]

    def _hand_over(self, texts: Sequence[str]) -> None:
        """Nothing; lays the encoder of our index where the peers find it."""
        (own,) = (self.folder / "so_tay").glob("*/encoder")
        folding(own, self.folder / "encoder")
        if other := unlike(own, self.folder / "encoder", texts):
            raise ValueError(
                f"the peers' encoder does not read {len(other)} texts as ours: {other[0][:200]!r}"
            )

    def _run(
        self, task: str, system: System, cores: int, asked: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        job_file, out = self.folder / "job.json", self.folder / "out.json"
        index = self.folder / (system.module if system.ours else f"index-{_slug(system.name)}")
        job = {
            "module": system.module,
            "options": system.options,
            "collection": str(self.folder / COLLECTION),
            "encoder": str(self.folder / "encoder"),
            "index": str(index),
            "cores": cores,
            "out": str(out),
            **(asked or {}),
        }
        python = self.ours if system.ours else self.peers
        _write(job_file, job | {"started": time.time()})
        result = subprocess.run(
            [str(python), str(WORKER), task, str(job_file)], capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise WorkerFailed(f"{system.name}, {task}: {result.stderr[-3000:]}")
        measured: dict[str, Any] = _read(out)
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
    system: System, answers: list[dict[str, Any]], build_s: float, right: Sequence[set[int]]
) -> Figures:
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


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
