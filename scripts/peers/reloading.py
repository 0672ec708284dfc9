"""A reload after one document of many has changed, beside the first one of all; the documents are invented.

Each reload runs in a process of its own; the start of that process is not counted.
"""

from __future__ import annotations

import itertools
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from knowledge.reload import reload

ROOT = Path(__file__).resolve().parents[2]
HEAD = "key,number,type,issuer,date,subject,status,file\n"
DOCUMENT = """\
ỦY BAN NHÂN DÂN
TỈNH AN BÌNH
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {number}/QĐ-UBND

An Bình, ngày {day} tháng 3 năm 2024

QUYẾT ĐỊNH

Về việc công bố quy định thứ {number}

Căn cứ Quyết định số {cited}/QĐ-UBND ngày 03/3/2023 của Ủy ban nhân dân tỉnh An Bình;

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn An
"""


@dataclass(frozen=True)
class Taken:
    """What a reload took: seconds of the clock, and of the processor with its children; the most memory."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    passages: int  # that it added, changed or removed


def invent(folder: Path, count: int, seed: int = 0) -> None:
    """Nothing; fills the folder with documents of some 20 passages, made of the project's own words."""
    chance = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "nlu/data").glob("*.yml"))]
    words = [word for word in " ".join(texts).split() if word.isalpha() and word.islower()]
    for number in range(1, count + 1):
        articles = []
        for article in range(1, chance.randrange(2, 6)):
            clauses = [_clause(n, chance, words) for n in range(1, chance.randrange(3, 6))]
            articles.append("\n\n".join([f"Điều {article}. Quy định về {chance.choice(words)}", *clauses]))
        text = DOCUMENT.format(
            number=number,
            day=number % 27 + 1,
            cited=number * 7 % count + 1,
            body="\n\n".join(articles),
        )
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    (folder / "catalogue.csv").write_text(HEAD, encoding="utf-8")


def _clause(number: int, chance: random.Random, words: list[str]) -> str:
    return f"{number}. {' '.join(chance.choices(words, k=chance.randrange(15, 60))).capitalize()}."


def change(folder: Path, number: int) -> None:
    """Nothing; an article of that document says something else."""
    path = folder / f"{number:05}.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Quy định về", f"Sửa đổi lần {number}, quy định về", 1), encoding="utf-8")


def taken(documents: Path, index: Path) -> Taken:
    """What a reload of the folder takes in this process."""
    started, before = time.perf_counter(), _cpu_s()
    found = reload(documents, {}, index).passages
    wall, cpu = time.perf_counter() - started, _cpu_s() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Taken(wall, cpu, memory, len(found.added) + len(found.changed) + len(found.removed))


def compare(count: int, rounds: int, say: Callable[[str], None]) -> tuple[Taken, list[Taken]]:
    """The first reload of so many documents, and each of those after one of them has changed."""
    with tempfile.TemporaryDirectory() as name:
        documents, index = Path(name, "documents"), Path(name, "index")
        documents.mkdir()
        invent(documents, count)
        say(f"{count} văn bản, lần nạp đầu …")
        full = _alone(documents, index)
        again = []
        for number in itertools.islice(itertools.cycle(range(1, count + 1)), rounds):
            change(documents, number)
            say(f"sửa văn bản {number}, nạp lại …")
            again.append(_alone(documents, index))
    return full, again


def told(full: Taken, again: list[Taken]) -> list[str]:
    """The figures as a table."""
    rows = [("all anew", full), *((f"one changed, {n}", each) for n, each in enumerate(again, 1))]
    return [
        "| reload | s | CPU, s | share | of CPU | memory, MB | passages |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {name} | {each.wall_s:.2f} | {each.cpu_s:.2f} | {each.wall_s / full.wall_s:.1%} "
            f"| {each.cpu_s / full.cpu_s:.1%} | {each.memory_mb:.0f} | {each.passages} |"
            for name, each in rows
        ),
    ]


def _alone(documents: Path, index: Path) -> Taken:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(taken, documents, index).result()


def _cpu_s() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usages)
