"""The photos of a period's reports as one archive: a folder for each report, and a list of all photos."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.figures.labels import Labels
from bot.figures.proof import MANIFEST
from bot.files import SHA256
from bot.form import Form
from bot.reports import Report

_SUFFIXES = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"RIFF", ".webp"))


@dataclass(frozen=True)
class _Photo:
    """One photo of a report, the `order`-th of it from 1 on."""

    number: str
    order: int
    sha256: str


def write(path: Path, reports: Iterable[Report], form: Form, photos: Path, labels: Labels) -> None:
    """Nothing; writes the archive. A photo that is not kept any more, or damaged, is in the list only."""
    listed: list[list[str | int]] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for photo in _photos(reports, form):
            name, kept = _add(archive, photo, photos)
            listed.append([photo.number, photo.order, name, photo.sha256, labels(kept)])
        archive.writestr(MANIFEST, _manifest(listed, labels).encode("utf-8-sig"))


def _photos(reports: Iterable[Report], form: Form) -> Iterator[_Photo]:
    if not (item := form.first("files")):
        return
    for report in reports:
        names = report.fields.get(item.name)
        if report.kind == "activity" and isinstance(names, list):
            for order, name in enumerate(names, 1):
                yield _Photo(report.number, order, name)


def _add(archive: zipfile.ZipFile, photo: _Photo, photos: Path) -> tuple[str, str]:
    """The photo's name in the archive, "" when it was not put there, and the label that says so."""
    try:
        data = (photos / photo.sha256).read_bytes() if SHA256.fullmatch(photo.sha256) else b""
    except FileNotFoundError:
        data = b""
    if not data:
        return "", "photo_absent"
    if hashlib.sha256(data).hexdigest() != photo.sha256:
        return "", "photo_damaged"
    suffix = next((end for start, end in _SUFFIXES if data.startswith(start)), "")
    name = f"{photo.number}/{photo.order:02d}{suffix}"
    archive.writestr(name, data)
    return name, "photo_kept"


def _manifest(listed: Iterable[list[str | int]], labels: Labels) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    keys = ("number", "photo", "file", "sha256", "kept")
    writer.writerow([labels.columns[key].heading for key in keys])
    writer.writerows(listed)
    return text.getvalue()
