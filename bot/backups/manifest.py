"""What a backup consists of: a JSON file with the hash of every other file, and a hash of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bot.backups import copying

NAME = "manifest.json"


class ManifestDamaged(ValueError):
    """There is no manifest, or it is not as it was written; the message says which, in Vietnamese."""


@dataclass(frozen=True)
class Entry:
    """One file: its SHA-256 in hex, and how large it is."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """`made_at`: when the copy began, ISO 8601 in UTC. `program`: the version that made it.

    `schema`: the migrations applied. `lost`: photos that reports name, but that were gone or damaged then.
    `index`: the version of the documents' index, "" when none was whole. `files` by relative path.
    """

    made_at: str
    program: str
    schema: tuple[str, ...]
    counts: dict[str, int]
    last_report: str
    lost: tuple[str, ...]
    index: str
    files: Mapping[str, Entry]


def write(manifest: Manifest, folder: Path) -> None:
    """Nothing; writes the manifest of the folder."""
    content = {**vars(manifest), "files": {name: vars(each) for name, each in manifest.files.items()}}
    sealed = {**content, "sha256": _seal(content)}
    path = folder / NAME
    path.touch(mode=0o600)
    path.write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of the folder. Raises ManifestDamaged."""
    try:
        content: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if content.pop("sha256") != _seal(content):
            raise ManifestDamaged(f"tệp {NAME} đã bị thay đổi")
        files = {_inside(name): Entry(**each) for name, each in content["files"].items()}
        schema, lost = tuple(content["schema"]), tuple(content["lost"])
        return Manifest(**{**content, "files": files, "schema": schema, "lost": lost})
    except OSError as error:
        raise ManifestDamaged(f"không đọc được tệp {NAME}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestDamaged(f"tệp {NAME} đã bị thay đổi") from error


def entries(folder: Path) -> dict[str, Entry]:
    """Each file under the folder but its manifest, as it is on the disk."""
    found = copying.hashes(folder)
    found.pop(NAME, None)
    return {name: Entry(sha256, (folder / name).stat().st_size) for name, sha256 in found.items()}


def missing(manifest: Manifest, folder: Path) -> list[str]:
    """The files of the manifest that are not there in their size; their content is not looked at."""
    return [name for name, each in manifest.files.items() if _size(folder / name) != each.bytes]


def _inside(name: str) -> str:
    """The name, which leads to nowhere outside of the folder. Raises ValueError."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(name)
    return name


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _seal(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
