"""The pages as a web site: Datasette over a snapshot in memory, made anew when what it shows has changed."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_encode

from bot.browsing import source, tables
from bot.browsing.charts import WEEKS
from bot.browsing.door import Door, Receive, Scope, Send
from bot.browsing.page import Bar, Cell, Page
from bot.browsing.view import View, Viewing
from bot.browsing.words import Words
from bot.figures.labels import thousands

NAME = "xem"  # of the snapshot, in the addresses of the pages
TEMPLATES, STATIC = (Path(__file__).with_name(name) for name in ("templates", "static"))
_SETTINGS = {
    "allow_download": False,
    "default_allow_sql": False,
    "suggest_facets": False,
    "facet_time_limit_ms": 3_000,
    "sql_time_limit_ms": 10_000,
    "truncate_cells_html": 5_000,
    "default_page_size": 50,
    "default_facet_size": 15,
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)?")


class Site:
    """The site; `app` is its ASGI application and `entry` what lets in behind a path."""

    def __init__(self, database: Path, index_dir: Path, viewing: Viewing, words: Words) -> None:
        """Raises SourceUnusable when the database cannot be looked into."""
        self._database = database
        self._index_dir = index_dir
        self._viewing = viewing
        self._words = words
        self._turn = asyncio.Lock()
        self._shared = f"so-tay-{secrets.token_hex(8)}"
        # What lies in memory is there as long as somebody has it open.
        self._memory = sqlite3.connect(f"file:{self._shared}?mode=memory&cache=shared", uri=True)
        self._problem, self._took_s, self._looked_at = "", 0.0, 0.0
        self._look()
        self._datasette = self._opened()
        self._inside = self._datasette.app()
        names = "|".join(re.escape(page.name) for page in self._view.pages)
        paths = rf"/|/bieu-do|/tinh/[\w.-]+|/{NAME}/(?:{names})(?:\.json|\.csv|/[\w.~+-]+)?"
        door = Door(self._answer, re.compile(paths, re.ASCII), self._refusal)
        self.app, self.entry = door, door.entry

    def close(self) -> None:
        """Nothing; the snapshot is gone."""
        self._memory.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request after the other: nobody reads the snapshot while it is changed."""
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        async with self._turn:
            if scope["path"].startswith(f"/{NAME}/") or scope["path"] in ("/", "/bieu-do"):
                await self._look_again()
            await self._inside(scope, receive, send)

    async def _look_again(self) -> None:
        """Nothing; a new snapshot when something changed, but not before ten times what the last one took.

        A database that cannot be read just then leaves the last snapshot, whose time stands on every page.
        """
        waited = time.monotonic() - self._looked_at
        if waited < 10 * self._took_s or self._signature() == self._seen:
            return
        try:
            await asyncio.to_thread(self._look)
        except source.SourceUnusable as error:
            self._problem, self._looked_at = str(error), time.monotonic()

    def _look(self) -> None:
        began = time.monotonic()
        seen = self._signature()
        view: View = source.read(self._database, self._viewing.of)
        with closing(sqlite3.connect(f"file:{self._shared}?mode=memory&cache=shared", uri=True)) as memory:
            tables.write(view.pages, memory, self._viewing.formula_starts)
        self._view, self._seen, self._problem = view, seen, ""
        self._looked_at = time.monotonic()
        self._took_s = self._looked_at - began

    def _signature(self) -> tuple[source.Signature, source.Signature]:
        return source.signature(self._database), source.signature(self._index_dir / "CURRENT")

    def _opened(self) -> Datasette:
        # With rich, an address that leads nowhere prints all that the program then held on the terminal.
        importlib.import_module("datasette.handle_exception").rich = None  # type: ignore[attr-defined]  # a module
        site = Datasette(
            settings=_SETTINGS,
            metadata={"databases": {NAME: {"tables": {p.name: _metadata(p) for p in self._view.pages}}}},
            template_dir=str(TEMPLATES),
            static_mounts=[("tinh", str(STATIC))],
        )
        site.remove_database("_memory")
        site.add_database(Database(site, memory_name=self._shared), name=NAME)
        site.jinja_env.globals.update(
            say=self._words,
            words=self._words,
            view=lambda: self._view,
            problem=lambda: self._problem,
            page_named=self._page,
            address=_address,
            found=_found,
            items=json.loads,
            weeks=WEEKS,
        )
        site.jinja_env.filters.update(thousands=thousands, shown=shown, tilde=tilde_encode)
        return site

    def _page(self, name: str) -> Page:
        return next(page for page in self._view.pages if page.name == name)

    async def _refusal(self, status: int) -> str:
        template = self._datasette.jinja_env.get_template("refused.html")
        return str(await template.render_async(status=status))


def _metadata(page: Page) -> dict[str, Any]:
    """What Datasette is told of the page's table."""
    lists = page.told("many")
    facets = [{"array": each} if each in lists else each for each in page.told("facet")]
    return {
        "title": page.title,
        "facets": facets,
        **({"sort_desc": page.newest} if page.newest else {}),
        **({"fts_table": tables.SEARCH.format(page.name)} if page.told("searched") else {}),
    }


def _address(page: Page, key: str = "") -> str:
    """Where the page is, or the row of that key."""
    return f"/{NAME}/{page.name}" + (f"/{tilde_encode(key)}" if key else "")


def _found(bar: Bar) -> str:
    """Where the rows are that the bar counts."""
    return f"/{NAME}/{bar.page}?{urlencode(bar.conditions, quote_via=quote)}"


def shown(cell: Cell) -> str:
    """The cell as it is read: days and moments as "20/03/2025 10:00", whole numbers as "1.250"."""
    if isinstance(cell, int):
        return thousands(cell)
    text = "" if cell is None else str(cell)
    match = _DAY.fullmatch(text)
    return f"{match[3]}/{match[2]}/{match[1]}{match[4] or ''}" if match else text
