"""Entities of a message by rule: the names of the training data's tables, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlu import Entity, Values
from nlu.features import Table, Word, place_table

# Words for the kind of an administrative unit, folded, as they stand before its name.
_HAMLETS = ("to dan pho", "khu dan cu", "tdp", "kdc", "thon", "lang", "buon", "to")
_COMMUNES = ("dac khu", "thi tran", "phuong", "dao", "xa", "tt", "x", "p")
_DISTRICTS = ("thanh pho", "thi xa", "huyen", "tinh", "tp", "tx")
_KINDS = _HAMLETS + _COMMUNES + _DISTRICTS
_KINDS_BY_FIRST_WORD = {
    first: tuple(kind for kind in _KINDS if kind.split()[0] == first)
    for first in (kind.split()[0] for kind in _KINDS)
}
# Not every unit is in a table: words with capitals after one of these are a name too.
_NAMED_BY_CAPITALS = frozenset((*_HAMLETS, *_DISTRICTS, "xa", "phuong", "thi tran"))
_LONGEST_NAME = 3
_OWN_REPORT = "Báo cáo"  # "sửa báo cáo số 5": one of the bot's, no document
_REPORTING = frozenset({"report_activity", "edit_report"})

Span = tuple[int, int]


class Names:
    """The names that the training data list as place, unit and activity."""

    def __init__(self, tables: dict[str, tuple[str, ...]]) -> None:
        self.places = place_table(tables.get("place", ()))
        self._units = Table(tables.get("unit", ()))
        self._activities = Table(tables.get("activity", ()))

    def find(self, text: str, message: Sequence[Word], intent: str, values: Values) -> tuple[Entity, ...]:
        """The entities in order, none inside another; activities only where an activity is reported."""
        taken = [(d.start, d.end) for d in values.documents if d.type != _OWN_REPORT or d.symbol]
        found = [Entity("document", text[start:end], start, end) for start, end in taken]
        units = list(self._units.spans(message))
        places = [p for p in self._place_spans(message) if not any(_is_inside(p, unit) for unit in units)]
        spans = [("place", span) for span in places]
        spans += [("unit", span) for span in (_before(unit, places) for unit in units) if span[0] < span[1]]
        if intent in _REPORTING:
            spans += [("activity", span) for span in self._activity_spans(message)]
        for kind, (first, last) in spans:
            start, end = message[first].start, message[last - 1].end
            if all(end <= s or e <= start for s, e in taken):
                taken.append((start, end))
                found.append(Entity(kind, text[start:end], start, end))
        return tuple(sorted(found, key=lambda entity: entity.start))

    def _place_spans(self, message: Sequence[Word]) -> Iterator[Span]:
        named = dict(span for span in self.places.spans(message) if not _is_broken(message, span))
        at = 0
        while at < len(message):
            kind, name = _kind(message, at)
            end = named.get(name) or _name_end(message, name, kind)
            if end > name:
                yield at, end
            at = end if end > name else at + 1

    def _activity_spans(self, message: Sequence[Word]) -> Iterator[Span]:
        for start, end in self._activities.spans(message):
            # "5 bài" is a product, "bài này" is not.
            if end - start > 1 or start == 0 or message[start - 1].folded.isdigit():
                yield start, end


def _kind(message: Sequence[Word], start: int) -> tuple[str, int]:
    """The word for a kind of unit that begins here, "" for none, and where a name behind it would begin."""
    for kind in _KINDS_BY_FIRST_WORD.get(message[start].folded, ()):
        end = start + kind.count(" ") + 1
        if end == start + 1 or " ".join(word.folded for word in message[start:end]) == kind:
            is_dotted = end < len(message) and message[end].folded == "."  # "x. Nghĩa Kỳ"
            return kind, end + is_dotted
    return "", start


def _name_end(message: Sequence[Word], start: int, kind: str) -> int:
    """The end of a name that no table has, a hamlet's number or up to three capitalised words; or `start`."""
    if kind in _HAMLETS and start < len(message) and message[start].folded.isdigit():
        return start + 1
    end = start
    if kind in _NAMED_BY_CAPITALS:
        while end < min(len(message), start + _LONGEST_NAME) and message[end].shape[0].isupper():
            end += 1
    return end


def _is_broken(message: Sequence[Word], span: Span) -> bool:
    """Whether a sign stands inside the name: "tháng ba, xã Sa Nghĩa" does not name Ba Xa."""
    return any(word.is_sign and word.folded not in "'’-" for word in message[slice(*span)])


def _is_inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _before(unit: Span, places: Sequence[Span]) -> Span:
    """The unit up to the place that begins inside it: "Công an | xã Sơn Hạ"."""
    return unit[0], min([unit[1], *(start for start, _ in places if unit[0] <= start < unit[1])])
