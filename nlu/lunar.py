"""Days of the lunar calendar as Vietnam reckons it (UTC+7): rằm tháng Giêng · mùng 6 Tết · 23 tháng Chạp.

New moons and solar terms after J. Meeus, Astronomical Algorithms (1991), chapters 25 and 47, in the short
form that is enough for 1900–2100. A month begins on the day of its new moon; the eleventh holds the winter
solstice.
"""

from __future__ import annotations

import datetime
import functools
import math
import re

from nlu.days import Found, Message
from nlu.numerals import IN_WORDS, value_of

_ZONE = 7 / 24  # of a day
_EPOCH = 2415021.076998695  # a new moon of 1900, as a Julian day
_MONTH = 29.530588853
_TO_ORDINAL = 1721425  # from a Julian day number to the ordinal of datetime.date
_MONTHS = {"gieng": 1, "chap": 12}
_FULL_MOON = 15
_LAST_MONTH = 12
_END_OF_YEAR = 20  # "27 Tết" is before it, "mùng 6 Tết" after it

_DAY = rf"(?:(?P<full>ram)|(?:(?:mung|mong|ngay)\s+)?(?P<d>[0-9]{{1,2}}|{IN_WORDS}))"
_LUNAR_SIGN = r"\s*\(?(?:am\s+lich|al|am)(?![^\W_])"
LUNAR = re.compile(
    rf"(?<![^\W_])(?<![0-9][/.,\-])(?:(?:sang|trua|chieu|toi|dem|hom|bua)\s+)*{_DAY}"
    rf"(?:\s+(?:thang\s+)?(?P<new>tet)(?![^\W_])|\s+thang\s+(?P<named>gieng|chap)(?![^\W_])"
    rf"|(?:\s*/\s*|\s+thang\s+)(?P<m>[0-9]{{1,2}}|{IN_WORDS})(?:(?P<sign>{_LUNAR_SIGN})|(?![^\W_/])))"
)


def in_lunar(match: re.Match[str], message: Message) -> Found | None:
    """The latest such day not after today; None when the words are of the other calendar."""
    if match["full"] is None and not (match["new"] or match["named"] or match["sign"]):
        return None
    typed = message.typed(match)
    if match["new"] and "tết" not in typed and "tet" not in typed:
        return None
    day = _FULL_MOON if match["full"] else value_of(match["d"])
    if match["new"]:
        month = _LAST_MONTH if day >= _END_OF_YEAR else 1
    else:
        month = _MONTHS.get(match["named"] or "") or value_of(match["m"])
    found = latest(day, month, message.today)
    return Found(*match.span(), found, True) if found else None


def latest(day: int, month: int, today: datetime.date) -> datetime.date | None:
    """The latest such day of the lunar calendar that is not after today."""
    days = (solar(day, month, today.year + years) for years in (0, -1))
    return next((found for found in days if found and found <= today), None)


@functools.lru_cache(maxsize=256)
def solar(day: int, month: int, year: int) -> datetime.date | None:
    """The day of the solar calendar; None when the month has no such day. Never that of a leap month."""
    if not 1 <= month <= _LAST_MONTH or not 1 <= day <= 30:
        return None
    first = _eleventh(year - 1 if month < 11 else year)
    after = _eleventh(year if month < 11 else year + 1)
    place = month - 11 if month >= 11 else month + 1
    if after - first > 365 and place >= _leap(first):
        place += 1
    k = math.floor(0.5 + (first - _EPOCH) / _MONTH)
    start = _new_moon(k + place)
    if day > _new_moon(k + place + 1) - start:
        return None
    return datetime.date.fromordinal(start + day - 1 - _TO_ORDINAL)


def _leap(first: int) -> int:
    """The place of the leap month after the eleventh that begins on that Julian day."""
    k = math.floor(0.5 + (first - _EPOCH) / _MONTH)
    place, before = 1, _term(_new_moon(k + 1))
    while place < 14:
        place += 1
        term = _term(_new_moon(k + place))
        if term == before:
            break
        before = term
    return place - 1


def _eleventh(year: int) -> int:
    """The Julian day on which the eleventh month of that year begins."""
    last = datetime.date(year, 12, 31).toordinal() + _TO_ORDINAL
    k = math.floor((last - 2415021) / _MONTH)
    start = _new_moon(k)
    return _new_moon(k - 1) if _term(start) >= 9 else start


def _term(day: int) -> int:
    """In which twelfth of its way the sun stands as a Julian day begins: the ninth is from the solstice."""
    t = (day - 0.5 - _ZONE - 2451545.0) / 36525
    anomaly = math.radians(357.52910 + 35999.05030 * t - 0.0001559 * t * t - 0.00000048 * t**3)
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t * t) * math.sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000290 * math.sin(3 * anomaly)
    return math.floor((longitude % 360) / 30)


@functools.lru_cache(maxsize=256)
def _new_moon(k: int) -> int:
    """The Julian day of the k-th new moon since 1900."""
    t = k / 1236.85
    sun = math.radians(359.2242 + 29.10535608 * k - 0.0000333 * t * t - 0.00000347 * t**3)
    moon = math.radians(306.0253 + 385.81691806 * k + 0.0107306 * t * t + 0.00001236 * t**3)
    node = math.radians(21.2964 + 390.67050646 * k - 0.0016528 * t * t - 0.00000239 * t**3)
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t * t - 0.000000155 * t**3
    mean += 0.00033 * math.sin(math.radians(166.56 + 132.87 * t - 0.009173 * t * t))
    terms = (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun)
    terms += -0.4068 * math.sin(moon) + 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon)
    terms += 0.0104 * math.sin(2 * node) - 0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon)
    terms += 0.0004 * math.sin(2 * node + sun) - 0.0004 * math.sin(2 * node - sun)
    terms += -0.0006 * math.sin(2 * node + moon) + 0.0010 * math.sin(2 * node - moon)
    terms += 0.0005 * math.sin(2 * moon + sun)
    lag = -0.000278 + 0.000265 * t + 0.000262 * t * t
    return math.floor(mean + terms - lag + 0.5 + _ZONE)
