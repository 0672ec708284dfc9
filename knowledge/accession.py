"""Files handed in for the folder of documents: each gets a name there, and its rows of the catalogue."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge import Document, DocumentRefused
from knowledge.folder import Folder, Parsed, Told, silent
from knowledge.kept import seal as sealed
from knowledge.reading.confined import Reader
from knowledge.reading.source import content
from knowledge.rows import CATALOGUE, row_of
from knowledge.sealing import OLD, Moves, entered, stage
from nlu.text import fold

_LONGEST_NAME = 80  # characters
NO_MOVES = Moves({}, {}, ())


@dataclass(frozen=True)
class Handed:
    """A file handed in: where it lies now, and whether it lies in the folder of documents already."""

    path: Path
    is_there: bool


@dataclass(frozen=True)
class Accession:
    """The folder as it is to become, the moves that make it so, and what is to be told of each file."""

    folder: Folder
    parsed: Parsed
    moves: Moves = NO_MOVES
    notes: tuple[str, ...] = ()


def handed(paths: Sequence[Path], documents_dir: Path) -> list[Handed]:
    """The files, and those that lie in the folders, each once. Raises DocumentRefused when there is none."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = [p for p in sorted(path.iterdir()) if not p.name.startswith(".") and not p.is_dir()]
            files |= dict.fromkeys(p for p in inside if p.name != CATALOGUE)
        else:
            files[path] = None
    if not files:
        raise DocumentRefused(f"{', '.join(map(str, paths))}: thư mục không có tệp nào để nạp.")
    home = documents_dir.resolve()
    return [Handed(path, path.absolute().parent.resolve() == home) for path in files]


def staged(files: Iterable[Handed], documents_dir: Path) -> tuple[list[Handed], list[str]]:
    """The files with those from outside copied beside the folder, and why others could not be.

    What is read, judged and moved is the copy: the original may change meanwhile.
    """
    copies, refused = [], []
    for number, each in enumerate(files):
        try:
            name = each.path.name
            path = each.path if each.is_there else stage(documents_dir, number, name, content(each.path))
            copies.append(replace(each, path=path))
        except DocumentRefused as refusal:
            refused.append(str(refusal))
    return copies, refused


def prepared(
    files: Sequence[Handed], folder: Folder, parsed: Parsed, told: Told = silent, *, replacing: bool = False
) -> Accession:
    """What becomes of the folder with these files; those that cannot be taken are among `parsed.refused`.

    `replacing`: a file takes the place of another one that holds the same document.
    """
    desk = _Desk(folder, parsed, replacing)
    with Reader() as reader:
        for number, each in enumerate(files, 1):
            told(f"đọc {each.path.name}", number, len(files))
            try:
                desk.take(each, reader)
            except DocumentRefused as refusal:
                desk.refused.append(str(refusal))
    return desk.accession()


class _Desk:
    """The folder while one file after the other is taken in."""

    def __init__(self, folder: Folder, parsed: Parsed, replacing: bool) -> None:
        self._folder = folder
        self._rows = {row["key"]: row for row in folder.rows}
        self._files = dict(folder.files)
        self._documents = dict(parsed.documents)
        self._read = dict(parsed.read)
        self._replacing = replacing
        self.refused = list(parsed.refused)
        self._moved: dict[str, str] = {}
        self._aside: dict[str, str] = {}
        self._notes: list[str] = []

    def take(self, file: Handed, reader: Reader) -> None:
        """Nothing; raises DocumentRefused when the file cannot be read or holds what another one does."""
        name = file.path.name if file.is_there else _safe(file.path.name)
        if file.is_there and name not in self._documents:
            return  # among those refused
        documents = self._documents[name] if file.is_there else reader.documents(file.path, Path(name).stem)
        held = self._held(documents, name if file.is_there else "")
        same = [each for each in held if self._files[each].read_bytes() == file.path.read_bytes()]
        if same and not file.is_there:
            self._notes.append(f"{file.path.name}: đã có trong kho (tệp {same[0]}), không đổi")
            return
        if held:
            self._require_replaceable(file.path.name, documents, held)
        if not file.is_there:
            name = self._free(name, held)
        for other in held:
            self._put_aside(other, name)
        self._enter(file, name, documents)

    def accession(self) -> Accession:
        before = {row["key"]: row for row in self._folder.rows}
        changed = [row for key, row in self._rows.items() if before.get(key) != row]
        return Accession(
            replace(self._folder, rows=tuple(entered(self._folder.rows, changed)), files=self._files),
            Parsed(self._documents, tuple(self.refused), self._read),
            Moves(self._aside, self._moved, changed),
            tuple(self._notes),
        )

    def _held(self, documents: Sequence[Document], own: str) -> list[str]:
        """The other files that hold one of these documents."""
        keys = {each.key for each in documents}
        return [
            name
            for name, others in self._documents.items()
            if name != own and keys & {other.key for other in others}
        ]

    def _require_replaceable(self, name: str, documents: Sequence[Document], held: Sequence[str]) -> None:
        what = documents[0].number or documents[0].key
        if twice := [other for other in held if other in self._moved.values()]:
            raise DocumentRefused(
                f"{name}: văn bản {what} có trong hai tệp đang nạp (tệp kia: {twice[0]}). Hãy chọn một tệp."
            )
        if not self._replacing:
            raise DocumentRefused(
                f"{name}: văn bản {what} đã được nạp từ tệp {', '.join(held)}. Nếu tệp này thay cho tệp đó, "
                f"hãy chạy lại với --replace (tệp cũ được cất vào thư mục {OLD}, không bị xóa)."
            )
        keys = {each.key for each in documents}
        staying = [self._documents[other][0] for other in held if self._documents[other][0].key not in keys]
        if staying:
            raise DocumentRefused(
                f"{name}: văn bản {what} nằm trong tệp {staying[0].source} cùng với "
                f"{staying[0].number or staying[0].key}, mà tệp này không có. "
                "Hãy nạp một tệp có đủ các văn bản."
            )
        lost = [row["key"] for row in self._rows.values() if row["file"] in held and row["key"] not in keys]
        if lost:
            raise DocumentRefused(
                f"{name}: tệp này không có {', '.join(lost)}, mà {CATALOGUE} ghi là có trong tệp {held[0]}. "
                f"Hãy sửa {CATALOGUE} rồi chạy lại."
            )

    def _free(self, name: str, held: Sequence[str]) -> str:
        """The name, with a number behind it when another file than those replaced has it."""
        taken = {each.lower() for each in self._files}
        taken -= {each.lower() for each in held}
        stem, suffix = Path(name).stem, Path(name).suffix
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{stem}-{number}{suffix}"
        return free

    def _put_aside(self, other: str, name: str) -> None:
        self._aside[other] = f"{datetime.datetime.now():%Y%m%dT%H%M%S.%f}-{other}"
        self._notes.append(f"{other}: được thay bằng {name}, cất vào {self._folder.path.name}/{OLD}")
        gone = self._documents.pop(other)
        self._read = {sealed: each for sealed, each in self._read.items() if each is not gone}
        del self._files[other]

    def _enter(self, file: Handed, name: str, documents: Sequence[Document]) -> None:
        first = documents[0].key
        for each in documents:
            row = self._rows.get(each.key)
            if row is not None:
                self._rows[each.key] = {**row, "status": "loaded", "file": name}
                if row["status"] == "cited only":
                    self._notes.append(f"{each.number or each.key}: trước chỉ được viện dẫn, nay có toàn văn")
            elif each.key == first:
                self._rows[each.key] = row_of(each, name)
        if not file.is_there:
            self._documents[name] = tuple(replace(each, source=name) for each in documents)
            self._read[sealed(file.path, name, first)] = self._documents[name]
        self._files[name] = file.path
        if not file.is_there:
            self._moved[f"{file.path.parent.name}/{file.path.name}"] = name
            self._notes.append(f"{file.path.name} → {self._folder.path.name}/{name}")


def _safe(name: str) -> str:
    """The file's name in letters that every system and every command line takes."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(Path(name).stem)).strip("-")[:_LONGEST_NAME]
    return f"{stem or 'van-ban'}{Path(name).suffix.lower()}"
