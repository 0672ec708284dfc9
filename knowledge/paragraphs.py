"""Which lines of a body belong together: one list of lines for each paragraph, heading, item or table row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.lines import Line, full_length
from knowledge.tables import table_lines

_BASIS = re.compile(r"(?:Căn\s+cứ|Thực hiện|Xét|Theo đề nghị)\b")
# What a plan says of one duty in lines under it: they are read out with the duty, not alone.
_DETAIL = re.compile(
    r"(?:Thời\s+(?:gian|hạn|điểm)|Hoàn\s+thành|Tiến\s+độ|Sản\s+phẩm|Kết\s+quả|Kinh\s+phí|Địa\s+điểm|"
    r"(?:Cơ\s+quan|Đơn\s+vị)\s+(?:chủ\s+trì|phối\s+hợp|thực\s+hiện)|Chủ\s+trì|Phối\s+hợp)\b[^.;:]{0,40}:\s*\S"
)
_ENDED = (".", ";", ":", "./", "!", "?")
_SAYS_ALL = (".", ";", "./")
# First lines of paragraphs below this share of the width: a converter broke them where it pleased.
_RAGGED = 0.7
# A line from this share of the width on is full: a longer word would not have fitted.
_FULL = 0.9
_LETTER_TITLE = 0.7  # the same of a điểm, whose titles are short
# A title has no sentence inside, and does not end in a word that leads on.
_NO_TITLE = re.compile(
    r"[;:]\s+\S|\b(?:tại|của|và|hoặc|các|những|là|do|cho|với|về|từ|đến|trong|ở|theo|bằng|để|số|ngày|tháng|"
    r"xã|phường|huyện|tỉnh|thôn|gồm|như|có|được|không)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Style:
    """How the lines of a body were broken.

    `width`: the longest line that was wrapped, 0 when a line is a paragraph. `compact`: no blank lines
    between paragraphs. `ragged`: first lines end early, so a short line tells nothing.
    """

    width: int
    compact: bool
    ragged: bool


def paragraphs(body: tuple[Line, ...]) -> list[list[Line]]:
    """The lines of the body in groups: a new one begins at a mark, after a blank line, at a table's row."""
    style, tables = _style(body), table_lines(body)
    groups: list[list[Line]] = []
    for at, (line, following) in enumerate(zip(body, [*body[1:], None], strict=False)):
        if at in tables:
            goes_on = not tables[at]
        else:
            goes_on = bool(groups) and at - 1 not in tables and _belongs(groups[-1], line, following, style)
        if goes_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def is_detail(text: str) -> bool:
    """Whether a paragraph tells a detail of the duty above it: "Thời hạn hoàn thành: …"."""
    return _DETAIL.match(text) is not None


def _style(body: tuple[Line, ...]) -> Style:
    pairs = [(a, b) for a, b in pairwise(body) if not a.apart and not b.apart]
    wrapped = [a for a, b in pairs if _cut_inside(a, b)]
    ends = [b.after_blank for a, b in pairs if a.text.endswith(_SAYS_ALL)]
    openings = sorted(len(a.text) for a in wrapped if a.mark)
    width = max((len(a.text) for a in wrapped), default=0)
    ragged = bool(openings) and openings[len(openings) // 2] < _RAGGED * width
    full = full_length([line.text for line in body])
    return Style(width if full < width else 0, sum(ends) * 2 < len(ends), ragged)


def _cut_inside(line: Line, following: Line) -> bool:
    return not (
        following.after_blank
        or following.mark
        or line.text.endswith(_ENDED)
        or not following.text[0].islower()
    )


def _belongs(group: list[Line], line: Line, following: Line | None, style: Style) -> bool:
    previous = group[-1]
    if previous.apart or line.apart:
        return previous.apart == line.apart == "remark" and not line.after_blank
    if previous.text.startswith("|") or line.text.startswith("|"):
        return False
    if line.mark:
        return False
    if _needs_title(group):
        return True
    behind = following.text if following and not (following.after_blank or following.mark) else ""
    if is_detail(f"{line.text} {behind}"):
        return _has_details(group)
    ended = previous.text.endswith(_ENDED)
    if line.after_blank:
        return not ended and line.text[0].islower() and not _is_capital(previous.text)
    if _BASIS.match(line.text) and ended:
        return False
    return not _ends_here(group, line, style, ended)


def _ends_here(group: list[Line], line: Line, style: Style, ended: bool) -> bool:
    """Whether the paragraph ends before a line that follows without a blank line or a mark."""
    previous = group[-1]
    if line.text[0].islower():
        return False
    room = len(previous.text) + 1 + len(line.text.split()[0]) <= style.width
    if ended:
        return not style.width or (style.compact and room)
    first = group[0]
    titled = len(group) == 1 and first.mark is not None and first.mark.kind not in ("dash", "plus")
    if not titled or (_is_capital(first.text) and _is_capital(line.text)):
        return False
    if not style.width:
        return True
    most = _LETTER_TITLE if first.mark and first.mark.kind == "letter" else _FULL
    full = len(previous.text) >= most * style.width or _is_no_title(first.text)
    return style.compact and room and not style.ragged and not full


def _is_no_title(text: str) -> bool:
    """Whether the line cannot be a whole title: "… về Bộ Chỉ huy quân sự tỉnh (qua Phòng"."""
    return (
        _NO_TITLE.search(text) is not None
        or text.count("(") > text.count(")")
        or text.count("“") > text.count("”")
    )


def _needs_title(group: list[Line]) -> bool:
    """Whether the group is a mark alone ("Chương I", "1.", "-"), whose words stand in the next line."""
    first = group[0]
    return first.mark is not None and len(group) == 1 and first.mark.width >= len(first.text)


def _has_details(group: list[Line]) -> bool:
    """Whether the group is one whole duty, to which a detail belongs."""
    mark = group[0].mark
    return mark is not None and mark.kind != "plus" and group[-1].text.endswith(_SAYS_ALL)


def _is_capital(text: str) -> bool:
    return text == text.upper()
