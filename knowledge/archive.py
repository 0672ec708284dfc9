"""Documents as JSON: all of a document but its passages' texts, which are cut out of its own text again.

A line for each document, so that a version can take over as bytes those that have not changed.
"""

from __future__ import annotations

import datetime
import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge import Document, Passage, Reference, Section

_DATES = ("date", "effective_on", "expired_on")
_BETWEEN = b",\n"  # never inside a line: JSON writes a line break in a text as \n


def read_documents(path: Path) -> tuple[Document, ...]:
    """The documents of a file that `write_lines` wrote, equal to those whose lines it holds."""
    return restored_lines(read_lines(path))


def write_lines(lines: Iterable[bytes], path: Path) -> None:
    """Nothing; writes the file of the documents whose lines these are."""
    path.write_bytes(b"[" + _BETWEEN.join(lines) + b"]")


def read_lines(path: Path) -> list[bytes]:
    """The line of each document of the file."""
    content = path.read_bytes()[1:-1]
    return content.split(_BETWEEN) if content else []


def line(document: Document) -> bytes:
    """The document as a line of the file."""
    # By `dumps`, one document after the other: `dump` takes four times as long.
    return json.dumps(plain(document), ensure_ascii=False).encode()


def restored_lines(lines: Iterable[bytes]) -> tuple[Document, ...]:
    """The documents that the lines were made of."""
    with _uncollected():
        return tuple(restored(json.loads(each)) for each in lines)


def plain(document: Document) -> dict[str, Any]:
    """The document as JSON can hold it."""
    return {
        **plain_fields(vars(document)),
        "passages": [
            {name: value for name, value in vars(p).items() if name not in ("text", "document")}
            for p in document.passages
        ],
        "sections": [vars(section) for section in document.sections],
        "references": [vars(reference) for reference in document.references],
    }


def restored(plain: dict[str, Any]) -> Document:
    """The document that `plain` was made of."""
    passages = tuple(_passage(each, plain["key"], plain["text"]) for each in plain["passages"])
    sections = tuple(
        Section(s["number"], s["heading"], tuple(s["addressees"]), tuple(s["passages"]))
        for s in plain["sections"]
    )
    references = tuple(Reference(**each) for each in plain["references"])
    of_parts = {"passages": passages, "sections": sections, "references": references}
    return Document(**{**restored_fields(plain), **of_parts})


def _passage(plain: dict[str, Any], document: str, text: str) -> Passage:
    # Field by field: there are many of them, and `**` would take twice as long.
    start, end, headings = plain["start"], plain["end"], tuple(plain["headings"])
    return Passage(
        plain["id"],
        document,
        plain["kind"],
        text[start:end],
        start,
        end,
        plain["place"],
        headings,
        plain["section"],
    )


def plain_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields of a document by name as JSON can hold them; those of parts of it stay as they are."""
    dates = {name: day.isoformat() if (day := fields[name]) else None for name in _DATES if name in fields}
    return {**fields, **dates}


def restored_fields(plain: dict[str, Any]) -> dict[str, Any]:
    """The fields that `plain_fields` was given."""
    fields = {name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()}
    dates = {name: datetime.date.fromisoformat(str(fields[name])) for name in _DATES if fields.get(name)}
    return {**fields, **dates}


@contextmanager
def _uncollected() -> Iterator[None]:
    """The garbage collector rests: it would go through all documents again and again, and none is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
