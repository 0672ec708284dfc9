"""Days that a message names without telling what was done on them.

They are commemorated ("chào mừng 30/4", "hội trại 26/3"), the day of writing, a deadline ("báo cáo ngày 29/9:
hôm 26/9 …", "hạn 20/3"), or one that was planned and put off ("dự kiến 24/10, hoãn, làm 26/10").
"""

from __future__ import annotations

import csv
import datetime
import functools
import re
from collections.abc import Sequence
from pathlib import Path

from nlu.days import PART, Found, Message

HOLIDAYS = Path(__file__).with_name("holidays.csv")

_STRONG = re.compile(r"\b(?:chao\s+mung|ky\s+niem|huong\s+(?:toi|ve|den)|tien\s+toi|lap\s+thanh\s+tich)\b")
_WEAK = re.compile(
    r"\b(?:mung|le|dip|nhan\s+ngay|giai\s+phong|thanh\s+lap|quoc\s+khanh|truyen\s+thong|quoc\s+te|"
    r"sinh\s+nhat|"
    r"ngay\s+sinh|khoi\s+nghia|chien\s+thang|cach\s+mang|cmt8|nhan\s+[0-9]+\s+nam|huong\s+ung)\b"
)
_WRITING = re.compile(
    r"\b(?:(?:bao\s+cao|bc|bcao)(?:\s+(?:nay\s+)?(?:viet|lap|soan|gui|lam))?|lap|soan|go|"
    r"viet\s+(?:bao\s+cao|bc|tin\s+nhan)|gui\s+(?:bao\s+cao|bc)|nhan\s+tin|"
    r"(?:ngay|thoi\s+gian|thoi\s+diem)\s+(?:bao\s+cao|bc|viet|gui|lap|soan|nhan)|tinh\s+(?:den|toi)|"
    r"(?<!lam\s)(?<!man\s)(?<!chuc\s)(?<!hop\s)truoc|han|han\s+chot|"
    r"cham\s+nhat|(?:viet|gui|ghi|nop)(?=\s+(?:hoi|luc|vao)))\s*:?\s*(?:hoi|luc|vao|"
    r"la)?\s*(?:[0-9]{1,2}\s*[hg:]\s*(?:[0-9]{1,2})?\s*)?$"
)
_PLANNED = re.compile(
    r"\b(?:du\s+(?:kien|dinh|tinh)|ke\s+hoach|(?:theo|len|xep)\s+(?:ke\s+hoach|kh|lich)|lich|ban\s+dau|"
    r"dang\s+(?:le|ly)|le\s+ra|"
    r"hen|dinh)\s*:?\s*(?:(?:la|to\s+chuc|lam|vao|mo|hop|dien\s+ra|se)\s+)*$"
)
_PUT_OFF = re.compile(
    r"\s*[,;(–-]?\s*(?:(?:thi|ma|nhung|bi|phai|troi|mua|bao|gio|nen|vi|do|tam|xin|roi|sau|lai|lu)\s+){0,6}"
    r"(?:hoan(?!\s+(?:thanh|thien|toan|nghenh|hao|cong))|(?P<moved>doi|lui)\s+(?:lai|sang|qua|den|toi|ngay)|"
    r"huy\s+(?:vi|do|nen)|khong\s+(?:lam|to\s+chuc|hop)\s+duoc|chuyen\s+(?:sang|qua)\s+(?:ngay|hom|bua|"
    r"[0-9]))\b"
)
_PASSED_OVER = {"ngay", "le", "nam", "ky", "niem", "truyen", "thong"}
# Before a day of its own, not before the name of a festival: "hội trại 26/3".
_LINKS = {
    "ngay", "va", "tu", "den", "vao", "hom", "la", "tai", "luc", "hop", "qua", "roi", "lam", "trong", "dien",
    "ra", "buoi", "cac", "te", "hien", "sang", "chuyen", "doi", "lui", "toi", "ghi", "chieu", "dem", "lai",
    "so", "xa", "thon",
}  # fmt: skip
_LAST_MUNG = 10
_FEW_WORDS = 2
_LONG_PAST_YEARS = 2


@functools.cache
def load(path: Path = HOLIDAYS) -> frozenset[tuple[int, int]]:
    """Day and month of every commemorated day of a file, read once for each path."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset((int(row["day"]), int(row["month"])) for row in csv.DictReader(file))


def without_commemorated(found: Sequence[Found], message: Message) -> list[Found]:
    """The days that can be the day of an activity.

    Left out: what follows "chào mừng", "kỷ niệm" and the like; and, when another day stands in the message
    or it is yet to come, what follows "mừng", "lễ", "dịp", is a holiday within a phrase, lies years back, is
    the day of writing, a deadline, or a day that was planned.
    """
    force: dict[Found, str] = {}
    last: Found | None = None
    for day in found:
        force[day] = _commemorated(day, last, message)
        if last and last.value and day.value and _is_anniversary(last.value, day.value):
            force[day] = force[last] = "strong"
        last = day
    real = any(not force[day] for day in found)
    return [
        day
        for day in found
        if not force[day] or (force[day] == "weak" and not real and _past(day, message.today))
    ]


def _is_anniversary(first: datetime.date, day: datetime.date) -> bool:
    """Whether two days are one of the calendar: "30/4/1975 - 30/4/2025"."""
    return (first.day, first.month) == (day.day, day.month) and first.year != day.year


def _past(day: Found, today: datetime.date) -> bool:
    return day.value is not None and day.value <= today


def _commemorated(day: Found, last: Found | None, message: Message) -> str:
    """ "strong", "weak" or "" by the words before it: few of them, or the day a holiday."""
    own, before = message.folded[day.start : day.end], message.before(day.start, 90)
    if last and re.search(r"[a-z]{2}", between := message.folded[last.end : day.start].replace(" va ", " ")):
        before = between  # what the day before it was named for is not said of this one
    before = re.split(r"[.;\n]\s|, ", before)[-1]
    if _PLANNED.search(before) or _is_put_off(day, message):
        return "weak"
    if not day.explicit or day.value is None:
        return "weak" if day.named else ""
    if re.match(rf"\s*{PART}\b", own) or re.search(rf"\b{PART}\s+(?:ngay\s+)?$", before):
        return ""
    long_past = day.value.year < message.today.year - _LONG_PAST_YEARS
    if _WRITING.search(before) or long_past:
        return "strong" if long_past and _STRONG.search(before) else "weak"
    strong = list(_STRONG.finditer(before))
    weak = [match for match in _WEAK.finditer(before) if _meant(match, day.start - len(before), message)]
    holiday = (day.value.day, day.value.month) in load()
    if re.match(r"mung\s", own) and _is_cheer(day, before, message):
        return "strong" if strong or before.endswith("chao ") else "weak"
    if not strong and not weak:
        return "weak" if holiday and _inside_phrase(own, before) else ""
    gap = before[max(match.end() for match in (*strong, *weak)) :]
    words = [word for word in re.findall("[a-z]+", gap) if word not in _PASSED_OVER]
    if len(words) > _FEW_WORDS and not holiday:
        return ""
    return "strong" if strong else "weak"


def _is_put_off(day: Found, message: Message) -> bool:
    """Whether it was not held on that day: "24/10 hoãn vì mưa", "5/3 dời sang 6/3"; "đội" is no "dời"."""
    match = _PUT_OFF.match(message.folded, day.end)
    return bool(match and not (match["moved"] and message.typed(match, "moved").startswith("đ")))


def _is_cheer(day: Found, before: str, message: Message) -> bool:
    """Whether the "mung" that leads the day is "mừng", not "mùng", which counts to ten."""
    typed = message.text[day.start : day.start + 4].lower()
    late = day.value is not None and day.value.day > _LAST_MUNG
    return "ừ" in typed or (typed == "mung" and (late or before.endswith("chao ")))


def _inside_phrase(own: str, before: str) -> bool:
    """Whether a word that takes no day leads to it: the "trại" of "hội trại 26/3"."""
    last = re.search(r"([a-z]+)\s+$", before)
    return own[0].isdigit() and last is not None and last[1] not in _LINKS


def _meant(match: re.Match[str], offset: int, message: Message) -> bool:
    """Whether "mung" is "mừng" and not "mùng", the first days of a month."""
    typed = message.text[offset + match.start() : offset + match.end()].lower()
    return match.group() != "mung" or "ừ" in typed
