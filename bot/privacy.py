"""Nothing about citizens is kept: phone, identity and account numbers, e-mail addresses and names are masked.

What an office writes in figures is left alone: days, terms of years, document and report numbers, sums of
money, head-counts. Where a figure may be either, it is masked. Whose names are masked: bot/citizens.py.
"""

from __future__ import annotations

import functools
import re
import traceback
from typing import Literal

from bot import citizens

Kind = Literal["number", "address", "name"]

MASK = "[số đã che]"
MASK_ADDRESS = "[thư điện tử đã che]"
MASK_NAME = "[tên đã che]"

_BETWEEN = (
    r"(?:[^\S\n]|[.\-\u2010-\u2015_·/()\u200b-\u200f\u2060\ufeff]){0,3}"  # what stands between two digits
)
_DAY = r"\d{{1,2}}(?P<{0}>[/.\-])\d{{1,2}}(?P={0})(?:19|20)\d\d"
_A_DAY = r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}"
_YEAR = r"(?:19|20)\d\d"
_LABEL = (
    r"\b(?:s?đt|sdt|dtdđ|số điện thoại|so dien thoai|điện thoại|dien thoai|tel|phone|zalo|hotline"
    r"|cccd|cmnd|cmt|căn cước|can cuoc|chứng minh|chung minh|hộ chiếu|ho chieu|mã số thuế|ma so thue|mst"
    r"|stk|số tài khoản|so tai khoan|số tk|so tk|tài khoản|tai khoan)\b"
)
_COUNTED = r"(?:đồng|dong|đ|vnđ|vnd|usd|người|nguoi|lượt|luot|hộ|ho|dân|dan)\b"


def _digits(count: int) -> str:
    """That many digits, however they are grouped."""
    return rf"\d(?:{_BETWEEN}\d){{{count - 1}}}"


# Tried in this order at each place; the groups before `_secret` are left as they are.
_KEPT = "|".join(
    [
        # a day, with the one before or after to which it leads; not the first groups of a phone number
        rf"(?:\d{{1,2}}(?:[/.]\d{{1,2}})?\s*[-\u2013]\s*)?{_DAY.format('a')}"
        rf"(?:\s*[-\u2013]\s*{_DAY.format('b')})?(?!(?:(?P=a))?\d)",
        r"(?:19|20)\d\d-\d\d-\d\d(?!-?\d)",
        r"(?<=ngày )\d{1,2} \d{1,2} (?:19|20)\d\d(?!\d)",
        rf"{_YEAR}\s*[-\u2013]\s*{_YEAR}(?![.\- ]?\d)",  # a term: 2025 – 2030
        r"BC-\d{4}-\d{6}(?!\d)",  # a report of ours
        rf"\d{{1,3}}(?:[.,]\d{{3}})+(?=\s*{_COUNTED})",
    ]
)
_SECRET = "|".join(
    [
        rf"(?:\+|00)?84{_BETWEEN}(?:0{_BETWEEN})?{_digits(9)}(?!\d)",
        r"0\d{11}(?!\d)",  # CCCD: twelve digits, in the groups in which people write them
        r"0\d\d(?P<c>[ .\-])\d{3}(?P=c)\d{3}(?P=c)\d{3}(?!\d)",
        r"0\d{3}(?P<d>[ .\-])\d{4}(?P=d)\d{4}(?!\d)",
        r"0\d{2}[ .\-]\d[ .\-]\d\d[ .\-]\d{6}(?!\d)",
        r"0\d{5}[ .\-]\d{6}(?!\d)",
        rf"0{_BETWEEN}2{_BETWEEN}{_digits(9)}(?!\d)",  # a fixed line: eleven digits
        rf"0{_BETWEEN}[235789]{_BETWEEN}{_digits(8)}(?!\d)",
        r"\d{9,}",  # CMND, accounts, and any other run of that length
        r"\d{3}(?P<e>[ .\-])\d{3}(?P=e)\d{3}(?!\d)(?!(?P=e)\d)",  # CMND in three groups
        r"\d(?:[ .\-]?\d){12,18}(?!\d)",  # cards and accounts
    ]
)
_PATTERN = re.compile(
    rf"(?P<address>(?<![\w.+\-])[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+)"
    rf"|(?P<label>{_LABEL}[^\d\n]{{0,16}}?)(?!{_A_DAY})(?P<labelled>\+?{_digits(6)}(?:{_BETWEEN}\d){{0,13}})"
    rf"|(?<!\d)(?P<kept>{_KEPT})"
    rf"|(?<!\d)(?P<secret>{_SECRET})",
    re.IGNORECASE,
)

_SUSPECT = re.compile(r"@|\d(?:\D{0,3}\d){5}")  # nothing is masked without one of these


@functools.lru_cache(maxsize=256)  # several tables keep the words of one message
def mask(text: str) -> str:
    """The text with numbers, addresses and names of citizens replaced. Masking twice changes nothing more."""
    while (masked := _once(text)) != text:
        text = masked
    return text


def found(text: str) -> frozenset[Kind]:
    """What kinds of things about citizens `mask` would replace."""
    masked = mask(text)
    kinds: dict[Kind, str] = {"number": MASK, "address": MASK_ADDRESS, "name": MASK_NAME}
    return frozenset(kind for kind, sign in kinds.items() if masked.count(sign) > text.count(sign))


def trace(error: BaseException) -> str:
    """Where an error came from, without what it says: that may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno} {f.name}" for f in reversed(frames))
    cause = error.__cause__ or error.__context__
    name = type(error).__name__
    return f"{name} at {places}" + (f"; after {trace(cause)}" if cause else "")


def _once(text: str) -> str:
    """The text masked; a mask may bring a label closer to its number, or a word for a citizen to a name."""
    text = _PATTERN.sub(_masked, text) if _SUSPECT.search(text) else text
    end, parts = 0, []
    for first, last in citizens.spans(text):
        parts += [text[end:first], MASK_NAME]
        end = last
    return "".join([*parts, text[end:]])


def _masked(match: re.Match[str]) -> str:
    if match["address"]:
        return MASK_ADDRESS
    if match["label"]:
        return match["label"] + MASK
    return match["kept"] or MASK
