"""The four steps of the set-up, in order; `python scripts/steps.py KEY` carries out one of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

import environment
import products

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Step:
    """One thing that has to be there; `after` are the keys of the steps that it builds on.

    `failure` is what to say when nothing better is known. `folder` is what the step makes from nothing,
    for which `disk_bytes` must be free (measured: 1.6 GB and 2.5 GB, and some room to unpack).
    """

    key: str
    title: str
    failure: str
    is_ready: Callable[[Path], bool]
    make: Callable[[Path], None]
    after: tuple[str, ...] = ()
    rasa: bool = False
    folder: str = ""
    disk_bytes: int = 0


STEPS = (
    Step(
        key="bot",
        title="Môi trường của trợ lý",
        failure="không cài được các gói của trợ lý",
        is_ready=environment.bot_is_ready,
        make=environment.make_bot,
        folder=".venv",
        disk_bytes=2_300_000_000,
    ),
    Step(
        key="rasa",
        title="Môi trường Rasa",
        failure="không cài được Rasa",
        is_ready=environment.rasa_is_ready,
        make=environment.make_rasa,
        after=("bot",),  # for its uv
        rasa=True,
        folder="nlu/.venv",
        disk_bytes=2_700_000_000,
    ),
    Step(
        key="index",
        title="Kho văn bản",
        failure="không lập được kho văn bản",
        is_ready=products.index_is_ready,
        make=products.make_index,
        after=("bot",),
    ),
    Step(
        key="model",
        title="Mô hình hiểu câu",
        failure="không huấn luyện được mô hình hiểu câu",
        is_ready=products.model_is_ready,
        make=products.make_model,
        after=("bot", "rasa"),
        rasa=True,
    ),
)


def wanted(rasa: bool = True) -> list[Step]:
    """The steps in the order of their numbers, without those of Rasa when `rasa` is false."""
    return [step for step in STEPS if rasa or not step.rasa]


def is_usable(root: Path) -> bool:
    """Whether the assistant can start: its environment is whole and there is an index, if an old one."""
    return environment.bot_is_ready(root) and (root / products.INDEX.path).exists()


def carry_out(key: str, root: Path) -> int:
    """The exit status of one step; what went wrong is the last thing printed."""
    (step,) = (step for step in STEPS if step.key == key)
    try:
        step.make(root)
    except CalledProcessError as problem:
        if problem.returncode < 0:  # killed: it could not say so itself
            print(problem)
        return 1
    except (OSError, products.NotMade) as problem:
        print(problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(carry_out(sys.argv[1], ROOT))
