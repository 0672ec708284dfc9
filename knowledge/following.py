"""Passages named by where they stand to the last answer: "gạch đầu dòng kế tiếp", "nguyên văn câu đó"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge import Document, Passage
from nlu.text import fold

Where = Literal["next", "before", "middle", "last", "nth", "again"]
Over = Literal["part", "item", "entry", ""]

_PART = r"(?:muc|phan|dieu)"
_ENTRY = r"(?:cho|noi|chu de|de tai|linh vuc|don vi|co quan|ten)"  # in a list inside one passage
_COUNTED = r"(?:gach dau dong|dau gach|gach|y|doan|dong|cau|viec|nhiem vu)"
_ITEM = rf"(?:{_COUNTED}|khoan|diem)"
_UNIT = rf"(?:(?P<part>{_PART})|(?P<entry>{_ENTRY})|(?P<item>{_ITEM})|cai)"
_NO_TIME = r"(?! (?:khi|dai hoi|ngay|nam|thang|mat|tien|hoach))"  # not "việc sau đại hội", "cái kế hoạch"
_NEXT = rf"(?:ke tiep|tiep theo|ke sau|ke do|sau|ke|tiep|(?:ben |phia )?duoi){_NO_TIME}"
# "câu trên" is the one that was told, "gạch trên" the one above it.
_ABOVE = r"(?:(?:ben|phia|ngay) tren|tren(?= nua)|(?<=gach )tren|(?<=dau dong )tren|(?<=muc )tren)"
_BEFORE = rf"(?:ke truoc|truoc|{_ABOVE}){_NO_TIME}"
_MIDDLE = r"(?:chinh giua|giua)"
_LAST = r"(?:cuoi cung|sau cung|sau chot|chot|cuoi)"
_NTH = {
    "nhat": 1, "dau tien": 1, "dau": 1, "mot": 1, "1": 1, "hai": 2, "nhi": 2, "2": 2, "ba": 3, "3": 3,
    "tu": 4, "bon": 4, "4": 4, "nam": 5, "5": 5, "sau": 6, "6": 6, "bay": 7, "7": 7,
}  # fmt: skip
_FIGURE = r"(?:\d(?! \d)|hai|ba|bon)"  # that counts without "thứ"
_ORDER = rf"(?:(?:thu|so) (?P<nth>{'|'.join(_NTH)})|(?P<first>dau tien|dau(?! dong)))"
_WHERE = rf"(?:(?P<next>{_NEXT})|(?P<before>{_BEFORE})|(?P<last>{_LAST})|(?P<middle>{_MIDDLE})|{_ORDER})"
_STEP = re.compile(rf"\b{_UNIT} (?:(?:ngay|lien|nam|o) ){{0,2}}?{_WHERE}\b")
_BARE = re.compile(
    rf"\b(?:(?P<item>{_COUNTED})|(?P<entry>chu de|de tai)) (?P<nth>{_FIGURE})(?! (?:ben|nganh|nam|thang))\b"
)
_BACK = re.compile(
    r"\b(?:lui|tro|quay) (?:\w+ ){0,2}?(?:(?P<part>muc)|(?P<item>gach|y))(?: nua| truoc)?\b(?! \d)"
)
_ON = re.compile(r"\b(?:sang|qua|toi|them) (?:mot |1 )?muc(?: nua| sau)\b")
_LEAD = r"(?:(?:roi|con|the|va|vay|ua|u|ok|cho|doc|xem) )*"
_WHICH = r"(?:la )?(?:(?P<asked>muc)|gach|y|cai) (?:nao|gi)"
_TRAIL = rf"(?: (?:thi sao|the nao|la gi|luon|nua|di|thoi|do|no|ay|{_WHICH}))*"
_ONE_MORE = re.compile(rf"^{_LEAD}(?:(?P<item>y|gach)|(?P<part>muc)|cai)?\b ?(?:nua|{_NEXT}){_TRAIL}$")
_ONE_BACK = re.compile(rf"^{_LEAD}(?:o )?(?:tren|truoc do|truoc)(?: nua){_TRAIL}$")
_ONE = re.compile(rf"^{_LEAD}(?:thu (?P<nth>{'|'.join(_NTH)})|so (?P<figure>[1-7])){_TRAIL}$")
_AGAIN = re.compile(
    r"\b(?:(?:trich |doc |ghi |xin |cho |chep )?(?:lai )?nguyen van(?: (?:lai|cau|doan|y|cho|phan|viec))?"
    r"(?: (?:do|nay|ay|tren|kia))?|(?:doc|nhac|trich|chep) (?:y chang |y nguyen )?lai(?: (?:cau|doan|y))?"
    r"(?: (?:do|nay|ay|tren))?|chep y chang(?: lai)?|"
    r"(?:ghi|chep|doc|trich|gui) (?:lai )?(?:nguyen|y nguyen|y chang|du|het|ca|tron) (?:doan|cau|y|dong)"
    r"(?: (?:do|nay|ay|tren))?"
    r"(?: lai)?)\b"
)
# The words of a step as they are spelled; typed without marks they may be any.
_SPELLED = frozenset(
    "mục phần điều chỗ nơi chủ đề tài lĩnh vực đơn vị cơ quan tên gạch đầu dòng dấu ý đoạn câu việc nhiệm vụ "
    "khoản điểm cái kế tiếp đó sau dưới bên phía trước trên chính giữa cuối cùng chót chốt tiên nhất một nhì "
    "bốn tư năm sáu bảy thứ số liền nằm ở ngay lùi trở quay một tới thêm rồi còn thế và vậy ừ đọc nữa nó ấy "
    "khi đại hội ngày tháng mắt ngành này là gì thì đi thôi luôn nào lại trích xin chép nguyên văn nhắc đủ "
    "hết cả trọn gửi".split()
)


@dataclass(frozen=True)
class Step:
    """The way from the last answer: `over` parts of the document, items of a part, or entries of a passage.

    "" where the question leaves open what is counted ("cái sau nữa"); `nth` counts within the part that the
    last answer stands in; `said` are the syllables of the step.
    """

    where: Where
    nth: int
    said: frozenset[str]
    over: Over = ""


def find(spelled: Sequence[str]) -> Step | None:
    """The step that the words (`nlu.text.words`) name, None for none; "đóng dấu" is no "dòng đầu"."""
    text = " ".join(t if word in _SPELLED or word == t else "-" for word in spelled for t in [fold(word)])
    again = _AGAIN.search(text)
    said = frozenset(again.group().split()) if again else frozenset()
    for pattern in (_STEP, _BARE, _ONE, _ONE_MORE, _ONE_BACK, _BACK, _ON):
        if match := pattern.search(text):
            return _step(match, said | frozenset(match.group().split()))
    return Step("again", 0, said, "item") if again else None


def _step(match: re.Match[str], said: frozenset[str]) -> Step:
    named = match.groupdict()
    kinds: tuple[Over, ...] = ("part", "entry", "item")
    over: Over = next((kind for kind in kinds if named.get(kind)), "")
    if match.re is _ON or named.get("asked"):
        over = "part"
    if nth := named.get("nth") or named.get("first") or named.get("figure"):
        return Step("nth", _NTH[nth] if nth in _NTH else int(nth), said, over)
    wheres: tuple[Where, ...] = ("next", "before", "last", "middle")
    before = match.re in (_ONE_BACK, _BACK)
    return Step(next((w for w in wheres if named.get(w)), "before" if before else "next"), 0, said, over)


def passages(step: Step, document: Document, at: str) -> tuple[Passage, ...]:
    """The passages to which the step leads from the passage with the id `at`; () when it leads nowhere."""
    told = [p for p in document.passages if p.kind not in ("heading", "ornament")]
    here = next((p for p in told if p.id == at), None)
    if here is None:
        return ()
    if step.over == "part" and not here.section:
        return _of_parts(step, told)
    beside = step.where in ("next", "before")
    if step.where == "again" or step.over == "entry" or not (here.section or beside):
        return (here,)
    within = [p.id for p in told if p.section == here.section] if here.section else [p.id for p in told]
    found = "" if step.over == "part" else _at(within, at, step)
    if found or not here.section or not (step.over == "part" or beside):
        return tuple(p for p in told if p.id == found)
    parts = list(dict.fromkeys(p.section for p in told if p.section))
    wanted = _at(parts, here.section, step)
    return tuple(p for p in told if wanted and p.section == wanted)


def _of_parts(step: Step, told: Sequence[Passage]) -> tuple[Passage, ...]:
    """The nth or last part of the document, whatever was told last; () for one beside nothing."""
    parts = list(dict.fromkeys(p.section for p in told if p.section))
    at = len(parts) - 1 if step.where == "last" else step.nth - 1 if step.where == "nth" else -1
    return tuple(p for p in told if 0 <= at < len(parts) and p.section == parts[at])


def _at(names: Sequence[str], here: str, step: Step) -> str:
    """The name to which the step leads among them, "" when it leads over an end."""
    if here not in names:
        return ""
    at = {
        "next": names.index(here) + 1,
        "before": names.index(here) - 1,
        "middle": len(names) // 2,
        "last": len(names) - 1,
    }
    place = at.get(step.where, step.nth - 1)
    return names[place] if 0 <= place < len(names) else ""
