"""Days named by their figures: 15/3 · 15.03.2025 · ngày 5 tháng ba · mùng 3 · ngày 15 · từ 10 đến 12/3."""

from __future__ import annotations

import datetime
import re

from nlu import days, nouns
from nlu.days import PART, Found, Message
from nlu.numerals import IN_WORDS, value_of
from nlu.relative_days import RECURS

_WORD = rf"(?:{PART}|ngay|hom|bua|mung|mong|ng)"
_LEAD = rf"(?P<lead>(?:{_WORD}[\s:.]+)*)"
_BEFORE = r"(?<![^\W_])(?<![0-9][/.,\-–:])(?<![0-9][ ][/\-–])"
_AFTER = r"(?![^\W_]|[/,.:\-–]?[0-9]|\s?%)"
_PAST = r"(?:vua\s+(?:roi|qua)|roi|qua|truoc|trc)"
# A year of two figures stands close: "6/3 - 92 người" has none.
_YEAR = r"(?:\s?[/.\-]\s?(?=[0-9]{4})|[/.\-]|\s+nam\s+)(?P<y>[0-9]{4}|[0-9]{2})"
_LUNAR = re.compile(r"\s*\(?(?:am\b|al\b|tet\b|thang\s+(?:gieng|chap))")
_UNTIL = re.compile(r"\btu\s+nay\s+(?:(?:den|toi)\s+)?(?:het\s+)?$")
_UNIT = re.compile(r"\s*(?:trieu|tr|ty|ti|nghin|ngan|tram|chuc|lan|luot|k)\b")
# What stands before a share, a score, an address or a numbered part: "tỷ lệ 3/4", "đường 30/4", "mục 3.1".
_NO_DAY_BEFORE = re.compile(
    r"\b(?:duong|(?P<street>pho)|hem|kiet|ngo|so nha|nha so|truong|cong vien|dai lo|khu pho|benh vien|cho|"
    r"ty le|ti le|ty so|ti so|chiem|(?P<score>thang|hoa)|hon|gan|dat|huyet ap|quy|muc|dieu|phien ban)\s*$"
)
_TYPED_MONTH = re.compile(r"tháng\s*$|(?:^|\b(?:trong|het|cuoi|dau|giua|hang|moi)\s+)thang\s*$")
_ROUND_THE_CLOCK = re.compile(r"\b(?:song|vu|dong|truc|tuc|cua|tro|suot|ngay dem|online|viec)\s+$")
_NUMBERED = re.compile(r"\b(?:tuan|dot|ky|lan|quy|buoi|so|lop|khoa|vong)\s+$")
_SHARE_OF = re.compile(r"\s*(?:so|diem|phieu|dien tich|tong|thoi gian|quang duong)\b")
_COUNTING = re.compile(r"(?:\b(?:co|duoc|voi|tong|du|gom|mat|la)|[:(])\s*$")
_WHOLE_GROUP = {"nguoi", "dong chi", "dc", "d/c", "dai bieu", "ho", "dang vien"}
_MONTHS = {
    **{"nay": 0, "sau": 1, "toi": 1},
    **dict.fromkeys(("truoc", "trc", "roi", "qua", "vua roi", "vua qua"), -1),
}
_LAST_MONTH = 12
_APART_DAYS = 6  # "14 và 15/3" are days of one week

ISO = re.compile(rf"{_BEFORE}(?P<y>[0-9]{{4}})[-/](?P<m>[0-9]{{1,2}})[-/](?P<d>[0-9]{{1,2}})(?![0-9])")
PERIOD = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-–]\s*(?:19|20)[0-9]{2}(?![0-9])"
    r"|(?<![0-9])24\s*/\s*24(?![0-9])|(?<![0-9/.\-])[0-9]{1,2}\s*[/-]\s*(?:19|20)[0-9]{2}(?![0-9])"
)
RANGE = re.compile(
    rf"{_BEFORE}{_LEAD}(?P<d1>[0-9]{{1,2}})(?:\s*/\s*(?P<m1>[0-9]{{1,2}})(?:\s*/\s*(?P<y1>[0-9]{{4}}))?)?"
    rf"(?:\s*,\s*[0-9]{{1,2}})*(?P<link>\s*[-–,&]\s*|\s+(?:den|toi|va)\s+)(?:het\s+)?(?:(?:ngay|{PART})\s+)*(?P<d2>[0-9]{{1,2}})"
    rf"(?:\s*/\s*|\s+thang\s+|[.])(?P<m2>[0-9]{{1,2}})(?:{_YEAR})?{_AFTER}"
)
FIGURES = re.compile(
    rf"{_BEFORE}{_LEAD}(?P<d>[0-9]{{1,2}})\s?(?P<sign>[/.\-])\s?(?P<m>[0-9]{{1,2}})"
    rf"(?:{_YEAR}|\s+nam\s+(?P<ago>nay|ngoai|truoc|roi))?{_AFTER}"
)
WORDS = re.compile(
    rf"{_BEFORE}{_LEAD}(?P<d>[0-9]{{1,2}}|{IN_WORDS})\s*(?:thang|thg|th|(?<=[0-9][ ])t)\s*"
    rf"(?P<m>[0-9]{{1,2}}|{IN_WORDS}|nay|{_PAST}|sau|toi)(?![^\W_])"
    r"(?:\s*,?\s*(?:nam\s*|[/-]\s*)(?P<y>[0-9]{4}|nay|ngoai|truoc|roi))?(?![^\W_])"
)
MONTH_FIRST = re.compile(
    rf"{_BEFORE}(?:thang|thg|th)\s*(?P<m>[0-9]{{1,2}})\s*,?\s*ngay\s+(?P<d>[0-9]{{1,2}}){_AFTER}"
)
DAY = re.compile(
    rf"{_BEFORE}(?P<lead>(?:{_WORD}[\s:.]+)+)(?P<d>[0-9]{{1,2}}|{IN_WORDS}){_AFTER}"
    r"(?:\s+(?:vua\s+)?(?:roi|qua)(?![^\W_])|\s*(?:va|den|&|-|–)\s*[0-9]{1,2}(?=\s*(?:[,.;\n]\s|[,.;]?$)))?"
)


def iso(match: re.Match[str], message: Message) -> Found:
    """2025-03-15."""
    return Found(*match.span(), days.on(int(match["d"]), int(match["m"]), int(match["y"])), True)


def period(match: re.Match[str], message: Message) -> Found:
    """A stretch without a day: "2025 – 2030", "3/2025", "24/24"."""
    return _no_day(match)


def first_of_range(match: re.Match[str], message: Message) -> Found | None:
    """The first day of "từ 10 đến 12/3", "10-12/3", "ngày 10 và 11/3"; "3/3 và 10/3" are two days."""
    first, last, month = int(match["d1"]), int(match["d2"]), int(match["m2"])
    link, typed = match["link"].strip(), message.typed(match, "link").strip()
    listed = link in (",", "va", "&")
    if listed and (match["m1"] or not (match["lead"] or 0 < last - first <= _APART_DAYS)):
        return None
    if typed == "tối" or (
        typed == "toi"
        and not re.search(r"\btu\s+(?:ngay\s+)?$", message.before(match.start()) + match["lead"])
    ):
        return None
    first_month = int(match["m1"]) if match["m1"] else month
    if (
        not _plausible(first, first_month)
        or not _plausible(last, month)
        or _stands_after_no_day(match, message)
    ):
        return None
    if _UNTIL.search(message.before(match.start())):
        return _no_day(match)
    year = _year(match["y1"] or match["y"], message.today)
    return Found(*match.span(), _date(first, first_month, year, message.today), True)


def in_figures(match: re.Match[str], message: Message) -> Found | None:
    """15/3, 15/3/2025; with "." or "-" it takes a year, a word such as "ngày", or the head of a clause."""
    day, month, lead = int(match["d"]), int(match["m"]), match["lead"]
    before = message.before(match.start())
    if match["sign"] != "/" and not match["y"] and not _stands_alone(match, message):
        return None
    round_the_clock = (day, month, match["y"]) == (24, 7, None) and _ROUND_THE_CLOCK.search(before)
    if not lead and (round_the_clock or _stands_after_no_day(match, message)):
        return _no_day(match)
    if not lead and not match["y"] and (not _plausible(day, month) or _is_share(match, message)):
        return None
    if _LUNAR.match(message.folded, match.end()) or _UNTIL.search(before):
        return _no_day(match)
    year = _year(match["y"] or match["ago"], message.today)
    value = _date(day, month, year, message.today)
    if year is None and value and re.match(r"\s*(?:sắp\s+)?tới\b", message.text[match.end() :].lower()):
        value = days.on(
            day, month, message.today.year + (value <= message.today and value.year == message.today.year)
        )
    return Found(*match.span(), value, True)


def in_words(match: re.Match[str], message: Message) -> Found | None:
    """Ngày 5 tháng 3 · 5 tháng ba năm 2025 · 15 tháng này · ngày 20 tháng trước."""
    lead, day, month = match["lead"], value_of(match["d"]), " ".join(match["m"].split())
    if not lead and (not match["d"].isdigit() or _NUMBERED.search(message.before(match.start()))):
        return None  # "tuần 3 tháng 9"
    if _LUNAR.match(message.folded, match.end()):
        return _no_day(match)
    months = _MONTHS.get(month)
    if months is None or message.typed(match, "m") == "sáu":
        if not lead and re.match(r"\s*(?:ngay|tuan|lan)\b", message.folded[match.end() :]):
            return None  # a length of time: "6 tháng 5 ngày"
        year = _year(match["y"], message.today)
        return Found(*match.span(), _date(day, value_of(match["m"]), year, message.today), True)
    if months < 0 and not lead:  # "3 tháng trước" is three months ago
        return None
    return Found(*match.span(), days.in_month(day, months, message.today), True)


def month_first(match: re.Match[str], message: Message) -> Found | None:
    """Tháng 5 ngày 27."""
    return Found(*match.span(), _date(int(match["d"]), int(match["m"]), None, message.today), True)


def day_alone(match: re.Match[str], message: Message) -> Found | None:
    """Ngày 15 · sáng 17 · mùng 3 · ngày 12 vừa rồi: the latest such day, unless the figure counts."""
    lead, day = re.findall("[a-z]+", match["lead"])[-1], value_of(match["d"])
    certain = lead in ("ngay", "hom", "mung", "mong", "bua")
    if not match["d"].isdigit() and lead not in ("mung", "mong"):
        return None
    if _LUNAR.match(message.folded, match.end()) or RECURS.match(message.folded, match.end()):
        return _no_day(match)
    counted = nouns.after(nouns.load().counted, message.text, message.folded, match.end("d"))
    if counted and counted.kind != "other" and not (certain and counted.kind in ("people", "household")):
        return None
    if day == 0 or (day > 31 and (counted or not certain)) or _is_amount(match, message):
        return None
    return Found(*match.span(), days.without_month(day, message.today) if day <= 31 else None, True)


def _is_amount(match: re.Match[str], message: Message) -> bool:
    """Whether a unit follows the figure: "ngày 2 lần"; "mùng 4 lận" is a day."""
    unit = _UNIT.match(message.folded, match.end())
    return unit is not None and "lận" not in message.text[match.end() : unit.end()].lower()


def _no_day(match: re.Match[str]) -> Found:
    return Found(*match.span(), None, kept=False)


def _date(day: int, month: int, year: int | None, today: datetime.date) -> datetime.date | None:
    return days.without_year(day, month, today) if year is None else days.on(day, month, year)


def _year(word: str | None, today: datetime.date) -> int | None:
    """The year meant by "2025", "25", "nay", "ngoai"; None when none is named."""
    if not word:
        return None
    if word.isdigit():
        return int(word) + (2000 if len(word) == 2 else 0)
    return today.year - (word != "nay")


def _stands_after_no_day(match: re.Match[str], message: Message) -> bool:
    """Whether a word before it says that it is no day, and does not end a name ("Đức Hòa 25/2")."""
    before = message.before(match.start())
    word = _NO_DAY_BEFORE.search(before)
    if not word:
        return False
    typed = message.text[match.start() - len(before) : match.start()]
    if all(name[:1].isupper() and name[1:2].islower() for name in re.findall(r"[^\W_]+", typed)[-2:]) and (
        len(typed.split()) > 1
    ):
        return False
    if word["street"]:
        return typed.rstrip().lower().endswith("phố")
    if word["score"]:
        return "/" not in match.group() or bool(_TYPED_MONTH.search(typed.lower()))
    return True


def _plausible(day: int, month: int) -> bool:
    """Whether the figures can be a date or a slip of one ("31/2", "15/13"), not a share such as 120/150."""
    return 0 < day <= 39 and 0 < month <= 19


def _stands_alone(match: re.Match[str], message: Message) -> bool:
    """Whether "15.3" can only be a day: after "ngày" or "sáng", or first in its clause, counting nothing."""
    if int(match["m"]) == 0:
        return False
    if match["lead"] or re.search(r"(?:tu|vao|den|thu\s*\w+,?)\s+$", message.before(match.start(), 10)):
        return True
    first = not re.search(r"[^\s,;:(|/]\s*$", re.sub(r"[.!?]\s", ", ", message.before(match.start(), 3)))
    counted = nouns.after(nouns.load().counted, message.text, message.folded, match.end())
    # "30-8" is no range, whose second figure is the larger one.
    falling = int(match["d"]) > _LAST_MONTH and 0 < int(match["m"]) <= _LAST_MONTH and counted is None
    before = message.text[: match.start()].split()
    closed = message.folded[match.end() : match.end() + 1] in ("", ":", ",", ";")
    named = (
        match["sign"] == "." and closed and bool(before) and before[-1][0].isupper() and before[-1].isalpha()
    )  # "Kon Đào 5.9: …"
    return (
        (first or falling or (named and counted is None))
        and not _UNIT.match(message.folded, match.end())
        and (counted is None or counted.kind == "other")
    )


def _is_share(match: re.Match[str], message: Message) -> bool:
    """Whether it counts: "10/12 người", "18/18 thôn", "2/3 số hộ"; not "15/3 người dân ra quân"."""
    day, month = int(match["d"]), int(match["m"])
    if day > month:
        return False
    if _SHARE_OF.match(message.folded, match.end()):
        return True
    counted = nouns.after(nouns.load().counted, message.text, message.folded, match.end())
    if counted is None:
        return False
    if month > 12 or message.folded[counted.start : counted.end] in _WHOLE_GROUP:
        return True
    return counted.kind in ("people", "household", "product", "event") and bool(
        _COUNTING.search(message.before(match.start()))
    )
