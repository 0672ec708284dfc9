"""Documents as JSON: all of a document but its passages' texts, which are cut out of its own text again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from knowledge import Document, Passage, Reference, Section

_DATES = ("date", "effective_on", "expired_on")


def write_documents(documents: Iterable[Document], path: Path) -> None:
    """Nothing; writes the file that `read_documents` reads."""
    # By `dumps`, one document after the other: `dump` takes four times as long.
    plain = ",\n".join(json.dumps(_plain(each), ensure_ascii=False) for each in documents)
    path.write_text(f"[{plain}]", encoding="utf-8")


def read_documents(path: Path) -> tuple[Document, ...]:
    """The documents of the file, equal to those written."""
    with path.open(encoding="utf-8") as file:
        return tuple(_document(each) for each in json.load(file))


def _plain(document: Document) -> dict[str, Any]:
    dates = {name: getattr(document, name) for name in _DATES}
    return {
        **vars(document),
        **{name: day.isoformat() if day else None for name, day in dates.items()},
        "passages": [
            {name: value for name, value in vars(p).items() if name not in ("text", "document")}
            for p in document.passages
        ],
        "sections": [vars(section) for section in document.sections],
        "references": [vars(reference) for reference in document.references],
    }


def _document(plain: dict[str, Any]) -> Document:
    key, text = plain["key"], plain["text"]
    dates = {name: datetime.date.fromisoformat(plain[name]) if plain.get(name) else None for name in _DATES}
    passages = tuple(
        Passage(document=key, text=text[p["start"] : p["end"]], **{**p, "headings": tuple(p["headings"])})
        for p in plain["passages"]
    )
    sections = tuple(
        Section(s["number"], s["heading"], tuple(s["addressees"]), tuple(s["passages"]))
        for s in plain["sections"]
    )
    references = tuple(Reference(**each) for each in plain["references"])
    tuples = {name: tuple(plain[name]) for name in ("addressees", "recipients", "notes")}
    return Document(
        **{
            **plain,
            **tuples,
            **dates,
            "passages": passages,
            "sections": sections,
            "references": references,
        }
    )
