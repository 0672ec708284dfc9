"""Why somebody asks, said beside the question: "để em ghi vào sổ", "tôi cần ghi căn cứ, xin cho biết …"."""

from __future__ import annotations

import re

from nlu.text import with_any_marks

_WHO = with_any_marks(
    r"(?:tôi|tui|tao|em|mình|anh|chị|cô|chú|bác|con|cháu|ta|(?:tụi|bọn|chúng) (?:em|tôi|tui|mình|anh))"
)
_TASK = with_any_marks(
    "(?:ghi|chép|lập|làm|điền|đưa|nộp|báo|vào sổ|trình|viết|dẫn|dán|dặn|biết|in|gửi|soạn|chuẩn bị|lưu|"
    "quán triệt)"
)
_TO = r"để(?! (?:ra|xuất|nghị|án|cương|tài|cập|cao|phòng)\b)"  # without marks also "đề ra", "đề xuất"
# Behind the question: "…, để tôi lập danh mục", "để còn biết đường xin ý kiến".
_BEHIND = re.compile(
    rf"[,;.–-]? ?\b(?:{with_any_marks(_TO)} (?:\w+ ){{0,2}}?|{with_any_marks('vì')} )"
    rf"(?:{_WHO} (?:{with_any_marks('còn')} )?|{with_any_marks('còn')} )(?:\w+ )*?{_TASK}\b.*$"
)
# How soon it is needed: "…, em cần gấp trước 2 giờ".
_URGENT = re.compile(rf"[,;.–-] ?(?:\w+ ){{0,3}}{with_any_marks('(?:cần|hỏi) gấp')}\b(?P<when>[^?]*)$")
# Before it: "tôi cần ghi vào phần căn cứ, xin cho biết …".
_BEFORE = re.compile(
    rf"^{_WHO} {with_any_marks('(?:đang |cần |phải |muốn |định |chuẩn bị )')}{{1,2}}"
    rf"{_TASK}\b[^,;:.?!]*[,;:.] ?"
    rf"(?=(?:{with_any_marks('xin|cho|vui lòng|nhờ|hãy')}|{_WHO} (?:{with_any_marks('hỏi')}|xin))\b)"
)
# A request to look, with nothing in it that is asked: "…, đồng chí xem văn bản 356 giúp".
_LOOK = re.compile(
    with_any_marks(
        r"[,;.–-] ?(?:đồng chí|bạn|ad|bot|quản trị viên|anh|chị|em|cô|chú|bác) "
        r"(?:xem|coi|tra|check|kiểm tra|dòm)\b[^,;.?]*"
        r"(?:(?:giúp|giùm|dùm|hộ|với|thử)(?: (?:tôi|em|mình|anh|chị|với|cái|nha|nhé))*|"
        r"(?:văn bản|công văn) (?:này|\d+))$"
    )
)
# What somebody writes themselves: "…, tôi viết bản tin thôn", "đang soạn giáo án, …".
_WRITE = with_any_marks(
    r"(?:soạn|viết|làm (?:slide|bài|giáo án|powerpoint|video|clip|tập san)|chuẩn bị|dẫn chương trình)\b"
)
_FOR_ME = with_any_marks(r"(?!giúp|giùm|dùm|hộ\b|cho\b|thay|với\b)")
_OWN_BEHIND = re.compile(
    rf"[,;.–-] ?{_WHO} (?:{with_any_marks('đang|định|sắp|phải')} )?{_WRITE}(?: {_FOR_ME}\w+)*$"
)
_OWN_BEFORE = re.compile(rf"^(?:{_WHO} )?{with_any_marks('đang')} {_WRITE}(?: {_FOR_ME}\w+)*[,;:.] ?")
_PAPER = re.compile(
    with_any_marks(r"\b(?:văn bản|công văn|kế hoạch|hướng dẫn|tờ trình|giấy|\d{2,4}|cv|vb|kh|hd)\b")
)
# What is told behind the mark of a question, with nothing in it that is asked or looked in.
_TOLD = re.compile(r"\?[\s)]+(?P<told>[^?]+)$")
_ASKED = re.compile(
    with_any_marks(
        r"\b(?:gì|chi|nào|mô|ai|sao|răng|đâu|mấy|bao|không|ko|hông|chưa|hay|số|ngày|cho|trong|theo)\b"
    )
)
_LEAST = 3  # syllables that have to be left


def without(text: str) -> str:
    """The text without the reason; the whole where hardly anything, or no document, would be left."""
    said = text.lower()
    if len(said) != len(text):
        return text
    found = [pattern.search(said) for pattern in (_BEHIND, _LOOK, _OWN_BEHIND)]
    urgent = _URGENT.search(said)
    found.append(urgent if urgent and _asks_nothing(urgent["when"]) else None)
    starts = [match.start() for match in found if match and len(said[: match.start()].split()) >= _LEAST]
    end = starts[0] if starts else len(text)
    told = _TOLD.search(said[:end])
    if told and _asks_nothing(told["told"]):
        end = told.start() + 1 if len(said[: told.start()].split()) >= _LEAST else end
    before = _BEFORE.match(said)
    start = before.end() if before and _PAPER.search(said[before.end() : end]) else 0
    own = _OWN_BEFORE.match(said)
    if own and len(said[own.end() : end].split()) >= _LEAST:
        start = own.end()
    return text[start:end].strip(" ,;") if end - start < len(text) else text


def _asks_nothing(told: str) -> bool:
    return not (_ASKED.search(told) or _PAPER.search(told))
