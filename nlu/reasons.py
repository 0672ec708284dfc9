"""Why somebody asks, said beside the question: "để em ghi vào sổ", "tôi cần ghi căn cứ, xin cho biết …"."""

from __future__ import annotations

import re

from nlu.text import fold

_WHO = r"(?:toi|tui|tao|em|minh|anh|chi|co|chu|bac|con|chau|ta|(?:tui|bon|chung) (?:em|toi|tui|minh|anh))"
# Behind the question: "…, để tôi lập danh mục", "để còn biết đường xin ý kiến".
_BEHIND = re.compile(
    rf"[,;.–-]? ?\b(?:de (?:\w+ ){{0,2}}?|vi )(?:{_WHO} (?:con )?|con )(?:\w+ )*?"
    r"(?:ghi|chep|lap|lam|dien|dua|nop|bao|vao so|trinh|viet|dan|biet|in|gui|soan|chuan bi|luu|"
    r"quan triet)\b.*$"
)
# Before it: "tôi cần ghi vào phần căn cứ, xin cho biết …".
_BEFORE = re.compile(
    rf"^{_WHO} (?:dang |can |phai |muon |dinh |chuan bi ){{1,2}}"
    r"(?:ghi|chep|lap|lam|dien|dua|nop|trinh|viet|dan|in|gui|soan|vao so)\b[^,;:.?!]*[,;:.] ?"
    rf"(?=(?:xin|cho|vui long|nho|hay|{_WHO} (?:hoi|xin))\b)"
)
# A request to look, with nothing in it that is asked: "…, đồng chí xem văn bản 356 giúp".
_LOOK = re.compile(
    r"[,;.–-] ?(?:dong chi|ban|ad|bot|quan tri vien|anh|chi|em|co|chu|bac) "
    r"(?:xem|coi|tra|check|kiem tra|dom)\b[^,;.?]*"
    r"(?:(?:giup|gium|dum|ho|voi|thu)(?: (?:toi|em|minh|anh|chi|voi|cai|nha|nhe))*|"
    r"(?:van ban|cong van) (?:nay|\d+))$"
)
# What somebody writes themselves: "…, tôi viết bản tin thôn", "đang soạn giáo án, …".
_WRITE = r"(?:soan|viet|lam (?:slide|bai|giao an|powerpoint|video|clip|tap san)|chuan bi|dan chuong trinh)\b"
_FOR_ME = r"(?!giup|gium|dum|ho\b|cho\b|thay|voi\b|dum\b)"
_OWN_BEHIND = re.compile(rf"[,;.–-] ?{_WHO} (?:dang |dinh |sap |phai )?{_WRITE}(?: {_FOR_ME}\w+)*$")
_OWN_BEFORE = re.compile(rf"^(?:{_WHO} )?dang {_WRITE}(?: {_FOR_ME}\w+)*[,;:.] ?")
_PAPER = re.compile(r"\b(?:van ban|cong van|ke hoach|huong dan|to trinh|giay|\d{2,4}|cv|vb|kh|hd)\b")
# What is told behind the mark of a question, with nothing in it that is asked or looked in.
_TOLD = re.compile(r"\?[\s)]+(?P<told>[^?]+)$")
_ASKED = re.compile(
    r"\b(?:gi|chi|nao|mo|ai|sao|rang|dau|may|bao|khong|ko|hong|chua|hay|so|ngay|cho|trong|theo)\b"
)
_LEAST = 3  # syllables that have to be left


def without(text: str) -> str:
    """The text without the reason; the whole where hardly anything, or no document, would be left."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    behind = _BEHIND.search(folded) or _LOOK.search(folded) or _OWN_BEHIND.search(folded)
    end = behind.start() if behind and len(folded[: behind.start()].split()) >= _LEAST else len(text)
    told = _TOLD.search(folded[:end])
    if told and not _ASKED.search(told["told"]) and not _PAPER.search(told["told"]):
        end = told.start() + 1 if len(folded[: told.start()].split()) >= _LEAST else end
    before = _BEFORE.match(folded)
    start = before.end() if before and _PAPER.search(folded[before.end() : end]) else 0
    own = _OWN_BEFORE.match(folded)
    if own and len(folded[own.end() : end].split()) >= _LEAST:
        start = own.end()
    return text[start:end].strip(" ,;") if end - start < len(text) else text
