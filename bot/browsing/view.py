"""All that is shown at one moment, made of the records and the published documents."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import records
from bot.browsing import absent, documents, questions, trail
from bot.browsing.charts import Charting
from bot.browsing.page import Chart, Page
from bot.browsing.reports import Reporting, filed
from bot.browsing.words import Words
from bot.config import Config
from bot.figures.labels import Labels
from bot.form import Form
from bot.store import Database
from knowledge import KnowledgeDamaged


@dataclass(frozen=True)
class View:
    """The pages in the order of the menu, and the charts; `made_at` is in local time."""

    pages: tuple[Page, ...]
    charts: tuple[Chart, ...]
    made_at: datetime.datetime


class Viewing:
    """Makes views."""

    def __init__(self, settings: Config, form: Form, labels: Labels, words: Words, index_dir: Path) -> None:
        self._settings = settings
        self._form = form
        self._labels = labels
        self._words = words
        self._index_dir = index_dir
        self._timezone = ZoneInfo(settings.conversation.timezone)
        self.formula_starts = labels.formula_starts

    def of(self, db: Database) -> View:
        """The view of the database, and of the documents that serve now."""
        made_at = datetime.datetime.now(self._timezone)
        kept = records.keep(db, self._settings)
        reports, asked = filed(kept), questions.asked(db)
        reporting = Reporting(kept, self._form, self._labels, self._words, self._timezone)
        charting = Charting(self._form, self._labels, self._words, self._timezone, made_at.date())
        pages = (
            reporting.page(reports),
            absent.page(kept, reports, self._labels, self._words, made_at.date()),
            *questions.pages(db, asked, self._words, self._timezone),
            *self._documents(),
            trail.page(kept, self._words, self._timezone),
        )
        return View(pages, (*charting.reports(reports), charting.questions(asked)), made_at)

    def _documents(self) -> list[Page]:
        """The pages of documents; when none serve, they say so instead of looking empty."""
        try:
            found, damage = documents.published(self._index_dir)
        except KnowledgeDamaged as error:
            return documents.pages((), self._words("damaged", why=error), self._words)
        notice = self._words("earlier", why=damage) if damage else ""
        return documents.pages(found, notice, self._words)
