"""The versions of an index on the disk: which one serves, whether it is whole, how another takes its place.

A version is a directory; `CURRENT` names the one that serves, with the SHA-256 of its manifest, and the
manifest holds that of every other file. FAISS answers wrongly in silence on 17 of 20 flipped bytes
(measured), so nothing is read before all hashes are right.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge import KnowledgeDamaged
from knowledge.disk import to_disk

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
FORMAT = 7
KEPT = 3
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{8})")  # when it was made, and its manifest's hash
_TIME = "%Y%m%dT%H%M%S.%fZ"
BUILDING, _REMOVING = ".building-", ".removing-"


class MadeByAnother(KnowledgeDamaged):
    """The version is of a form that this program does not read, or no longer."""


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
    if pointer is None and versions(index_dir):
        raise _damaged(f"thiếu tệp {CURRENT}")
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
            raise MadeByAnother(_damage("bản này do phiên bản chương trình khác tạo ra"))
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
    return named is not None and found.startswith(named[2])


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file under the folder but its manifest, by relative path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def made_at(folder: Path) -> datetime.datetime:
    """When the version was made, as its name says."""
    named = _NAME.fullmatch(folder.name)
    if named is None:
        raise ValueError(f"{folder.name} is no name of a version")
    return datetime.datetime.strptime(named[1], _TIME).replace(tzinfo=datetime.UTC)


def publish(folder: Path, index_dir: Path) -> str:
    """The name of the version: the folder is moved into the index's directory, and `CURRENT` names it.

    Every file is on the disk before the pointer changes, and the pointer changes by one rename. The
    newest three versions stay.
    """
    version = place(folder, index_dir)
    serve(version)
    prune(version)
    return version.name


def place(folder: Path, index_dir: Path) -> Path:
    """The version that the folder has become, beside the others; `CURRENT` does not name it yet."""
    manifest_hash = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    verify(folder, manifest_hash)
    index_dir.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        to_disk(path)
    to_disk(folder)
    now = datetime.datetime.now(datetime.UTC)
    if there := versions(index_dir):  # a clock that was put back does not make the newest version an old one
        now = max(now, made_at(there[-1]) + datetime.timedelta(microseconds=1))
    version = index_dir / f"{now.strftime(_TIME)}-{manifest_hash[:8]}"
    folder.rename(version)
    to_disk(index_dir)
    return version


def serve(folder: Path) -> None:
    """Nothing; from now on `CURRENT` names this version."""
    index_dir = folder.parent
    manifest_hash = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    pointer = index_dir / f"{CURRENT}.new"
    pointer.write_text(f"{folder.name} {manifest_hash}\n", encoding="ascii")
    to_disk(pointer)
    pointer.replace(index_dir / CURRENT)
    to_disk(index_dir)


def prune(serving: Path) -> None:
    """Nothing; removes all versions but the newest three and the one that serves."""
    for path in versions(serving.parent)[:-KEPT]:
        if path != serving:
            # Half a version would look like a damaged one.
            shutil.rmtree(path.rename(path.with_name(f"{_REMOVING}{path.name}")))


@contextmanager
def alone(index_dir: Path, wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Nobody else changes the index meanwhile, and what killed ones left is gone.

    `wait` is called when another one has to end first.
    """
    index_dir.mkdir(parents=True, exist_ok=True)
    with (index_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        _sweep(index_dir)
        yield


def _sweep(index_dir: Path) -> None:
    """Nothing; removes what was being built, removed or written when somebody was killed."""
    for prefix in (BUILDING, _REMOVING):
        for left in index_dir.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
    (index_dir / f"{CURRENT}.new").unlink(missing_ok=True)


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
    return KnowledgeDamaged(_damage(what))


def _damage(what: str) -> str:
    return f"kho văn bản đang hỏng ({what}): hãy chạy python3 scripts/reload_knowledge.py để dựng lại"
