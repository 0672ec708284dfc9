"""What kind of thing a question asks for, and whether a passage has one: a time, a sum, a telephone."""

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


def _kind(name: str, asked: tuple[str, ...], told: tuple[str, ...], *, plain: bool = False) -> Kind:
    flags = re.IGNORECASE if plain else 0
    return Kind(name, re.compile(rf"\b(?:{'|'.join(asked)})\b"), re.compile("|".join(told), flags), plain)


_WHICH = r"(?:nao|may|bao nhieu|gi|mo)"
_PLURAL = r"(?!so|ong|ba|anh|chi|don vi|co quan|nganh|ban|van ban|cai|viec)"
# For each kind how it is asked for, how a passage tells it, and whether the text as it stands is looked at.
KINDS = (
    _kind(
        "time",
        (
            rf"khi (?:nao|mo)|bao gio|(?:luc|hoi) {_WHICH}|(?:chung|dao) (?:nao|mo)|may gio|bao lau|deadline",
            rf"(?:bua|ngay|hom|gio|thang|tuan|nam|buoi|quy|dot|ky) {_WHICH}",
            r"han (?:chot|cuoi|nop|chung|den)|thoi (?:han|gian|diem|hieu)|(?:tre|cham|som) nhat",
            r"may (?:ngay|thang|nam|tuan|gio|phut)|dinh ky|thuong xuyen|(?:may|bao nhieu) lan|tan suat",
        ),
        (
            r"\b(?:ngay|thang|nam) \d|\bquy [ivx\d]|\b\d{1,2} \d{1,2} \d{4}",
            rf"\b{_FIGURE}(?:nam|thang|ngay|gio|tuan|phut|lan)\b|\bhang (?:nam|thang|quy|tuan|ngay)",
            r"\bdinh ky|\bthoi (?:han|diem|gian)|\btruoc ngay|\bngay sau khi|\bthuong xuyen",
            r"\bnhiem ky|\bmua (?:mua|kho|he|bao|lu)",
        ),
    ),
    _kind(
        "sum",
        (
            r"bao nhieu tien|may (?:dong|trieu|tram|tien|ty)|(?:het|ton) bao nhieu",
            r"(?:muc|so tien|gia|phi|tien) (?:\w+ ){0,3}(?:bao nhieu|may|nao)",
            r"muc (?:ho tro|chi|phat|thu|phi|thuong|boi duong|dong)",
            r"duoc (?:ho tro |chi |thuong )?(?:bao nhieu|may)|kinh phi (?:\w+ ){0,2}bao nhieu",
        ),
        (r"\d[\d.,]*\s*(?:đồng|triệu|nghìn|tỷ|tỉ|%)|mức lương cơ sở|miễn phí",),
        plain=True,
    ),
    _kind(
        "share",
        (
            r"(?:bao nhieu|may) (?:phan tram|%)|ty le (?:\w+ ){0,4}(?:bao nhieu|may)",
            r"chi tieu|dat (?:bao nhieu|may)",
        ),
        (r"\d\s*%|phần trăm",),
        plain=True,
    ),
    _kind(
        "line",
        (
            r"so dien thoai|duong day nong|hotline|sdt|so may|(?:goi|bao) (?:vao )?so (?:nao|may|gi)",
            r"lien he (?:\w+ ){0,3}(?:dau|ai|nao)",
        ),
        (r"\d{3,4}[ .]?\d{3}|\b1[01]\d\b|điện thoại|đường dây nóng",),
        plain=True,
    ),
    _kind(
        "site",
        (
            r"email|mail|thu dien tu|hop thu|trang web|website|web|link|duong dan|dia chi trang",
            r"cong thong tin|fanpage|app|ung dung nao",
        ),
        (r"@|https?:|www\.|\.vn\b|ứng dụng|phần mềm|trang thông tin|cổng",),
        plain=True,
    ),
    _kind(
        "reason",
        (
            r"vi sao|tai sao|sao (?:lai|phai)|(?:tai|vi) (?:rang|dau|gi)|rang (?:ma|lai|phai)",
            r"ly do|nguyen (?:nhan|do)|do dau",
        ),
        (r"\b(?:do|vi|nham|de|nguyen nhan|ly do|xuat phat|tai)\b",),
    ),
    _kind(
        "purpose",
        (r"(?:muc dich|nham|de) (?:\w+ ){0,2}(?:gi|chi|nao)|muc (?:dich|tieu)|lam chi|huong toi",),
        (r"\b(?:nham|de|muc dich|muc tieu|gop phan|bao dam|phan dau)\b",),
    ),
    _kind(
        "place",
        (r"o (?:dau|mo)|(?:cho|noi|diem) (?:nao|mo)|tai dau|dia diem|dau vay",),
        (r"\b(?:tai|o|dia diem|tru so|dia ban|thon|noi)\b",),
    ),
    _kind(
        "number",
        (
            rf"(?:bao nhieu|may) {_PLURAL}\w+|toi (?:da|thieu)|it nhat|nhieu nhat|so luong",
            r"(?:cao|dai|rong) bao nhieu",
        ),
        (r"\d",),
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
