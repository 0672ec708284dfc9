"""The office's long wishes, made in the workshop: tables, archives and charts of a period, as replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from bot import Reply
from bot.figures.chat import Figures
from bot.figures.export import ExportWrong
from bot.periods import Periods
from bot.wording import Wording


class Wishes:
    """`opened` gives the figures of a database connection of its own for as long as one wish takes."""

    def __init__(
        self, opened: Callable[[], AbstractContextManager[Figures]], periods: Periods, wording: Wording
    ) -> None:
        self._opened = opened
        self._periods = periods
        self._say = wording

    def export(self, content: Mapping[str, str]) -> Reply:
        """The file of that period ("period": its key) in that format ("format"), or why there is none."""
        period = self._periods.named(content["period"])
        with self._opened() as figures:
            try:
                file = figures.export(period, content["format"])
            except ExportWrong as error:
                return Reply(self._say("export_wrong", why=error))
        return Reply(self._say("exported", period=period, name=file.name), files=(file,))

    def charts(self, content: Mapping[str, str]) -> Reply:
        """The charts of that period ("period": its key)."""
        period = self._periods.named(content["period"])
        with self._opened() as figures:
            files = figures.charts(period)
        return Reply(self._say("charts", period=period.name), files=files)
