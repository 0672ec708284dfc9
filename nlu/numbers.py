"""Numbers in figures and Vietnamese words: 1.200 · 1,5 triệu · một trăm hai mươi · trăm rưỡi · 2 chục · 1k2.

Works on folded text, so with or without diacritics alike; where the typed letters do carry marks they must
be those of the numeral ("tôi" is not "tới", "sau" in a message with marks is "after" and not six).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 10**15

# Before a unit without a number: one of it, by estimate ("khoảng trăm người", "gần nghìn người").
_ABOUT_ONE = re.compile(r"(?<![^\W_])(?:(?:uoc )?khoang|xap xi|gan|hon|tren|tam|chung|ngot|co|ca|do) +$")
_ABOUT_ONE_TYPED = {"co": "cỡ", "ca": "cả", "do": "độ", "tam": "tầm", "chung": "chừng", "tren": "trên"}
_UNITS = ("chuc", "tram", "nghin", "ngan")

_DIGITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"nghin": 10**3, "ngan": 10**3, "k": 10**3, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_SAID = {"khong": 0, **_DIGITS}
_ONE_BY_ONE = re.compile(rf"\b(?:{'|'.join(_SAID)})(?: (?:{'|'.join(_SAID)})){{2,3}}\b")
_TYPED = {
    "mot": {"một", "mốt"}, "hai": {"hai"}, "ba": {"ba"}, "bon": {"bốn"}, "tu": {"tư"}, "nam": {"năm"},
    "lam": {"lăm"}, "nham": {"nhăm"}, "sau": {"sáu"}, "bay": {"bảy", "bẩy"}, "tam": {"tám"}, "chin": {"chín"},
    "muoi": {"mười", "mươi"}, "chuc": {"chục"}, "tram": {"trăm"}, "nghin": {"nghìn"}, "ngan": {"ngàn"},
    "trieu": {"triệu"}, "ty": {"tỷ"}, "ti": {"tỉ"}, "linh": {"linh"}, "le": {"lẻ"}, "ruoi": {"rưỡi", "rưởi"},
}  # fmt: skip
# Everyday syllables when they stand without marks in a message that has marks.
_AMBIGUOUS = {"tu", "nam", "lam", "sau", "bay", "tam", "ty", "ti", "le", "chuc", "bon"}
# What follows shows that the syllable is no numeral: "triệu tập", "tỷ lệ", "trạm y tế", "bà con",
# or the name of a place, "Ba Tơ".
_ANOTHER_WORD = re.compile(
    r"ba\s+(?:to(?!\s+(?:roi|gap|buom))|vinh|dinh|dien|giang|thanh|cung|tieu|kham|vi|gia|to)(?![a-z])|trieu\s+tap|t[yi]\s+(?:le|so|vi)|tram\s+(?:y\s+te|phat|bien|thu|truyen)|ba\s+con"
)
_PIECE = re.compile(
    r"(?<![^\W_])(?<![0-9][.,])(?:(?P<thousands>[0-9]{1,3}(?:[.,][0-9]{3})+)(?![0-9]|[.,][0-9])"
    r"|(?P<whole>[0-9]{1,15})(?:[.,](?P<decimals>[0-9]{1,2}))?(?![0-9]|[.,][0-9]))"
    r"|(?<![^\W_])(?P<word>" + "|".join(sorted(_TYPED, key=len, reverse=True)) + r")(?![^\W_])"
    r"|(?<=[0-9])(?P<glued>k|tr|trieu|ty|nghin|ngan|chuc|tram)(?:(?P<tenth>[0-9])(?![0-9])|(?![^\W_]))"
    r"|(?<=[0-9][ ])(?P<spaced>k|tr)(?![^\W_])"
)


@dataclass(frozen=True)
class Number:
    """A number in the text; `exact` is False when it was rounded to `value` ("12,5").

    `scale` is its largest unit in words (1 when there is none); `word` is True for a numeral of one word
    that is also an everyday syllable, so that it counts only beside a noun ("ba người").
    """

    start: int
    end: int
    value: int
    exact: bool = True
    scale: int = 1
    word: bool = False


@dataclass(frozen=True)
class _Piece:
    """A figure (word "" and its value) or a numeral word; `tenth` is the 2 of "1k2", -1 when there is none.

    `certain` is False for an everyday syllable typed without its marks; `one` is True for a unit that
    stands for about one of it ("gần trăm").
    """

    start: int
    end: int
    word: str
    value: float = 0
    tenth: int = -1
    certain: bool = True
    one: bool = False


def digit(folded: str) -> str:
    """The figure of a single digit in words or in figures, "" for what is none."""
    return folded if len(folded) == 1 and folded.isdigit() else str(_SAID.get(folded, ""))


def one_by_one(folded: str) -> list[tuple[int, int, str]]:
    """Where three or four digits are said one after the other ("hai tám bảy"), and the figures they are."""
    return [
        (m.start(), m.end(), "".join(str(_SAID[word]) for word in m.group().split()))
        for m in _ONE_BY_ONE.finditer(folded)
    ]


def find(text: str, folded: str) -> list[Number]:
    """Every number of the text in order; `folded` may have blanked-out stretches that are passed over."""
    pieces = _pieces(text, folded)
    found: list[Number] = []
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and not folded[pieces[end - 1].end : pieces[end].start].strip(" "):
            end += 1
        first = at
        while at < end:
            number, used = _parse(pieces[at:end])
            # The "năm" of "50 năm" and an unmarked "sau" are no numerals.
            stray = number is not None and number.word and (at > first or not pieces[at].certain)
            if number is not None and not stray and number.value <= LARGEST:
                found.append(number)
            at += max(used, 1)
    return found


def _pieces(text: str, folded: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    lower = text.lower() if len(text.lower()) == len(text) else text
    marked = any(a != b for a, b in zip(lower, folded, strict=True) if b.isalnum())
    for match in _PIECE.finditer(folded):
        start, end = match.span()
        if match["thousands"]:
            value: float = int(re.sub("[.,]", "", match["thousands"]))
            if not match["thousands"].startswith("0"):
                pieces.append(_Piece(start, end, "", value))
        elif match["whole"]:
            decimals = match["decimals"] or ""
            value = int(match["whole"])
            pieces.append(
                _Piece(start, end, "", value + int(decimals) / 10 ** len(decimals) if decimals else value)
            )
        elif _is_numeral(match, lower, folded, marked):
            tenth = int(match["tenth"]) if match["tenth"] else -1
            word = match["word"] or match["glued"] or match["spaced"]
            certain = word not in _AMBIGUOUS or lower[start:end] != word
            one = word in _UNITS and _is_about_one(lower, folded, start)
            pieces.append(_Piece(start, end, word, tenth=tenth, certain=certain, one=one))
    return pieces


def _is_about_one(lower: str, folded: str, start: int) -> bool:
    """Whether a word of estimating stands before the unit, typed as such: "do trăm" is no "độ trăm"."""
    about = _ABOUT_ONE.search(folded, max(0, start - 16), start)
    if about is None:
        return False
    typed = lower[about.start() : about.end()].strip()
    return _ABOUT_ONE_TYPED.get(about.group().strip(), typed) == typed


def _is_numeral(match: re.Match[str], lower: str, folded: str, marked: bool) -> bool:
    if _ANOTHER_WORD.match(folded, match.start()):
        return False
    word = match["word"]
    if not word:
        return True
    typed = lower[match.start() : match.end()]
    if typed != word or word in _TYPED[word]:
        return typed in _TYPED[word]
    return not (marked and word in _AMBIGUOUS)


class _Sum:
    """The number so far: whole units in `total`, what is below the next unit in `section`."""

    def __init__(self) -> None:
        self.total: float = 0
        self.section: float = 0
        self.last = ""  # what the last piece was: figure, digit, ten, hundred, scale, link, closed
        self.unit = 0  # the last unit in words, for "rưỡi"
        self.largest = 1
        self.pending: float = 0  # the hundreds beside a digit that waits for "mươi"
        self.estimated = False

    def take(self, piece: _Piece, following: str | None) -> bool:
        """Whether the piece belongs to it; `following` is the next word, "" a figure, None the end."""
        word = piece.word
        if not word:
            return self._figure(piece.value, following)
        if word in _DIGITS:
            return self._digit(_DIGITS[word], word, following)
        if piece.one and not self.last and following is None:
            return self._about_one(word)
        if word in ("muoi", "chuc", "tram"):
            return self._hundred(following) if word == "tram" else self._ten(word)
        if word in _SCALES:
            return self._scale(_SCALES[word], piece.tenth, following)
        return self._half() if word == "ruoi" else self._link(following)

    def _about_one(self, word: str) -> bool:
        self.section = self.largest = {"chuc": 10, "tram": 100}.get(word, 1000)
        self.last, self.estimated = "closed", True
        return True

    def _link(self, following: str | None) -> bool:
        linked = self.last in ("hundred", "scale") and following in _DIGITS
        self.last = "link" if linked else self.last
        return linked

    def _figure(self, value: float, following: str | None) -> bool:
        few = value in range(1, 10) and self.total < 10 * self.unit
        if self.last == "scale" and self.unit == 1000 and few and following is None:  # "1 nghìn 5"
            self.total, self.last = self.total + value * self.unit / 10, "closed"
            return True
        more = following in ("tram", "chuc", "nghin", "ngan") or (self.unit == 1000 and 100 <= value < 1000)
        if self.last and not (self.last == "hundred" and value < 100) and not (self.last == "scale" and more):
            return False
        self.section += value
        self.last = "figure"
        return True

    def _digit(self, value: int, word: str, following: str | None) -> bool:
        tens = following in ("muoi", "chuc")
        more = self.last == "scale" and following == "tram"
        if self.last in ("", "link") or more or (self.last in ("hundred", "scale") and tens):
            self.pending = self.section if self.last == "hundred" else 0
            self.section, self.last = self.section + value, "closed" if self.last == "link" else "digit"
        elif word == "nam":  # "mười năm", "một trăm năm" are years
            return False
        elif self.last == "ten":
            self.section, self.last = self.section + value, "closed"
        elif self.last == "hundred":
            self.section, self.last = self.section + value * 10, "closed"
        elif self.last == "scale" and following is None:
            self.total, self.last = self.total + value * self.unit / 10, "closed"
        else:
            return False
        return True

    def _ten(self, word: str) -> bool:
        if self.last == "digit":
            self.section = self.pending + (self.section - self.pending) * 10
        elif self.last == "figure":
            self.section *= 10
        elif word == "muoi" and self.last in ("", "hundred"):
            self.section += 10
        else:
            return False
        self.last, self.unit = "ten", 10
        self.largest = max(self.largest, 10 if word == "chuc" else 1)
        return True

    def _hundred(self, following: str | None) -> bool:
        if self.last in ("digit", "figure") and self.section:
            self.section *= 100
        elif self.last == "" and (following == "ruoi" or following in _DIGITS):
            self.section = 100
        else:
            return False
        self.last, self.unit, self.largest = "hundred", 100, max(self.largest, 100)
        return True

    def _scale(self, scale: int, tenth: int, following: str | None) -> bool:
        if self.last == "" and following != "ruoi":
            return False
        if self.last == "scale" and scale > self.unit:  # "2 nghìn tỷ"
            self.total *= scale
        elif self.last == "scale":
            return False
        else:
            self.total += (1 if self.last == "" else self.section) * scale
        self.section, self.last, self.unit, self.largest = 0, "scale", scale, max(scale, self.largest)
        if tenth >= 0:
            self.total, self.last = self.total + tenth * scale / 10, "closed"
        return True

    def _half(self) -> bool:
        if self.last not in ("hundred", "scale", "ten") or self.unit == 0:
            return False
        self.total, self.last = self.total + self.unit / 2, "closed"
        return True


def _parse(pieces: Sequence[_Piece]) -> tuple[Number | None, int]:
    """The number that the pieces begin with, and how many of them it takes."""
    sum_, used = _Sum(), 0
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if not sum_.take(piece, None if following is None else following.word):
            break
        used += 1
    if used == 0:
        return None, 0
    value = sum_.total + sum_.section
    single = used == 1 and bool(pieces[0].word) and not sum_.estimated
    exact = abs(value - round(value)) < 1e-6 and not sum_.estimated
    return Number(pieces[0].start, pieces[used - 1].end, round(value), exact, sum_.largest, single), used
