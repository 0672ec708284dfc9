"""The versions of an index on the disk: which one serves, whether it is whole, how another takes its place.

A version is a directory; `CURRENT` names the one that serves, with the SHA-256 of its manifest, and the
manifest holds that of every other file. FAISS answers wrongly in silence on 17 of 20 flipped bytes
(measured), so nothing is read before all hashes are right.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from knowledge import KnowledgeDamaged

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
FORMAT = 4
KEPT = 3
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-([0-9a-f]{8})")  # when it was made, and its manifest's hash


@dataclass(frozen=True)
class Serving:
    """The directory of a version that is whole; `damage` says why the one that `CURRENT` names is not used.

    "" there: it is that one.
    """

    folder: Path
    damage: str = ""


def serving(index_dir: Path) -> Serving:
    """The version to serve from: that of `CURRENT`, or the newest whole one before it when that is damaged.

    Raises KnowledgeDamaged when there is none.
    """
    try:
        return Serving(check(index_dir))
    except KnowledgeDamaged as damage:
        named = _named(index_dir)
        for folder in reversed(versions(index_dir)):
            if (named and folder.name >= named) or not is_whole(folder):
                continue
            return Serving(folder, str(damage))
        raise


def check(index_dir: Path) -> Path:
    """The directory of the version that `CURRENT` names. Raises KnowledgeDamaged when it is not whole."""
    pointer = _pointer(index_dir)
    if pointer is None:
        raise KnowledgeDamaged("chưa dựng kho văn bản: hãy chạy python3 scripts/reload_knowledge.py")
    folder, manifest_hash = pointer
    verify(folder, manifest_hash)
    return folder


def current(index_dir: Path) -> Path | None:
    """The directory of the version that `CURRENT` names, None when nothing was ever published.

    Raises KnowledgeDamaged when the pointer cannot be read or leads nowhere.
    """
    pointer = _pointer(index_dir)
    return pointer[0] if pointer else None


def versions(index_dir: Path) -> list[Path]:
    """The directories of all versions there are, whole or not, the oldest first."""
    if not index_dir.is_dir():
        return []
    return sorted(path for path in index_dir.iterdir() if path.is_dir() and _NAME.fullmatch(path.name))


def is_whole(folder: Path) -> bool:
    """Whether the version is as it was published."""
    try:
        verify(folder)
    except KnowledgeDamaged:
        return False
    return True


def verify(folder: Path, manifest_hash: str | None = None) -> None:
    """Nothing; raises KnowledgeDamaged unless the folder holds the files of its manifest and no others.

    Without `manifest_hash` the manifest is held against the part of its hash in the version's name.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
        if not _agrees(hashlib.sha256(data).hexdigest(), manifest_hash, folder):
            raise _damaged(f"tệp {MANIFEST} đã bị thay đổi")
        manifest = json.loads(data)
        if manifest.get("format") != FORMAT:
            raise _damaged("bản này do phiên bản chương trình khác tạo ra")
        expected: dict[str, str] = manifest["files"]
        found = hashes(folder)
    except OSError as error:
        raise _damaged(f"không đọc được tệp {error.filename}") from error
    for name in sorted({*expected, *found}):
        if name not in found:
            raise _damaged(f"thiếu tệp {name}")
        if expected.get(name) != found[name]:
            raise _damaged(f"tệp {name} đã bị thay đổi")


def _agrees(found: str, manifest_hash: str | None, folder: Path) -> bool:
    """Whether the manifest's hash is the one expected, or without that, begins as the version's name says."""
    if manifest_hash is not None:
        return found == manifest_hash
    named = _NAME.fullmatch(folder.name)
    return named is not None and found.startswith(named[1])


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file under the folder but its manifest, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def publish(folder: Path, index_dir: Path) -> str:
    """The name of the version: the folder is moved into the index's directory, and `CURRENT` names it.

    Every file is on the disk before the pointer changes, and the pointer changes by one rename. The
    newest three versions stay.
    """
    manifest_hash = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    verify(folder, manifest_hash)
    index_dir.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        _to_disk(path)
    _to_disk(folder)
    now = datetime.datetime.now(datetime.UTC)
    name = f"{now:%Y%m%dT%H%M%S.%fZ}-{manifest_hash[:8]}"
    folder.rename(index_dir / name)
    _to_disk(index_dir)
    serve(index_dir / name)
    _prune(index_dir, name)
    return name


def serve(folder: Path) -> None:
    """Nothing; from now on `CURRENT` names this version."""
    index_dir = folder.parent
    manifest_hash = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    pointer = index_dir / f"{CURRENT}.new"
    pointer.write_text(f"{folder.name} {manifest_hash}\n", encoding="ascii")
    _to_disk(pointer)
    pointer.replace(index_dir / CURRENT)
    _to_disk(index_dir)


def _pointer(index_dir: Path) -> tuple[Path, str] | None:
    """What `CURRENT` names: the version's directory and the hash of its manifest."""
    try:
        words = (index_dir / CURRENT).read_bytes().decode("ascii").split()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(f"không đọc được tệp {CURRENT}") from error
    if len(words) != 2 or not _NAME.fullmatch(words[0]) or not (index_dir / words[0]).is_dir():
        raise _damaged(f"tệp {CURRENT} không chỉ tới bản nào")
    return index_dir / words[0], words[1]


def _named(index_dir: Path) -> str:
    """The version that `CURRENT` names, there or not; "" when it cannot be read."""
    try:
        words = (index_dir / CURRENT).read_bytes().decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return ""
    return words[0] if words and _NAME.fullmatch(words[0]) else ""


def _damaged(what: str) -> KnowledgeDamaged:
    return KnowledgeDamaged(
        f"kho văn bản bị hỏng ({what}): hãy chạy python3 scripts/reload_knowledge.py để dựng lại"
    )


def _prune(index_dir: Path, name: str) -> None:
    """Nothing; removes all versions but the newest three and the one that serves."""
    for path in versions(index_dir)[:-KEPT]:
        if path.name != name:
            shutil.rmtree(path)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
