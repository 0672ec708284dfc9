"""Who the counted people are: those who took part, the invited, the absent, last year's, a share of a total.

The words that tell stand beside the figure in its clause: "mời 150 người", "15 người vắng", "năm ngoái 90".
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlu import Quantity
from nlu.text import fold

_KINDS = ("people", "household", "product", "event", "bare")
_INVITED = re.compile(
    r"\b(?:dan so|trieu tap|du kien|dang k[yi]|chi tieu|giay moi|khach moi|du tinh|du tru|muc tieu|suc chua|"
    r"toi da|dinh lam|dinh to chuc)\b"
    r"[^,.;:0-9]{0,25}:?\s*$"
    r"|\b(?:ke hoach|theo kh|thay vi|danh sach|dinh|chuan bi)\s*:?\s*(?:(?:la|co|du|khoang|gan|hon|tren|"
    r"cho)\s+)*$"
    r"|\b(?P<moi>moi)(?P<gap>[^,.;0-9]{0,20})$"
)
# As typed, for without their marks these are everyday words ("dán 150 áp phích").
_WISHED = re.compile(
    r"\b(?:dặn|giao|hứa|yêu cầu|cần|xin|đề nghị)\s+(?:(?:viết|làm|nộp|cấp|cho|thêm|có|đủ)\s+){0,2}$"
)
# "đk" is "được" as often: it counts only beside those who came, as does who only put down his name.
_ENTERED = re.compile(r"\b(?:dk|dki|dky)\s*:?\s*(?:(?:la|duoc|khoang)\s+)?$")
_ENTERED_AFTER = re.compile(r"\s*(?:da\s+|co\s+)?(?:dang k[yi]|dki|dky)\b|\s*trong danh sach\b")
_INVITED_AFTER = re.compile(
    r"\s*(?:nhu|theo|trong)\s+(?:du (?:tinh|kien|dinh)|ke hoach|danh sach|chi tieu)\b|"
    r"\s*(?:da\s+)?(?:duoc|dc)\s+(?:moi|trieu tap)|\s*theo giay (?:moi|trieu tap)"
)
_ABSENT = re.compile(
    r"\b(?:vang|vang mat|(?P<thieu>thieu)|(?P<nghi>nghi)|xin phep|khong du hop|khong tham du)"
    r"\b[^,.;0-9]{0,16}$"
)
_ABSENT_AFTER = re.compile(
    r"\s*(?:deu\s+|bi\s+)?(?:xin\s+)?"
    r"(?:vang|xin phep|(?P<nghi>nghi)|khong (?:du|tham|den|co mat|toi)|chua (?:du|tham|den))\b"
)
_EARLIER = r"(?:(?:nam|ky|lan|quy|dot|hoi|khoa) (?:ngoai|truoc|roi)|nam ngoai|cung ky)"
_PREVIOUS = re.compile(rf"(?:{_EARLIER}|so voi)\b[^,.;0-9]{{0,25}}$|\b(?:nhieu|it|cao|thap)\s+$")
_PREVIOUS_AFTER = re.compile(rf"\s*\(?(?:cua|vao|o|so voi|hoi|trong)?\s*{_EARLIER}(?![^.;,]{{0,14}}[0-9])")
_CHANGE = re.compile(r"\b(?:tang|giam|bot|them|bo sung|tru)\s+(?:them\s+|di\s+)?$")
_PART = re.compile(r"(?:trong (?:do|so do|so nay)|\bgom|rieng|\()\b[^,.;0-9]{0,20}$|\(\s*(?:[a-z]+\s+){0,2}$")
_CHAIN = re.compile(r"[\s,;&+/·]*(?:(?:va|voi|co|cung|con lai|la)\b\s*)*")
_BUT = re.compile(
    r"\b(?:nhung|ma|chi|con|cho|chu|(?:nam|lan|ky|dot|bua) n(?:ay|i))\s+(?:thi\s+|lai\s+|chi\s+)?"
    r"(?:co|duoc|den|dat|con|toi|la)?\s*(?:duoc|co)?\s*$"
)
_TOTAL = re.compile(
    r"\b(?:tong|tong cong|tong so|ca thay|tat ca|cong lai|tong lai|gop lai)\s*:?\s*(?:la|duoc|co)?\s*$"
)
_SEX = ("nu", "nam", "nu gioi", "nam gioi")


def with_roles(found: list[Quantity], text: str, folded: str) -> list[Quantity]:
    """The same quantities with their roles; one that has a role already keeps it."""
    result: list[Quantity] = []
    entered: list[int] = []
    for at, quantity in enumerate(found):
        left = folded[found[at - 1].end if at else 0 : quantity.start]
        if at and (named := _INVITED_AFTER.match(left)):  # it tells of the figure before
            left = left[named.end() :]
        left_typed = text[quantity.start - len(left) : quantity.start].lower()
        right = (
            folded[quantity.end : found[at + 1].start] + "0"
            if at + 1 < len(found)
            else folded[quantity.end :]
        )
        role = quantity.role
        if not role and quantity.kind in _KINDS:
            right_typed = text[quantity.end : quantity.end + len(right)].lower()
            role = _beside(left, left_typed, right, right_typed) or _part(quantity, result, left)
        if role == "part" and not any(q.kind == quantity.kind for q in found if q is not quantity):
            role = ""  # "treo thêm 16 băng rôn" adds to nothing that is told
        if not role and quantity.kind in _KINDS and (_ENTERED.search(left) or _ENTERED_AFTER.match(right)):
            entered.append(at)
        kind = "people" if role in ("invited", "absent") and quantity.kind == "bare" else quantity.kind
        result.append(replace(quantity, role=role, kind=_same_kind(kind, role, result, left)))
    came = [at for at, q in enumerate(result) if q.kind == "people" and not q.role and at not in entered]
    return [replace(q, role="invited") if came and at in entered else q for at, q in enumerate(result)]


def _beside(left: str, left_typed: str, right: str, right_typed: str) -> str:
    """ "invited", "absent" or "previous" by the words before and after, "" by none."""
    clause = re.split(r"[,.;\n]\s", left)[-1]
    typed = left_typed[len(left_typed) - len(clause) :]
    if _PREVIOUS.search(clause) or _PREVIOUS_AFTER.match(right):
        return "previous"
    if (match := _CHANGE.search(clause)) and "tặng" not in typed[match.start() :]:
        return "previous" if re.match(r"\s*so voi\b", right) else "part"
    if (match := _ABSENT.search(clause)) and _absent(match, clause, typed):
        return "absent"
    after = _ABSENT_AFTER.match(right)
    if after and (not after["nghi"] or "nghỉ" in right_typed[: after.end()]):
        return "absent"
    invited = _INVITED.search(clause)
    if invited and invited["moi"]:
        word = typed[invited.start("moi") : invited.end("moi")]
        near = invited["gap"].strip() in ("", "them", "duoc", "du", "tham du")
        invited = invited if word == "mời" or (word == "moi" and near) else None
    invited = invited or _WISHED.search(typed)
    return "invited" if invited or _INVITED_AFTER.match(right) else ""


def _absent(match: re.Match[str], clause: str, typed: str) -> bool:
    word = typed[match.start() : match.end()]
    if match["nghi"]:
        return "nghỉ" in word
    if match["thieu"]:
        return "thiếu" in word and not re.search(r"thieu\s+n|toi\s+thieu", clause)
    if re.search(r"(?:chuong|huy chuong|giai|qua)\s+$", clause[: match.start()]):  # "rung chuong vang"
        return False
    return "vàng" not in word and "không vắng" not in typed and "không có ai vắng" not in typed


def _part(quantity: Quantity, earlier: list[Quantity], left: str) -> str:
    """ "part" for a share of an earlier total of its kind: "trong đó 40 nữ", and what is listed after it."""
    totals = [q for q in earlier if q.role == "" and q.kind == quantity.kind and q.value >= quantity.value]
    if not totals:
        return ""
    sex, total_is_sex = fold(quantity.what) in _SEX, fold(totals[-1].what) in _SEX
    chained = (
        bool(earlier)
        and earlier[-1].role == "part"
        and earlier[-1].kind == quantity.kind
        and bool(_CHAIN.fullmatch(left))
    )
    clause = re.split(r"[.;\n]\s", left)[-1]
    return "part" if _PART.search(clause) or chained or (sex and not total_is_sex) else ""


def _same_kind(kind: str, role: str, earlier: list[Quantity], left: str) -> str:
    """An earlier, partial or corrected figure without a noun counts what the figure before it counts."""
    if kind == "bare" and earlier and earlier[-1].kind in ("people", "household", "product", "event"):
        told = role in ("previous", "part") or _BUT.search(left) or _TOTAL.search(left)
        return earlier[-1].kind if told else kind
    return kind
