"""Documents named by their number: KH 324 · kế hoạch số 324-KH/TU · cv356 · 30/2020/NĐ-CP · số 324.

The date of a cited document ("324-KH/TU ngày 25/12/2024") belongs to the span of its number.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import replace

from nlu import DocumentNumber, abbreviations, days, nouns, symbols
from nlu.days import Span

# Everyday words, or activities told with a figure ("báo cáo 120 người"): only with "số" or a symbol.
_NEED_SO = {
    "bao cao",
    "thong bao",
    "bc",
    "tb",
    "bien ban",
    "bb",
    "giay moi",
    "gm",
    "quy che",
    "qc",
    "da",
    "pa",
}
_RECENT_DAYS = 31  # the day of an activity lies within these, a cited document is mostly older
_NOT_LONGER = re.compile(r"(?![a-z0-9%]|[.,:][0-9]|\s?[/\-–]\s?[0-9])")
_BEFORE = r"(?<![^\W_])(?<![0-9][./\-–,])"
_NUMBER = rf"(?P<number>[0-9]{{1,5}})[*]*{symbols.PATTERN}"
_NUMBERED = re.compile(rf"{_BEFORE}(?P<type>so|cai|cai so)\s*[:.]?[\s*]*{_NUMBER}")
_SYMBOLIC = re.compile(rf"{_BEFORE}(?P<type>){_NUMBER}")
# "số" after one of these is an address, a score or a telephone, not a document.
_ANOTHER_SO = re.compile(
    r"(?:to|thon|nha|khu|duong|pho|truong|lo|cum|xom|khoa|thoai|phong|non|khoan|he|ty|ti|doi|ma|chi bo|hoc|"
    r"lop|da|toa|kiet|hem|ngo|quoc lo|dan|cu|mau|cua|hop|tai|trang|bai|ky|tuyen|xe|[0-9])\s*$"
)
_STREET = re.compile(r"\s*(?:duong|pho|hem|kiet)\s")
_PEOPLE_VERB = re.compile(r"\s*(?:tham du|tham gia|du|co mat|luot)(?![a-z])")
_YEARS = range(1990, 2101)
_CITED_DATE = re.compile(
    r"\s*,?\s*\(?\s*(?:(?:ban hanh|ky)\s+)?ngay\s*(?P<day>[0-9]{1,2})\s*(?:[/.\-]|thang)\s*"
    r"(?P<month>[0-9]{1,2})(?:\s*(?:[/.\-]|,?\s*nam)\s*(?P<year>[0-9]{4}))?(?![0-9])(?P<of>\s*cua\b)?"
)
_ISSUER = re.compile(r"\s+cua\s+[^,.;:\n0-9]{2,70}?(?=,?\s+ngay\s*[0-9])")
_ANOTHER = re.compile(
    r"\s*(?:,|va|&|voi)\s*(?P<number>[0-9]{2,4})(?![a-z0-9%]|[.,:/\-–][0-9]|\s*[/\-–])"
    r"(?=\s*(?:[^\sa-z]|$|(?:noi|ve|cua|la|giao|yeu|quy|va)\b))"
)


@functools.cache
def _typed_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A type before a number ("KH số 324"), and number and letters run together ("cv356ubnd", "324KHTU")."""
    types = sorted(symbols.names().types, key=len, reverse=True)
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in types)
    typed = rf"{_BEFORE}(?P<type>{alternatives})(?P<so>[\s.]*so\s*[:.]?\s*)?[\s.:\-–*]*{_NUMBER}"
    glued = rf"{_BEFORE}(?:(?P<type>{alternatives})[\s.]?)?(?P<number>[0-9]{{2,5}})(?P<symbol>[a-z]{{2,}})"
    return re.compile(typed), re.compile(glued)


def read(text: str, folded: str, today: datetime.date) -> tuple[list[DocumentNumber], list[Span]]:
    """The documents of the text in order, and the stretches that are theirs: numbers and dates of issue."""
    if not re.search("[0-9]", folded):
        return [], []
    typed, glued = _typed_patterns()
    found: list[DocumentNumber] = []
    free = folded
    for pattern, accept in ((typed, _typed), (_NUMBERED, _numbered), (_SYMBOLIC, _symbolic), (glued, _glued)):
        for match in pattern.finditer(free):
            document = accept(match, text)
            if document:
                found += [document, *_more(document, text, free)]
        for document in found:
            free = free[: document.start] + "\u00b7" * (document.end - document.start) + free[document.end :]
    found.sort(key=lambda document: document.start)
    dated = [_with_date(document, text, folded, today) for document in found]
    spans = [(document.start, document.end) for document in dated]
    return dated, [*spans, *_issuers_dates(dated, folded, today)]


def _typed(match: re.Match[str], text: str) -> DocumentNumber | None:
    """A type and a number: "KH 324", "công văn số: 356/UBND-KGVX"."""
    name, number = " ".join(match["type"].split()), match["number"]
    symbol, end = _symbol(match, text)
    if not end or not _is_typed_so(text[slice(*match.span("type"))], name):
        return None
    if not symbol and not match["so"]:
        short = len(number) < 2 and " " not in name
        if name in _NEED_SO or short or int(number) in _YEARS or _counts(text, match.string, end, number):
            return None
    return _document(text, (match.start(), end), number, symbols.names().types[name], symbol)


def _numbered(match: re.Match[str], text: str) -> DocumentNumber | None:
    """ "số 324", "cái 356": three figures or a symbol, and no noun counted by it."""
    folded, number = match.string, match["number"]
    symbol, end = _symbol(match, text)
    if not end or _ANOTHER_SO.search(folded, max(0, match.start() - 12), match.start()):
        return None
    if not symbol:
        counts = _counts(text, folded, end, number) or _STREET.match(folded, end)
        if len(number) < 3 or int(number) in _YEARS or counts:
            return None
    return _document(text, (match.start(), end), number, symbols.type_of(symbol), symbol)


def _symbolic(match: re.Match[str], text: str) -> DocumentNumber | None:
    """A number with its symbol alone: "324-KH/TU", "30/2020/NĐ-CP"."""
    symbol, end = symbols.read(match, text)
    if not symbol or end != match.end("symbol"):
        return None
    return _document(text, (match.start(), end), match["number"], symbols.type_of(symbol), symbol)


def _glued(match: re.Match[str], text: str) -> DocumentNumber | None:
    """Number and symbol run together: "324KHTU", "cv356ubnd", "324KH" in capitals."""
    names, letters, typed = symbols.names(), match["symbol"], text[slice(*match.span("symbol"))]
    body = letters in names.bodies and (typed.isupper() or bool(match["type"]))
    alone = letters in names.types and typed.isupper() and len(match["number"]) > 2
    if not (body or alone or names.run_together(letters)) or not _NOT_LONGER.match(match.string, match.end()):
        return None
    type_ = names.types.get(match["type"] or "") or symbols.type_of(letters)
    return _document(text, match.span(), match["number"], type_, symbols.written(typed))


def _symbol(match: re.Match[str], text: str) -> tuple[str, int]:
    """The symbol and where the document ends; 0 when what follows makes the number another thing."""
    symbol, end = symbols.read(match, text)
    if symbol:
        return symbol, end
    end = match.end("number")
    return "", end if _NOT_LONGER.match(match.string, end) else 0


def _is_typed_so(typed: str, name: str) -> bool:
    """Whether a short alias was typed so: "HĐ 107" is no HD, "đã 120" no ĐA."""
    rows = [row for row in abbreviations.load().rows.get(name, ()) if row.kind == "document type"]
    return len(name) > 4 or typed.lower() in (name, *(row.alias.lower() for row in rows))


def _counts(text: str, folded: str, end: int, number: str) -> bool:
    """Whether the number counts the noun behind it: "kế hoạch 3 năm", "hd 30 hs"; not "KH 324 ngày 25/12"."""
    if _PEOPLE_VERB.match(folded, end):
        return True
    found = nouns.after(nouns.load().counted, text, folded, end)
    if found is None or (found.kind in ("other", "time", "classifier") and len(number) > 2):
        return False
    return not (found.kind == "time" and re.match(r"\s*[0-9]", folded[found.end :]))


def _more(document: DocumentNumber, text: str, folded: str) -> Iterator[DocumentNumber]:
    """Further numbers of the same type: the 111 of "HD 107, 111"."""
    end = document.end
    typed = document.type or not re.match("(?:so|cai)\\b", folded[document.start : end])
    while typed and not document.symbol and (match := _ANOTHER.match(folded, end)):
        number, end = match["number"], match.end("number")
        if len(number) != len(document.number) or _counts(text, folded, end, number):
            return
        yield _document(text, match.span("number"), number, document.type, "")


def _with_date(document: DocumentNumber, text: str, folded: str, today: datetime.date) -> DocumentNumber:
    end = _cited_date(folded, document.end, document.symbol, today) or document.end
    return replace(document, end=end, text=text[document.start : end])


def _issuers_dates(found: list[DocumentNumber], folded: str, today: datetime.date) -> Iterator[Span]:
    """The dates behind the issuer: "KH 324 của Ban Thường vụ Tỉnh ủy ngày 25/12/2024"."""
    for document in found:
        issuer = _ISSUER.match(folded, document.end)
        if issuer and (end := _cited_date(folded, issuer.end(), "", today)):
            yield issuer.end(), end


def _cited_date(folded: str, start: int, symbol: str, today: datetime.date) -> int:
    """Where the document's own date ends, 0 when there is none or it is the day of the activity.

    It is the document's when "của" follows, when symbol and year are written out, or when it is not recent.
    """
    match = _CITED_DATE.match(folded, start)
    if not match:
        return 0
    end = match.start("of") if match["of"] else match.end()
    if match["of"] or (symbol and match["year"]):
        return end
    day, month = int(match["day"]), int(match["month"])
    date = days.on(day, month, int(match["year"])) if match["year"] else days.without_year(day, month, today)
    return end if date and not 0 <= (today - date).days <= _RECENT_DAYS else 0


def _document(text: str, span: Span, number: str, type_: str, symbol: str) -> DocumentNumber:
    return DocumentNumber(text[slice(*span)], *span, number, type_, symbol)
