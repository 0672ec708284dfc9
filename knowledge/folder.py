"""The folder of documents: its files and the rows of its catalogue, as they are or as they are to become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge import Document, DocumentRefused
from knowledge.kept import NOTHING, Kept, seal
from knowledge.reading.confined import Reader
from knowledge.rows import CATALOGUE, Row, read_rows

Told = Callable[[str, int, int], None]  # what is being done, which one of how many (0 of 0: one cannot say)


def silent(what: str, number: int, of: int) -> None:
    """Nothing."""


@dataclass(frozen=True)
class Folder:
    """`files` says of each file's name where it lies now: one that is being taken in lies elsewhere yet."""

    path: Path
    rows: tuple[Row, ...]
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Parsed:
    """The documents of each file by its name, and why the other files were refused.

    `read` has the documents once more, by the files' seals, for the next version.
    """

    documents: Mapping[str, tuple[Document, ...]]
    refused: tuple[str, ...] = ()
    read: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)


def look(path: Path) -> Folder:
    """The folder as it is. Raises DocumentRefused when it has no sound catalogue."""
    files = {
        each.name: each
        for each in sorted(path.iterdir() if path.is_dir() else ())
        if not each.is_dir() and each.name != CATALOGUE and not each.name.startswith(".")
    }
    return Folder(path, tuple(read_rows(path / CATALOGUE)), files)


def parse(
    folder: Folder, told: Told = silent, before: Kept = NOTHING, reader: Reader | None = None
) -> Parsed:
    """What each file of the folder holds, those of the catalogue first; what `before` holds is not read.

    A document whose text lost its number has the key of its row, without a row the name of its file.
    `reader` is one that was started ahead; it is closed at the end.
    """
    keys = {row["file"]: row["key"] for row in reversed(folder.rows) if row["file"]}
    names = list(dict.fromkeys([*(row["file"] for row in folder.rows if row["file"]), *folder.files]))
    documents: dict[str, tuple[Document, ...]] = {}
    refused, read = [], {}
    with reader or Reader() as child:
        for number, name in enumerate(names, 1):
            told(f"đọc {name}", number, len(names))
            try:
                path = folder.files.get(name) or _inside(folder.path, name)
                sealed, documents[name] = _read(path, name, keys.get(name) or Path(name).stem, child, before)
                if sealed:
                    read[sealed] = documents[name]
            except DocumentRefused as refusal:
                refused.append(str(refusal))
    return Parsed(documents, tuple(refused), read)


def _read(path: Path, name: str, key: str, reader: Reader, before: Kept) -> tuple[str, tuple[Document, ...]]:
    """The file's seal and its documents; "" for the seal when the file was being written meanwhile."""
    sealed = seal(path, name, key)
    known = before.read(sealed)
    if known is not None:
        return sealed, known
    found = tuple(replace(each, source=name) for each in reader.documents(path, key))
    return sealed if sealed == seal(path, name, key) else "", found


def _inside(folder: Path, file: str) -> Path:
    path = folder / file
    if path.parent != folder or file in ("", ".", ".."):
        raise DocumentRefused(f"{CATALOGUE}: tên tệp “{file}” phải nằm ngay trong thư mục {folder.name}.")
    if not (path.exists() or path.is_symlink()):
        raise DocumentRefused(
            f"{file}: không mở được tệp, vì thư mục {folder.name} không có tệp này. Hãy chép lại tệp; "
            f"nếu đã bỏ văn bản, hãy xóa dòng của nó trong {CATALOGUE}."
        )
    return path
