"""Pages as tables of a database in memory, with what is searched in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

from bot.browsing.page import Cell, Page
from nlu.text import fold

SEARCH = "{}_tim"  # the table of the words of a page


def write(pages: Iterable[Page], into: sqlite3.Connection, formula_starts: tuple[str, ...]) -> None:
    """Nothing; the database holds the pages, and nothing else, from one moment to the next.

    What people typed gets an apostrophe where it begins as a formula: an exported CSV file is opened by a
    spreadsheet.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute("BEGIN")
        for page in pages:
            _table(page, made, formula_starts)
        made.execute("COMMIT")
        made.backup(into)


def _table(page: Page, made: sqlite3.Connection, formula_starts: tuple[str, ...]) -> None:
    # INT: an INTEGER PRIMARY KEY would stand for the running number of the row, by which words are found.
    kinds = [f"{_quoted(each.heading)} {'INT' if each.number else 'TEXT'}" for each in page.columns.values()]
    made.execute(f"CREATE TABLE {page.name} ({', '.join(kinds)}, PRIMARY KEY ({_quoted(page.headings[0])}))")
    places = ", ".join("?" * len(page.columns))
    made.executemany(f"INSERT INTO {page.name} VALUES ({places})", _rows(page, formula_starts))
    for heading in {*page.told("facet"), *filter(None, [page.newest])} - set(page.told("many")):
        made.execute(f"CREATE INDEX {_quoted(f'{page.name} {heading}')} ON {page.name} ({_quoted(heading)})")
    if page.told("searched"):
        _searched(page, made)


def _rows(page: Page, formula_starts: tuple[str, ...]) -> Iterator[list[str | int | None]]:
    typed = {key for key, column in page.columns.items() if column.typed}
    for row in page.rows:
        yield [_stored(row[key], formula_starts if key in typed else ()) for key in page.columns]


def _stored(cell: Cell, formula_starts: tuple[str, ...]) -> str | int | None:
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False)
    if formula_starts and isinstance(cell, str) and cell.startswith(formula_starts):
        return f"'{cell}"
    return cell


def _searched(page: Page, made: sqlite3.Connection) -> None:
    """Words are found as they are written and without marks: SQLite takes the marks away, but not from đ."""
    name = SEARCH.format(page.name)
    tokenize = "unicode61 remove_diacritics 2"
    made.execute(f"CREATE VIRTUAL TABLE {name} USING fts5 (words, content='', tokenize='{tokenize}')")
    searched = [key for key, column in page.columns.items() if column.searched]
    texts = (" ".join(str(row[key] or "") for key in searched) for row in page.rows)
    rows = ((number, f"{text} {fold(text)}") for number, text in enumerate(texts, 1))
    made.executemany(f"INSERT INTO {name} (rowid, words) VALUES (?, ?)", rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
