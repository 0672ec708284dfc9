"""What kind of thing a question asks for, and whether a passage has one: a time, a sum, a telephone."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.sections import body_names
from nlu.text import with_any_marks

_FIGURE = r"(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)[) ]{0,2}"


@dataclass(frozen=True)
class Kind:
    """A kind of thing. `asked` finds it in a question's words, `told` in a small-lettered text."""

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]

    def is_told(self, text: str) -> bool:
        """Whether the text has such a thing."""
        return self.told.search(text.lower()) is not None


def _kind(name: str, asked: tuple[str, ...], told: tuple[str, ...]) -> Kind:
    found = with_any_marks(rf"\b(?:{'|'.join(asked)})\b")
    return Kind(name, re.compile(found), re.compile("|".join(told)))


_WHICH = r"(?:nào|mấy|bao nhiêu|gì|mô)"
_PLURAL = r"(?!sở|ông|bà|anh|chị|đơn vị|cơ quan|ngành|ban|văn bản|cái|việc)"
# For each kind how it is asked for (typed with its marks, some or none), and how a passage tells it.
KINDS = (
    _kind(
        "time",
        (
            rf"khi (?:nào|mô)|bao giờ|(?:lúc|hồi) {_WHICH}|(?:chừng|dạo) (?:nào|mô)|mấy giờ|bao lâu|deadline",
            rf"(?:bữa|ngày|hôm|giờ|tháng|tuần|năm|buổi|quý|đợt|kỳ) {_WHICH}",
            r"hạn (?:chót|cuối|nộp|chừng|đến)|thời (?:hạn|gian|điểm|hiệu)|(?:trễ|chậm|sớm) nhất",
            r"mấy (?:ngày|tháng|năm|tuần|giờ|phút)|định kỳ|thường xuyên|(?:mấy|bao nhiêu) lần|tần suất",
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
            r"bao nhiêu tiền|mấy (?:đồng|triệu|trăm|tiền|tỷ)|(?:hết|tốn) bao nhiêu",
            r"(?:mức|số tiền|giá|phí|tiền) (?:\w+ ){0,3}(?:bao nhiêu|mấy|nào)",
            r"mức (?:hỗ trợ|chi|phạt|thu|phí|thưởng|bồi dưỡng|đóng)",
            r"được (?:hỗ trợ |chi |thưởng )?(?:bao nhiêu|mấy)|kinh phí (?:\w+ ){0,2}bao nhiêu",
        ),
        (r"\d[\d.,]*\s*(?:đồng|triệu|nghìn|tỷ|tỉ|%)|mức lương cơ sở|miễn phí",),
    ),
    _kind(
        "share",
        (
            r"(?:bao nhiêu|mấy) (?:phần trăm|%)|tỷ lệ (?:\w+ ){0,4}(?:bao nhiêu|mấy)",
            r"chỉ tiêu|đạt (?:bao nhiêu|mấy)",
        ),
        (r"\d\s*%|phần trăm",),
    ),
    _kind(
        "line",
        (
            r"số điện thoại|đường dây nóng|hotline|sđt|số máy|(?:gọi|báo) (?:vào )?số (?:nào|mấy|gì)",
            r"liên hệ (?:\w+ ){0,3}(?:đâu|ai|nào)",
        ),
        (r"\d{3,4}[ .]?\d{3}|\b1[01]\d\b|điện thoại|đường dây nóng",),
    ),
    _kind(
        "site",
        (
            r"email|mail|thư điện tử|hộp thư|trang web|website|web|link|đường dẫn|địa chỉ trang",
            r"cổng thông tin|fanpage|app|ứng dụng nào",
        ),
        (r"@|https?:|www\.|\.vn\b|ứng dụng|phần mềm|trang thông tin|cổng",),
    ),
    _kind(
        "reason",
        (
            r"vì sao|tại sao|sao (?:lại|phải)|(?:tại|vì) (?:răng|đâu|gì)|răng (?:mà|lại|phải)",
            r"lý do|nguyên (?:nhân|do)|do đâu",
        ),
        (r"\b(?:do|vì|bởi|nhằm|để|nguyên nhân|l[ýí] do|xuất phát)\b",),
    ),
    _kind(
        "purpose",
        (r"(?:mục đích|nhằm|để) (?:\w+ ){0,2}(?:gì|chi|nào)|mục (?:đích|tiêu)|làm chi|hướng tới",),
        (r"\b(?:nhằm|để|mục đích|mục tiêu|góp phần|bảo đảm|đảm bảo|phấn đấu)\b",),
    ),
    _kind(
        "place",
        (r"ở (?:đâu|mô)|(?:chỗ|nơi|điểm) (?:nào|mô)|tại đâu|địa điểm|đâu vậy",),
        (r"\b(?:tại|ở|địa điểm|trụ sở|địa bàn|thôn|nơi)\b",),
    ),
    _kind(
        "number",
        (
            rf"(?:bao nhiêu|mấy) {_PLURAL}\w+|tối (?:đa|thiểu)|ít nhất|nhiều nhất|số lượng",
            r"(?:cao|dài|rộng) bao nhiêu",
        ),
        (r"\d",),
    ),
)
_WHO = re.compile(
    with_any_marks(r"\b(?:ai|(?:sở|bên|nơi|đơn vị|cơ quan|ngành|ban|bộ|phòng|hội|cấp|anh|ông) (?:nào|mô))\b")
)


def asked(words: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of things for which the words of a question ask."""
    text = " ".join(words)
    return tuple(kind for kind in KINDS if kind.asked.search(text))


def asks_who(words: Sequence[str]) -> bool:
    """Whether the words of a question ask for a body or a person."""
    return _WHO.search(" ".join(words)) is not None


@functools.lru_cache(maxsize=8192)
def tells_who(text: str) -> bool:
    """Whether the text names a body or an office."""
    return _names().search(text.lower()) is not None


@functools.cache
def _names() -> re.Pattern[str]:
    names = (re.escape(name.lower()) for name in body_names())
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
