"""The columns of header and tail, cut apart where a converter ran them together."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.lines import Line, mark
from knowledge.pages import LOWER, UPPER

_HEAD_LINES = 20
_TAIL_LINES = 25
_RECIPIENTS = re.compile(r"[|\s*]*(?:Nơi nhận|NƠI NHẬN)\s*:")
_GAP = re.compile(r"(?:\t|\s{3,})\s*(?=\S)")
# Where another cell must begin, even without a bar or a gap.
_ANCHORS = re.compile(
    r"(?<=\S\s)(?=CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]|Số\s*:|V/v\b)"
    rf"|(?<=[{UPPER}\d]\s)(?=[{UPPER}][^\d,:;|]{{1,40}},\s*ngày\s+\d{{1,2}}\s+tháng)"
)
_HEADED = re.compile(
    r"[|\s]*(?:CỘNG H(?:ÒA|OÀ)|ĐẢNG CỘNG SẢN|Độc lập|Số\s*:?\s*\d*\s*[/-]|V\s*/\s*v|.*\bngày\b.*\btháng\b|"
    rf"[^{LOWER}]*$)"
)


def cells(found: tuple[Line, ...]) -> list[Line]:
    """The lines; those of the header and of the tail that hold several columns are cut, one line a cell."""
    result: list[Line] = []
    tail = 0
    for index, line in enumerate(found):
        if _RECIPIENTS.search(line.text):
            tail = _TAIL_LINES
        tail -= 1
        result += _cut(line, index < _HEAD_LINES, tail > 0)
    return result


def _cut(line: Line, head: bool, tail: bool) -> list[Line]:
    if line.apart or not (head or tail):
        return [line]
    cuts: list[int] = []
    if line.text.startswith("|"):
        if not (_RECIPIENTS.search(line.text) or (head and _is_header_row(line.text))):
            return [line]
        cuts = [m.start() for m in re.finditer(r"(?<=\s)\|(?!\s*$)|(?<=\s)V/v\b", line.text)]
    elif gaps := [m.end() for m in _GAP.finditer(line.text)]:
        parts = [part.strip() for part in _pieces(line.text, gaps)]
        if tail or all(_HEADED.match(part) for part in parts):
            cuts = gaps
    if head and not cuts and not line.mark:
        cuts = [m.start() for m in _ANCHORS.finditer(line.text)]
        if not all(_HEADED.match(part.strip()) for part in _pieces(line.text, cuts)):
            cuts = []
    if not cuts:
        return [line]
    cut: list[Line] = []
    for start, part in zip([0, *cuts], _pieces(line.text, cuts), strict=True):
        text = part.rstrip()
        opening = line.mark if start == 0 else mark(text)
        cut.append(
            replace(
                line,
                start=line.start + start,
                end=line.start + start + len(text),
                text=text,
                after_blank=line.after_blank or start > 0,
                mark=opening,
                cell=1 if start == 0 else 2,
            )
        )
    return cut


def _is_header_row(text: str) -> bool:
    """Whether some cell of the row says what a header says."""
    return any(_HEADED.match(cell) for cell in text.split("|") if re.search(r"[^\W\d_]", cell))


def _pieces(text: str, cuts: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
