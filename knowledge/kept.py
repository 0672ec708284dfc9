"""What a version holds of the files that it was made from: an unchanged file is not read again.

Beside its documents a version has `files.json`: for each file, by its seal, the documents that were read from
it, told by their keys and by what the catalogue has changed of them since. So nothing is kept twice, and what
was removed goes with the version.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge import Document, DocumentRefused
from knowledge.archive import plain, plain_fields, read_lines, restored, restored_fields, restored_lines
from knowledge.reading.source import content

DOCUMENTS, FILES = "documents.json", "files.json"
_ROOMS = ("knowledge/reading", "knowledge", "nlu")
_LIBRARIES = ("lxml", "pillow", "pypdfium2")
_PARTS = ("text", "sections", "passages", "references")

Read = Mapping[str, Sequence[Document]]  # the seal of a file → the documents as they were read from it


@dataclass(frozen=True)
class Kept:
    """A version's documents and the line of each; of each file, by its seal, what it was read as.

    Lines and files are there only if the program that reads files has not changed since.
    """

    documents: tuple[Document, ...] = ()
    lines: tuple[bytes, ...] = ()
    files: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)

    def read(self, seal: str) -> tuple[Document, ...] | None:
        """The documents of the file as they were read, None for a file that the version was not made from."""
        told = self.files.get(seal)
        return None if told is None else tuple(_restored(each, self._by_key) for each in told)

    def holds(self, document: Document) -> bool:
        """Whether the version has the very document."""
        return self._by_key.get(document.key) == document

    def line(self, document: Document) -> bytes | None:
        """The line of the document, None when the version does not have the very one."""
        return self._lines[document.key] if document.key in self._lines and self.holds(document) else None

    @functools.cached_property
    def _by_key(self) -> dict[str, Document]:
        return {each.key: each for each in self.documents}

    @functools.cached_property
    def _lines(self) -> dict[str, bytes]:
        return {document.key: line for document, line in zip(self.documents, self.lines, strict=False)}


NOTHING = Kept()


def kept(folder: Path) -> Kept:
    """What the version, which is whole, holds."""
    lines = read_lines(folder / DOCUMENTS)
    documents = restored_lines(lines)
    if not (folder / FILES).exists():
        return Kept(documents)
    found = json.loads((folder / FILES).read_text(encoding="utf-8"))
    return Kept(documents, tuple(lines), found["files"]) if found["reader"] == reader() else Kept(documents)


def write_files(read: Read, documents: Iterable[Document], path: Path) -> None:
    """Nothing; writes what each file was read as, told by what the version's documents are."""
    by_key = {each.key: each for each in documents}
    files = {seal: [_told(each, by_key.get(each.key)) for each in found] for seal, found in read.items()}
    path.write_text(json.dumps({"reader": reader(), "files": files}, ensure_ascii=False), encoding="utf-8")


def seal(path: Path, name: str, key: str) -> str:
    """What tells a file's content, its name in the folder and the key given to its document; "" for no file.

    Two files with one seal are read as the same documents.
    """
    try:
        data = content(path)
    except DocumentRefused:
        return ""
    return hashlib.sha256(f"{name}\0{key}\0".encode() + data).hexdigest()


@functools.cache
def reader() -> str:
    """A digest of all that turns a file into documents: this program, its lists of words, the libraries."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(repr((sys.version, [*map(_version, _LIBRARIES)])).encode())
    for path in sorted(path for room in _ROOMS for path in (root / room).iterdir()):
        # What people edit (hints, what is not stated …) is YAML, and no file is read by it.
        if path.suffix in (".py", ".csv", ".txt"):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _told(read: Document, final: Document | None) -> dict[str, Any]:
    """The document as it was read: what differs in the version's own, or all of it when too much does."""
    if final is None or any(getattr(read, part) != getattr(final, part) for part in _PARTS):
        return {"whole": plain(read)}
    differing = {name: value for name, value in vars(read).items() if getattr(final, name) != value}
    return {"key": read.key, "fields": plain_fields(differing)}


def _restored(told: dict[str, Any], documents: Mapping[str, Document]) -> Document:
    if "whole" in told:
        return restored(told["whole"])
    return replace(documents[told["key"]], **restored_fields(told["fields"]))
