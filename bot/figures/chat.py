"""The figures of a period for the chat: a message, the units that are silent, files, pictures."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot import File
from bot.figures.charts import charts
from bot.figures.digest import digest
from bot.figures.export import Exports, Places
from bot.figures.labels import Labels
from bot.files import kept, write
from bot.periods import Period
from bot.reports import Report

_MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".zip": "application/zip",
    ".png": "image/png",
}


class Figures:
    """Reads the records anew at every call; files for the chat go into the folder of exports."""

    def __init__(self, exports: Exports, labels: Labels, places: Places) -> None:
        self._exports = exports
        self._labels = labels
        self._folder = places.exports
        self._photos = places.photos

    def summary(self, period: Period) -> str:
        """The period in one message."""
        return digest(self._exports.rollup(period), self._labels)

    def missing(self, period: Period) -> tuple[str, ...]:
        """The units that are expected to report and have not."""
        return self._exports.rollup(period).absent

    def export(self, period: Period, kind: str) -> File:
        """The file of the period; `kind` is one of export.FORMATS. Raises ExportWrong, OSError."""
        return _file(self._exports.make(period, kind))

    def photos(self, report: Report) -> tuple[File, ...]:
        """The photos of a report, as far as they are still there."""
        found = (kept(sha256, self._photos) for sha256 in self._exports.photos(report))
        return tuple(file for file in found if file)

    def charts(self, period: Period) -> tuple[File, ...]:
        """The pictures of the period."""
        made = charts(self._exports.rollup(period), self._labels)
        names = [f"bieu-do-{period.key}-{hashlib.sha256(png).hexdigest()[:8]}.png" for png in made.values()]
        return tuple(
            _file(write(png, self._folder, name)) for name, png in zip(names, made.values(), strict=True)
        )


def _file(path: Path) -> File:
    data = path.read_bytes()
    return File(hashlib.sha256(data).hexdigest(), _MEDIA_TYPES[path.suffix], len(data), path.name)
