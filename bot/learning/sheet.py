"""The list of unanswered questions as an administrator reads it: lines on the screen, rows of a CSV file."""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.figures import labels
from bot.learning.unanswered import UNSURE, Group, Overview, Wanted
from bot.wording import Wording
from knowledge import KnowledgeDamaged, Passage, index
from knowledge.hinting import nearest
from knowledge.index import Index

# What was said to a group, by its `replied`.
_REPLIED = {
    "abstain": "replied_abstain",
    "not_stated": "replied_not_stated",
    "clarify": "replied_clarify",
    "wrong": "replied_wrong",
    "unsure": "replied_unsure",
}
_NEAREST = 2
_BEGINNING = 70  # characters of a passage
_LONGEST = 160  # characters of a question in a list
_HEADINGS = "loại,số,câu hỏi hoặc văn bản,số lần,số người,gần nhất,đã đáp,đoạn đã trích,đoạn gần nhất"


class QuestionSheet:
    """Writes questions out, days in the office's time."""

    def __init__(self, wording: Wording, timezone: datetime.tzinfo) -> None:
        self._say = wording
        self._timezone = timezone

    def about(self, group: Group) -> str:
        """How often the question was asked, by how many, when last, and what was said."""
        said = self.replied(group) + (self._say("replied_going_on") if group.goes_on else "")
        return self._say(
            "learn_about", times=group.times, people=group.people, day=self.day(group.last), replied=said
        )

    def replied(self, group: Group) -> str:
        """What was said to the question."""
        return self._say(_REPLIED[group.replied])

    def day(self, moment: str) -> str:
        """The day of a moment in UTC."""
        return f"{datetime.datetime.fromisoformat(moment).astimezone(self._timezone):%d/%m/%Y}"

    def lines(self, overview: Overview, published: Index | None) -> Iterator[str]:
        """The whole list; without an index, the nearest passages are left out."""
        groups = overview.unanswered
        count = sum(group.times for group in groups)
        yield f"{overview.asked} câu hỏi; {count} câu chưa đáp ứng, gom thành {len(groups)} nhóm."
        if overview.damaged:
            yield f"{overview.damaged} câu hỏi gặp lúc kho văn bản đang hỏng, không tính ở dưới."
        if published is None:
            yield "Kho văn bản đang hỏng hoặc chưa có nên không kèm được đoạn gần nhất."
        yield from self._part("Chưa trả lời được, hoặc bị cho là chưa đúng", groups, published)
        if overview.wanted:
            yield from ("", "Văn bản được hỏi mà kho chưa có toàn văn:")
            yield from map(self._wanted, overview.wanted)
        low = f"{UNSURE:.1f}".replace(".", ",")
        yield from self._part(f"Có trả lời nhưng mức tin cậy dưới {low}", overview.unsure, published)

    def write_csv(self, overview: Overview, published: Index | None, path: Path) -> None:
        """Nothing; a CSV file that spreadsheets open, readable by its owner alone. Raises OSError."""
        starts = labels.load().formula_starts
        kinds = (("chưa trả lời được", overview.unanswered), ("chưa chắc", overview.unsure))
        rows = [self._row(kind, group, published) for kind, groups in kinds for group in groups]
        rows += [
            ("chưa có toàn văn", "", _name(w), w.times, w.people, self.day(w.last), "", "", "")
            for w in overview.wanted
        ]
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADINGS.split(","))
            writer.writerows([_safe(cell, starts) for cell in row] for row in rows)

    def _part(self, heading: str, groups: Sequence[Group], published: Index | None) -> Iterator[str]:
        if not groups:
            return
        yield from ("", f"{heading} (hay gặp nhất trước):")
        for group in groups:
            yield f"{group.number}. “{shortened(group.text)}” – {self.about(group)}"
            if group.passages:
                yield f"     đã trích: {', '.join(group.passages)}"
            for passage in nearest(group.text, published, _NEAREST) if published else ():
                yield f"     gần: {described(passage)}"

    def _wanted(self, wanted: Wanted) -> str:
        known = "được viện dẫn" if wanted.is_cited else "không có trong kho"
        told = f"{wanted.times} lần, {wanted.people} người, gần nhất {self.day(wanted.last)}"
        return f"· {_name(wanted)} ({known}): {told}"

    def _row(self, kind: str, group: Group, published: Index | None) -> tuple[str | int, ...]:
        near = nearest(group.text, published, _NEAREST) if published else []
        return (
            *(kind, group.number, group.text, group.times, group.people, self.day(group.last)),
            *(self.replied(group), " ".join(group.passages), " ".join(each.id for each in near)),
        )


def published(index_dir: Path) -> Index | None:
    """The index that serves, None when there is no sound one."""
    try:
        return index.load(index_dir)
    except KnowledgeDamaged:
        return None


def described(passage: Passage) -> str:
    """The id of a passage, its place and its first words."""
    return f"{passage.id} ({passage.place}): “{beginning(passage.text)}”"


def beginning(text: str) -> str:
    """The first words of a passage on one line, without its dash."""
    return shortened(" ".join(text.split()).lstrip("-+ "), _BEGINNING)


def shortened(text: str, most: int = _LONGEST) -> str:
    """The text, cut at a space with "…" when it is longer than that."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def _name(wanted: Wanted) -> str:
    return wanted.name or "(câu hỏi cũ, không ghi văn bản nào)"


def _safe(cell: str | int, starts: Sequence[str]) -> str | int:
    """Text that a spreadsheet would take for a formula is quoted."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple(starts)) else cell
