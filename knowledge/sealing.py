"""Moves into the folder of documents that are done as one, however often a run is ended by force.

    staged ──► sealed ──► files put aside ──► files moved in ──► rows of the catalogue written ──► seal broken

Until a run is sealed, the folder is as it was. A sealed run is completed by the next one from what its seal
says: each step may be done again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.disk import to_disk, write_whole
from knowledge.folder import Folder
from knowledge.rows import CATALOGUE, Row, read_rows, written

STAGED, SEAL, OLD = ".staged", "SEAL", ".old"  # a folder, a file in it, a folder


@dataclass(frozen=True)
class Moves:
    """`aside`: name in the folder → name in `.old`; `files`: path in `.staged` → name in the folder.

    `rows` are those of the catalogue that are new or that are other ones now.
    """

    aside: Mapping[str, str]
    files: Mapping[str, str]
    rows: Sequence[Row]

    def __bool__(self) -> bool:
        return bool(self.aside or self.files or self.rows)


def stage(documents_dir: Path, number: int, name: str, data: bytes) -> Path:
    """Where the file lies now, under its own name; `number` tells it from others of that name."""
    path = documents_dir / STAGED / str(number) / name
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    shutil.copymode(documents_dir / CATALOGUE, path)
    to_disk(path)
    to_disk(path.parent)
    return path


def seal(documents_dir: Path, moves: Moves) -> None:
    """Nothing; from here on the moves will be made, by this run or by the next."""
    folder = documents_dir / STAGED
    folder.mkdir(exist_ok=True)
    to_disk(documents_dir)
    to_disk(folder)
    write_whole(folder / SEAL, json.dumps(vars(moves), ensure_ascii=False).encode())


def complete(documents_dir: Path) -> bool:
    """Whether a run was sealed; it is complete now. What was staged without a seal is gone.

    Raises DocumentRefused when the catalogue cannot be read, and then the next one completes it.
    """
    moves = _sealed(documents_dir)
    if moves:
        path = documents_dir / CATALOGUE
        rows = entered(read_rows(path), moves.rows)
        _move(documents_dir, moves)
        write_whole(path, written(rows, path.read_bytes()))
        (documents_dir / STAGED / SEAL).unlink()
        to_disk(documents_dir / STAGED)
    shutil.rmtree(documents_dir / STAGED, ignore_errors=True)
    return moves is not None


def discard(documents_dir: Path) -> None:
    """Nothing; what is staged and not sealed is gone."""
    if _sealed(documents_dir) is None:
        shutil.rmtree(documents_dir / STAGED, ignore_errors=True)


def foreseen(folder: Folder) -> Folder:
    """The folder as it will be once a sealed run is completed."""
    moves = _sealed(folder.path)
    if moves is None:
        return folder
    files = {name: path for name, path in folder.files.items() if name not in moves.aside}
    for staged, name in moves.files.items():
        path = folder.path / STAGED / staged
        files[name] = path if path.exists() else folder.path / name
    return replace(folder, rows=tuple(entered(folder.rows, moves.rows)), files=files)


def _sealed(documents_dir: Path) -> Moves | None:
    try:
        return Moves(**json.loads((documents_dir / STAGED / SEAL).read_bytes()))
    except FileNotFoundError:
        return None


def _move(home: Path, moves: Moves) -> None:
    """Nothing; what was moved already stays where it is: another file may have the name of one put aside."""
    for name, kept in moves.aside.items():
        target = home / OLD / kept
        target.parent.mkdir(exist_ok=True)
        if not target.exists() and (home / name).exists():
            (home / name).rename(target)
    if moves.aside:
        to_disk(home / OLD)
    for staged, name in moves.files.items():
        path = home / STAGED / staged
        if path.exists():
            path.replace(home / name)
    to_disk(home)


def entered(rows: Sequence[Row], changed: Sequence[Row]) -> list[Row]:
    """The rows with the changed ones in their places, and the new ones behind them."""
    by_key = {row["key"]: row for row in changed}
    known = {row["key"] for row in rows}
    return [*(by_key.get(row["key"], row) for row in rows), *(r for r in changed if r["key"] not in known)]
