"""What kind of thing a question asks for, and whether a passage has one: a time, a sum, a telephone number."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from knowledge.sections import body_names
from nlu.text import syllables

_FIGURE = r"(?:\d[\d ]*|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) ?"


@dataclass(frozen=True)
class Kind:
    """A kind of thing: `asked` finds it in the folded syllables of a question, `told` in a passage's text.

    `told` is matched against the folded syllables, or, when `plain`, against the text as it stands.
    """

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]
    plain: bool = False


def _kind(name: str, asked: str, told: str, *, plain: bool = False) -> Kind:
    flags = re.IGNORECASE if plain else 0
    return Kind(name, re.compile(rf"\b(?:{asked})\b"), re.compile(told, flags), plain)


_WHICH = r"(?:nao|may|bao nhieu|gi|mo)"
KINDS = (
    _kind(
        "time",
        rf"khi (?:nao|mo)|bao gio|luc {_WHICH}|hoi {_WHICH}|(?:chung|dao) (?:nao|mo)|"
        rf"(?:bua|ngay|hom|gio|thang|tuan|nam|buoi|quy|dot|ky) {_WHICH}|may gio|han (?:chot|cuoi|nop|chung|den)|"
        r"thoi (?:han|gian|diem|hieu)|(?:tre|cham|som) nhat|bao lau|may (?:ngay|thang|nam|tuan|gio|phut)|deadline|"
        r"dinh ky|thuong xuyen|may lan|bao nhieu lan|tan suat",
        r"\b(?:ngay \d|thang \d|nam \d|quy [ivx\d]|\d{1,2} \d{1,2} \d{4}|"
        + _FIGURE
        + r"(?:nam|thang|ngay|gio|tuan|"
        r"phut|lan)\b|"
        r"hang (?:nam|thang|quy|tuan|ngay)|dinh ky|thoi (?:han|diem|gian)|truoc ngay|ngay sau khi|thuong xuyen|"
        r"nhiem ky|mua (?:mua|kho|he))",
    ),
    _kind(
        "sum",
        r"bao nhieu tien|may (?:dong|trieu|tram|tien|ty)|(?:muc|so tien|gia|phi|tien) (?:\w+ ){0,3}(?:bao nhieu|may|nao)|"
        r"muc (?:ho tro|chi|phat|thu|phi|thuong|boi duong|dong)|duoc (?:ho tro |chi |thuong )?(?:bao nhieu|may)|"
        r"kinh phi (?:\w+ ){0,2}bao nhieu|het bao nhieu|ton bao nhieu",
        r"\d[\d.,]*\s*(?:đồng|triệu|nghìn|tỷ|tỉ|%)|mức lương cơ sở|miễn phí",
        plain=True,
    ),
    _kind(
        "share",
        r"(?:bao nhieu|may) (?:phan tram|%)|ty le (?:\w+ ){0,4}(?:bao nhieu|may)|chi tieu|dat (?:bao nhieu|may)",
        r"\d\s*%|phần trăm",
        plain=True,
    ),
    _kind(
        "line",
        r"so dien thoai|duong day nong|hotline|(?:goi|bao) (?:vao )?so (?:nao|may|gi)|sdt|so may|lien he (?:\w+ ){0,3}(?:dau|ai|nao)",
        r"\d{3,4}[ .]?\d{3}|\b1[01]\d\b|điện thoại|đường dây nóng",
        plain=True,
    ),
    _kind(
        "site",
        r"email|mail|thu dien tu|hop thu|trang web|website|web|link|duong dan|dia chi trang|cong thong tin|fanpage|app|ung dung nao",
        r"@|https?:|www\.|\.vn\b|ứng dụng|phần mềm|trang thông tin|cổng",
        plain=True,
    ),
    _kind(
        "reason",
        r"vi sao|tai sao|sao (?:lai|phai)|(?:tai|vi) (?:rang|dau|gi)|rang (?:ma|lai|phai)|ly do|nguyen (?:nhan|do)|do dau",
        r"\b(?:do|vi|nham|de|nguyen nhan|ly do|xuat phat|tai)\b",
    ),
    _kind(
        "purpose",
        r"(?:muc dich|nham|de) (?:\w+ ){0,2}(?:gi|chi|nao)|muc (?:dich|tieu)|lam chi|huong toi",
        r"\b(?:nham|de|muc dich|muc tieu|gop phan|bao dam|phan dau)\b",
    ),
    _kind(
        "place",
        r"o (?:dau|mo)|(?:cho|noi|diem) (?:nao|mo)|tai dau|dia diem|dau vay",
        r"\b(?:tai|o|dia diem|tru so|dia ban|thon|noi)\b",
    ),
    _kind(
        "number",
        r"(?:bao nhieu|may) (?!so|ong|ba|anh|chi|don vi|co quan|nganh|ban|van ban|cai|viec)\w+|toi (?:da|thieu)|it nhat|nhieu nhat|"
        r"cao bao nhieu|dai bao nhieu|rong bao nhieu|so luong",
        r"\d",
        plain=True,
    ),
)
_WHO = re.compile(r"\b(?:ai|(?:so|ben|noi|don vi|co quan|nganh|ban|bo|phong|hoi|cap|anh|ong) (?:nao|mo))\b")


@functools.lru_cache(maxsize=256)
def asked(tokens: tuple[str, ...]) -> tuple[Kind, ...]:
    """The kinds of things for which the folded syllables ask."""
    text = " ".join(tokens)
    return tuple(kind for kind in KINDS if kind.asked.search(text))


def asks_who(tokens: tuple[str, ...]) -> bool:
    """Whether a body or a person is asked for."""
    return _WHO.search(" ".join(tokens)) is not None


@functools.lru_cache(maxsize=8192)
def told(text: str) -> frozenset[str]:
    """The names of the kinds of things that the text has."""
    flat = " ".join(syllables(text))
    return frozenset(k.name for k in KINDS if k.told.search(text if k.plain else flat))


@functools.lru_cache(maxsize=8192)
def tells_who(text: str) -> bool:
    """Whether the text names a body or an office."""
    return _names().search(text) is not None


@functools.cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, body_names()))})(?!\w)", re.IGNORECASE)
