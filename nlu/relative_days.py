"""Days named from today: hôm qua · sáng nay · 3 ngày trước · thứ 6 tuần trước · T6 · CN vừa rồi."""

from __future__ import annotations

import datetime
import re

from nlu import days, nouns
from nlu.days import PART, Found, Message
from nlu.numerals import IN_WORDS, value_of

_BEFORE = r"(?<![^\W_])(?<![0-9][/.,\-–:])"
_PAST = r"(?:vua\s+(?:roi|qua)|roi|qua|truoc|trc)"
_NUMBERS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}  # 0 is Monday
_TYPED_NUMBERS = ("ba", "hai", "tư", "năm", "sáu", "bảy", "bẩy")
_TYPED_PARTS = ("sớm", "sáng", "trưa", "chiều", "tối", "đêm", "khuya")
RECURS = re.compile(r"\s*(?:hang|moi)\s+(?:tuan|thang)")
_EVERY = re.compile(r"\b(?:moi|cac|hang)\s+(?:\w+\s+)?$")
_ORDINAL = re.compile(
    r"\b(?:lan|ky|ky hop|khoa|phien|nguoi|dung|xep|hang|bai|nam|buoi|dot|cuoc|vi tri|giai|tap|so|lop|tuan|"
    r"vong|chuong|nghi|the he|cap)\s+$"
)
_ALWAYS_ORDINAL = re.compile(r"\blan\s+$")
_MONTH_BEFORE = re.compile(r"\b(?:trong|het|cuoi|dau|giua|thang|quy|den)\s+$")  # "trong T6"
_ANOTHER_UNIT = re.compile(r"\s*(?:trieu|ty|ti|nghin|ngan|tram|tr|k|%)(?![a-z])|\s*cua\b")
# "Ngày chủ nhật xanh", "thứ bảy tình nguyện" are campaigns, held on any day.
_CAMPAIGN = re.compile(r"\s+(?:xanh|do|tinh nguyen|hong|nong thon moi|van minh|sach|vi)\b")
_EVENT = re.compile(r"\s*(?:khi|ngay|dai hoi|le|tet|ky|cuoc|bau cu|hoi nghi|luc|thoi)\b")
_MOST_WEEKS = 4  # "thúe 6 tuần trước" is a Friday
_SEVERAL = re.compile(r"\b(?:may|vai|cac|nhung|ca|suot|[0-9]+|hai|ba)\s+$")
_SINCE = re.compile(r"\s*(?:gio|nay)\b")
_COUNT = rf"[0-9]{{1,3}}|{IN_WORDS}"

WEEKDAY = re.compile(
    rf"{_BEFORE}(?:(?P<lead>{PART}|ngay|hom|bua)\s+)?"
    r"(?:(?P<thu>thu)\s*(?:(?P<n>[2-7])|(?P<w>hai|ba|tu|nam|sau|bay))|t(?P<t>[2-7])|chu\s?nhat|(?P<cn>cn))"
    r"(?![^\W_]|[/.\-–][0-9])"
    rf"(?:\s+(?P<when>tuan\s+(?:nay|sau|toi|{_PAST})(?:\s+nua)?|{_PAST}|nay|sap\s+toi|toi|sau)(?![^\W_]))?"
)
NEAR = re.compile(
    rf"{_BEFORE}(?:(?:(?P<part>{PART})\s+)?(?P<unit>(?:h[ou]m|bua|ngay)\s*|h(?=nay|qua|wa))|(?P<only>{PART}|som)\s+"
    rf"|^\s*(?=nay\s+\w))(?P<day>nay|ni|qua|wa|kia|te|mai|mot)(?![^\W_])"
    rf"|{_BEFORE}(?:hoi|khi|ban)\s+(?P<since>sang|trua|chieu|toi|dem|hom)(?![^\W_])(?!\s+(?:qua|nay|ni|kia|te|wa|thu|ngay|hom|bua|t[2-7]|cn|chu|[0-9]))"
)
AGO = re.compile(
    rf"{_BEFORE}(?<!thu )(?<!lan )(?:cach\s+(?:day|nay)\s+(?:khoang\s+|hon\s+|gan\s+|dung\s+)?"
    rf"(?P<n1>{_COUNT})\s*(?P<u1>ngay|hom|bua|tuan)|(?P<n2>{_COUNT})\s*(?P<u2>ngay|hom|bua|tuan)\s+(?:truoc|trc))(?![^\W_])"
)


def weekday(match: re.Match[str], message: Message) -> Found | None:
    """The latest such weekday, or that of the week named; None for an ordinal ("lần thứ 2")."""
    if not _is_weekday(match, message):
        return None
    every = _EVERY.search(message.before(match.start()))
    typed = message.text[: match.start()].lower().split()[-2:]
    if RECURS.match(message.folded, match.end()) or (every and "mới" not in typed):
        return Found(*match.span(), None, kept=False)
    named = bool(_CAMPAIGN.match(message.folded, match.end())) and not match["when"]
    return Found(*match.span(), _date(match, message), named=named)


def _is_weekday(match: re.Match[str], message: Message) -> bool:
    before = message.before(match.start())
    if match["cn"]:
        alone = message.folded.strip(" .,!\u00b7") == match.group().strip()
        return bool(match["lead"] or match["when"]) or alone
    if match["t"] and (_MONTH_BEFORE.search(before) or _names_month(match["t"], message.text)):
        return False
    if match["thu"]:
        spelt = message.typed(match, "thu") in ("thu", "thứ")
        numeral = not match["w"] or message.typed(match, "w") in (match["w"], *_TYPED_NUMBERS)
        ordinal = _ORDINAL if not match["lead"] and not match["when"] else _ALWAYS_ORDINAL
        if not spelt or not numeral or ordinal.search(before):
            return False
    return bool(match["w"] or match["when"]) or not _counts(match, message)


def _names_month(number: str, text: str) -> bool:
    """Whether a day of that month stands in the message: the "T6" of "SHCB T6 … 5/6"."""
    return re.search(rf"[0-9]\s?[/.]\s?0?{number}(?![0-9])", text) is not None


def _counts(match: re.Match[str], message: Message) -> bool:
    """Whether the figure counts what follows: "thu 5 triệu"."""
    if _ANOTHER_UNIT.match(message.folded, match.end()):
        return True
    counted = nouns.after(nouns.load().counted, message.text, message.folded, match.end())
    if counted is None or counted.kind not in ("money", "product", "event", "time", "percent"):
        return False
    return not re.match(r"\s*(?:ngay|hom)\b", message.folded[match.end() :])


def _date(match: re.Match[str], message: Message) -> datetime.date | None:
    word, today = match["n"] or match["w"] or match["t"], message.today
    number = 6 if not word else _NUMBERS[word] if word in _NUMBERS else int(word) - 2
    when = " ".join((match["when"] or "").split())
    if when == "toi" and (
        message.typed(match, "when") != "tới" or _SINCE.match(message.folded, match.end())
    ):  # "tối", "từ thứ sáu tới giờ"
        when = ""
    if when.startswith("tuan"):
        week = {"tuan nay": 0, "tuan sau": 1, "tuan toi": 1}.get(when, -2 if when.endswith("nua") else -1)
        return days.weekday(number, today, week)
    if when not in ("nay", "sau", "toi", "sap toi"):
        return days.weekday(number, today, strict=bool(when))
    this_week = days.weekday(number, today, 0)
    if when == "nay" or this_week is None or this_week > today:
        return this_week
    return days.shift(this_week, 7)


def near(match: re.Match[str], message: Message) -> Found | None:
    """Today, yesterday, the day before, tomorrow, the day after, by "nay", "qua", "kia", "mai", "mốt".

    "ni" and "tê" are "nay" and "kia" as they are said in Quảng Ngãi."""
    if match["since"]:  # "hồi sáng" is today, "hồi tối" the last one
        if match["since"] in ("toi", "dem", "hom"):
            last_night = message.typed(match)[:2] != "ba" and message.typed(match, "since") in (
                "tối",
                "đêm",
                "hôm",
            )
            return Found(*match.span(), days.shift(message.today, -1)) if last_night else None
        return Found(*match.span(), message.today)
    if match["unit"] and _SEVERAL.search(message.before(match.start())):  # "mấy hôm nay"
        return None
    word, part = match["day"], "part" if match["part"] else "only"
    typed = message.typed(match, "day")
    if typed not in (word, "kìa", "mốt", "tê") or (word == "mot" and typed != "mốt"):
        return None
    if match[part] and message.typed(match, part) not in (match[part], *_TYPED_PARTS):
        return None
    unit = (match["unit"] or "").strip()
    if word == "kia" and not unit:
        return None
    if word in ("ni", "te") and not unit and message.typed(match, part) == match[part]:
        return None
    back = {
        "nay": 0,
        "ni": 0,
        "te": -3 if typed == "tề" else -2,
        "qua": -1,
        "wa": -1,
        "kia": -3 if typed == "kìa" else -2,
        "mai": 1,
        "mot": 2,
    }[word]
    return Found(*match.span(), days.shift(message.today, 2 if (unit, word) == ("ngay", "kia") else back))


def ago(match: re.Match[str], message: Message) -> Found | None:
    """3 ngày trước · cách đây 2 ngày · hai tuần trước; months and years name no certain day."""
    count, unit = value_of(match["n1"] or match["n2"]), match["u1"] or match["u2"]
    if not count or _EVENT.match(message.folded, match.end()) or (unit == "tuan" and count > _MOST_WEEKS):
        return None
    return Found(*match.span(), days.shift(message.today, -count * (7 if unit == "tuan" else 1)))
