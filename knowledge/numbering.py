"""Whether the numbers of a document's parts follow each other, told to the administrator."""

from __future__ import annotations

import re

from knowledge.lines import collapse
from knowledge.sections import Part
from nlu.text import fold

# Articles count on over chapters, and so may the parts of an outline with the letters of Vietnamese.
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_MOST_NOTES = 5
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_THROUGHOUT = ("điều", "chương", "phần")
_COUNTED = (
    "phần", "phụ lục", "chương", "mục", "tiểu mục", "điều",
    "roman", "arabic", "arabic 2", "arabic 3", "letter",
)  # fmt: skip


def gaps(found: list[Part]) -> list[str]:
    """Where the numbers of sibling parts do not begin at one or follow each other (Vietnamese notes)."""
    notes: list[str] = []
    last: dict[tuple[int, str, str], str] = {}
    for part in found:
        mark = part.mark
        if mark is None or mark.kind not in _COUNTED or part.kind in ("preamble", "header"):
            continue
        scope = (0 if mark.kind in _THROUGHOUT else id(part.parent), mark.kind, mark.label.rpartition(".")[0])
        before, now = last.get(scope, ""), mark.label
        last[scope] = now
        expected = ordinal(before, mark.kind) + 1 if before else 1
        if not mark.label or ordinal(now, mark.kind) == expected or _inserted(before, now):
            continue
        said = f"sau “{before}” là “{now}”" if before else f"bắt đầu từ “{now}”"
        notes.append(f"số thứ tự không liên tục: {said} ({collapse(part.text)[:40]}…)")
    more = len(notes) - _MOST_NOTES
    return notes if more <= 0 else [*notes[:_MOST_NOTES], f"số thứ tự không liên tục ở {more} chỗ khác"]


def ordinal(label: str, kind: str) -> int:
    """The number a label stands for: "IV" → 4, "12a" → 12, "1.3" → 3, "đ" → 5, "THỨ HAI" → 2; 0 for none."""
    if kind == "letter":
        return _ALPHABET.find(label[0]) + 1
    if digits := re.search(r"(\d+)[a-zđ]?$", label):
        return int(digits[1])
    if label.upper().startswith("THỨ"):
        names = ["nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"]
        word = fold(label.rsplit(maxsplit=1)[-1])
        return names.index(word) + 1 if word in names else 0
    values = [_ROMAN.get(c, 0) for c in fold(label)]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def _inserted(before: str, now: str) -> bool:
    """Whether an amendment put the part in: "12a" after "12", "b1" after "b"."""
    base = re.escape(re.sub(r"(?<=\d)[a-zđ]$|(?<=[a-zđ])\d$", "", before))
    return (
        bool(before)
        and now != before
        and re.fullmatch(rf"{base}(?:(?<=\d)[a-zđ]|(?<=[a-zđ])\d)", now) is not None
    )
