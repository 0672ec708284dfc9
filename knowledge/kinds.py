"""What kind of thing a question asks for, and whether a passage has one: a time, a sum, a telephone."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from knowledge.sections import body_names

_FIGURE = r"(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)[) ]{0,2}"


@dataclass(frozen=True)
class Kind:
    """A kind of thing. `asked` finds it in a question's folded syllables, `told` in a small-lettered text."""

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]

    def is_told(self, text: str) -> bool:
        """Whether the text has such a thing."""
        return self.told.search(text.lower()) is not None


def _kind(name: str, asked: tuple[str, ...], told: tuple[str, ...]) -> Kind:
    return Kind(name, re.compile(rf"\b(?:{'|'.join(asked)})\b"), re.compile("|".join(told)))


_WHICH = r"(?:nao|may|bao nhieu|gi|mo)"
_PLURAL = r"(?!so|ong|ba|anh|chi|don vi|co quan|nganh|ban|van ban|cai|viec)"
# For each kind how it is asked for, and how a passage tells it.
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
            r"\b(?:ngày|tháng|năm) \d|\bquý [ivx\d]|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\b\d{1,2} ?h\d*\b",
            rf"\b{_FIGURE}(?:năm|tháng|ngày|giờ|tuần|phút|lần)\b|\bh[àằ]ng (?:năm|tháng|quý|tuần|ngày)",
            r"\bđịnh k[ỳì]|\bthời (?:hạn|điểm|gian)|\btrước ngày|\bngay sau khi|\bthường xuyên",
            r"\bnhiệm k[ỳì]|\bmùa (?:mưa|khô|hè|bão|lũ)",
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
    ),
    _kind(
        "share",
        (
            r"(?:bao nhieu|may) (?:phan tram|%)|ty le (?:\w+ ){0,4}(?:bao nhieu|may)",
            r"chi tieu|dat (?:bao nhieu|may)",
        ),
        (r"\d\s*%|phần trăm",),
    ),
    _kind(
        "line",
        (
            r"so dien thoai|duong day nong|hotline|sdt|so may|(?:goi|bao) (?:vao )?so (?:nao|may|gi)",
            r"lien he (?:\w+ ){0,3}(?:dau|ai|nao)",
        ),
        (r"\d{3,4}[ .]?\d{3}|\b1[01]\d\b|điện thoại|đường dây nóng",),
    ),
    _kind(
        "site",
        (
            r"email|mail|thu dien tu|hop thu|trang web|website|web|link|duong dan|dia chi trang",
            r"cong thong tin|fanpage|app|ung dung nao",
        ),
        (r"@|https?:|www\.|\.vn\b|ứng dụng|phần mềm|trang thông tin|cổng",),
    ),
    _kind(
        "reason",
        (
            r"vi sao|tai sao|sao (?:lai|phai)|(?:tai|vi) (?:rang|dau|gi)|rang (?:ma|lai|phai)",
            r"ly do|nguyen (?:nhan|do)|do dau",
        ),
        (r"\b(?:do|vì|bởi|nhằm|để|nguyên nhân|l[ýí] do|xuất phát)\b",),
    ),
    _kind(
        "purpose",
        (r"(?:muc dich|nham|de) (?:\w+ ){0,2}(?:gi|chi|nao)|muc (?:dich|tieu)|lam chi|huong toi",),
        (r"\b(?:nhằm|để|mục đích|mục tiêu|góp phần|bảo đảm|đảm bảo|phấn đấu)\b",),
    ),
    _kind(
        "place",
        (r"o (?:dau|mo)|(?:cho|noi|diem) (?:nao|mo)|tai dau|dia diem|dau vay",),
        (r"\b(?:tại|ở|địa điểm|trụ sở|địa bàn|thôn|nơi)\b",),
    ),
    _kind(
        "number",
        (
            rf"(?:bao nhieu|may) {_PLURAL}\w+|toi (?:da|thieu)|it nhat|nhieu nhat|so luong",
            r"(?:cao|dai|rong) bao nhieu",
        ),
        (r"\d",),
    ),
)
_WHO = re.compile(r"\b(?:ai|(?:so|ben|noi|don vi|co quan|nganh|ban|bo|phong|hoi|cap|anh|ong) (?:nao|mo))\b")


def asked(tokens: tuple[str, ...]) -> tuple[Kind, ...]:
    """The kinds of things for which the folded syllables ask."""
    text = " ".join(tokens)
    return tuple(kind for kind in KINDS if kind.asked.search(text))


def asks_who(tokens: tuple[str, ...]) -> bool:
    """Whether a body or a person is asked for."""
    return _WHO.search(" ".join(tokens)) is not None


@functools.lru_cache(maxsize=8192)
def tells_who(text: str) -> bool:
    """Whether the text names a body or an office."""
    return _names().search(text.lower()) is not None


@functools.cache
def _names() -> re.Pattern[str]:
    names = (re.escape(name.lower()) for name in body_names())
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
