"""Which passages give work to which bodies: by the heading above them, or by the words that open them.

"4. Sở Y tế" over its items; "c) Giao Công an thành phố kịp thời phát hiện …"; "4. Các Bộ: A, B chủ động …".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from knowledge import Document, Passage, Section
from knowledge.pages import LEADS_ON, UPPER
from knowledge.sections import addressees, starts_body
from knowledge.tables import is_row
from nlu.text import fold, syllables

_VERBS_FILE = Path(__file__).with_name("duty_verbs.txt")
_LONGEST_NAME = 160  # characters before the first verb: more is no name
_MARK = re.compile(r"^(?:#+|>|(?:\d{1,2}\.)*\d{1,2}[.)]?|[IVXLC]+[.)]|[a-zđ]\d?\)|[-–+•*])\s+")
_LEVEL = (
    "viet nam", "tinh quang ngai", "quang ngai", "tinh", "thanh pho", "huyen", "cap xa", "cap huyen",
    "cap tinh", "xa", "phuong", "dac khu", "truc thuoc trung uong", "trung uong", "co trach nhiem",
    "lien quan", "tren dia ban",
)  # fmt: skip
_ONE_LEVEL = re.compile(r"\b(?:xa|phuong|thi tran|dac khu|huyen|thi xa|thanh pho)\b")
_LEVELS = re.compile(rf"(?P<of>\w+ .*?) (?P<levels>{_ONE_LEVEL.pattern}(?: (?:va )?{_ONE_LEVEL.pattern})+)")
_NAMED = re.compile(r"([^:;.]{4,120}):\s+\S")  # "Sở Y tế: kiểm tra bếp ăn …"
_COMMUNE = re.compile(rf"(?:Xã|Phường|Đặc khu|Thị trấn)\s+[{UPPER}]")
_WITH_COMMA = "Văn hóa, Thể thao"  # the ministry and the departments whose names have one
_ORDER = re.compile(r"(?:Giao|Đề nghị|Yêu cầu)\s")  # what a part of another body's work may open with
_PROPER = re.compile(rf"\s[{UPPER}]\w")  # a name with a capital inside, no subject ("Kinh phí thực hiện")
_NAME_LINES = 3  # of a name in a flattened table
_WHEN = re.compile(
    r"(?:Trước|Sau|Tháng|Quý|Năm|Ngày|Hằng|Hàng|Thường xuyên|Định kỳ|Từ|Đến|Cả năm|\d)\b", re.IGNORECASE
)
# Work given inside a sentence: "…; giao Sở Y tế kiểm tra", "… do Sở Xây dựng chủ trì".
_GIVEN = re.compile(
    r"\b(?:[Gg]iao(?: nhiệm vụ)?(?: cho)?|[Đđ]ề nghị|[Yy]êu cầu|[Tt]rong đó,?|[Rr]iêng)\s+(?=[A-ZĐ])"
)
_DONE_BY = re.compile(r"\bdo\s+(?=[A-ZĐ])")
_DOES = re.compile(
    r"[^.;:,]{4,100}?\s(?:chủ trì|thực hiện|tổ chức|phụ trách|đảm nhiệm|bảo đảm|biên soạn|chịu trách nhiệm|"
    r"hướng dẫn|tham mưu|kiểm tra|thẩm định|tổng hợp|xây dựng|triển khai|chi trả|bố trí|cấp phát|cung cấp|"
    r"lắp|tiến hành)\b"
)
_CLAUSE = re.compile(r"(?<=[;.:])\s+")
_LIST = re.compile(r"^(?:Các|các)\s+(Bộ|bộ|Sở|sở|Ban|ban)\s*:\s*(.+)$")


@dataclass(frozen=True)
class Assignment:
    """Work given in one document: to the bodies of these names, in these passages.

    `section` is the number of the part ("5", "V.2", "Điều 3"), `heading` its words as they stand, or the
    bodies' names when a single passage names them itself. `inside`: a part of the work of others;
    `beside`: told in one passage with the work of others.
    """

    document: str  # Document.key
    section: str
    heading: str
    names: tuple[str, ...]
    passages: tuple[str, ...]  # Passage.id
    inside: bool = False
    beside: bool = False


def assignments(document: Document) -> tuple[Assignment, ...]:
    """All work that the document gives to named bodies, in order of its text."""
    known = {p.id: p for p in document.passages}
    addressed: dict[str, list[bool]] = {}  # by the part that sections stand in, whether each names a body
    for s in document.sections:
        addressed.setdefault(_above(s), []).append(bool(s.addressees))
    of_bodies = {above for above, each in addressed.items() if 2 * sum(each) >= len(each)}
    found = [
        Assignment(document.key, s.number, ", ".join(names), names, s.passages)
        for s in document.sections
        if s.passages and (names := _led(s) or (_named(s) if _above(s) in of_bodies else ()))
    ]
    led = {p for each in found for p in each.passages}
    for passage in document.passages:
        if passage.kind in ("item", "paragraph"):
            found += _told_in(passage, document, inside=passage.id in led)
    return tuple(sorted(found, key=lambda each: known[each.passages[0]].start))


def _told_in(passage: Passage, document: Document, *, inside: bool) -> list[Assignment]:
    """What the passage itself gives: to the body that opens it, with all below, and to those of its clauses.

    `inside`: it stands under the heading of a body.
    """
    if is_row(passage.text):
        named = tuple(dict.fromkeys(n for cell in _name_cells(passage.text) for n in _listed(cell) if n))
        said = ", ".join(named)
        return [Assignment(document.key, passage.section, said, named, (passage.id,))] if named else []
    line = _unmarked(passage.text)
    names, clauses = _opening(line), [_opening(c) for c in _CLAUSE.split(line)[1:] if starts_body(c)]
    found = []
    if names and inside and not (_ORDER.match(line) or _before_colon(line)):
        clauses.insert(0, names)
    elif names:
        below = _below(passage, document)
        found.append(Assignment(document.key, passage.section, ", ".join(names), names, below, inside=inside))
    clauses += [_opening(line[match.end() :]) for match in _GIVEN.finditer(line) if match.start()]
    clauses += [
        _opening(line[match.end() :]) for match in _DONE_BY.finditer(line) if _DOES.match(line, match.end())
    ]
    for named in dict.fromkeys(filter(None, clauses)):
        said = ", ".join(named)
        found.append(Assignment(document.key, passage.section, said, named, (passage.id,), beside=True))
    return found


def _name_cells(row: str) -> list[str]:
    """The cells of a table's row that name bodies; of a flattened one a name may go on in the next lines."""
    if row.startswith("|"):
        return [cell.strip() for cell in row.split("|") if _is_name(cell.strip())]
    lines, found = row.split("\n")[1:], []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else ""
        if not starts_body(line) or before.endswith(",") or LEADS_ON.search(before):
            continue
        behind = takewhile(lambda each: not (_WHEN.match(each) or starts_body(each)), lines[at + 1 :])
        whole = [line, *behind]
        name = " ".join(whole) if len(whole) <= _NAME_LINES else line
        found += [each for each in (name, line) if _is_name(each)][:1]
    return found


def _is_name(cell: str) -> bool:
    """Whether the cell names bodies and tells nothing that is to be done."""
    return starts_body(cell, any_case=True) and len(cell) <= _LONGEST_NAME and not _verbs().search(cell)


def _listed(name: str) -> tuple[str, ...]:
    bare = name.strip(" ;,.")
    return addressees(f"1. {bare}") or (bare,)


def opening_names(text: str) -> tuple[str, ...]:
    """The bodies that the sentence gives work to: those before its first verb; () when it opens otherwise."""
    return _opening(_unmarked(text))


def _opening(line: str) -> tuple[str, ...]:
    bare = re.sub(r"^(?:Giao(?: nhiệm vụ)?(?: cho)?|Đề nghị|Yêu cầu)\s+", "", line)
    if named := _before_colon(line):
        return addressees(f"1. {named}") or (named,)
    if not starts_body(bare, any_case=True) or fold(bare).startswith("truong hop"):
        return ()
    verb = _verbs().search(bare)
    name = bare[: verb.start()].strip(" ,:;") if verb else ""
    if not name or len(name) > _LONGEST_NAME or re.search(r"[.!?]\s", name):
        return ()
    if listed := _LIST.match(name):
        kind, told = listed[1].capitalize(), listed[2].replace(_WITH_COMMA, _WITH_COMMA.replace(",", "\0"))
        return tuple(f"{kind} {each.strip()}".replace("\0", ",") for each in told.split(",") if each.strip())
    return addressees(f"1. {name}") or (name,)


def _before_colon(line: str) -> str:
    """The body that a line names before a colon, "" for none: "c) Xã Mũi Én: thống nhất …"."""
    match = _NAMED.match(line)
    name = match[1].strip() if match else ""
    names = _COMMUNE.match(name) or starts_body(name)
    return name if names and not _verbs().search(name) and not _LIST.match(f"{name}: x") else ""


def _unmarked(text: str) -> str:
    """The text on one line without the numbers, letters and dashes before it."""
    line = " ".join(text.split())
    while _MARK.match(line):
        line = _MARK.sub("", line)
    return line


@cache
def core(name: str) -> tuple[str, ...]:
    """The syllables of a body's name without the level that it belongs to: "Công an tỉnh" → cong an."""
    text = " ".join(syllables(name)).removesuffix(" va")
    if text.startswith(("uy ban nhan dan", "ubnd", "hoi dong nhan dan")):
        return tuple(text.split())  # these are told apart by nothing but their level
    shorter = True
    while shorter:
        shorter = False
        for level in _LEVEL:
            if text.endswith(f" {level}") and text.count(" ") > level.count(" ") + 1:
                text, shorter = text.removesuffix(f" {level}"), True
    return tuple(text.split())


def shortened(spelled: tuple[str, ...]) -> tuple[str, ...]:
    """A name as people say it, without "cấp" and "các" inside: "Đảng ủy các xã" → dang uy xa."""
    return (*spelled[:1], *(t for t in spelled[1:] if t not in ("cap", "cac")))


@cache
def by_level(name: str) -> tuple[tuple[str, ...], ...]:
    """What each of several is called to which a name means all: "Đảng ủy các xã, phường" → dang uy phuong."""
    match = _LEVELS.match(" ".join(shortened(tuple(syllables(name)))).removeprefix("cac "))
    if match is None:
        return ()
    return tuple(tuple(f"{match['of']} {level}".split()) for level in _ONE_LEVEL.findall(match["levels"]))


def _led(section: Section) -> tuple[str, ...]:
    """The bodies that the section's heading gives it to, without the verb of "1. Giao Sở Y tế xử lý:"."""
    opened = opening_names(section.heading) if section.heading.endswith(":") else ()
    return opened if section.addressees and opened else section.addressees


def _above(section: Section) -> str:
    """The number of the part in which the section stands, "" at the top: "V" for "V.2"."""
    return section.number.rpartition(".")[0]


def _named(section: Section) -> tuple[str, ...]:
    """Whoever a heading names that stands among headings of bodies: "7. VNPT A, Viettel A và …"."""
    heading = _unmarked(section.heading).strip(" :.")
    pieces = (re.sub(r"^và\s+", "", each) for each in re.split(r",\s+|\s+(?=và\s)", heading))
    return tuple(each for each in pieces if _PROPER.search(each))


def _below(passage: Passage, document: Document) -> tuple[str, ...]:
    """The passage and those below it, which its mark leads: "1. Giao Sở Y tế:" with its a), b), c)."""
    return tuple(p.id for p in document.passages if p.id == passage.id or p.id.startswith(f"{passage.id}."))


@cache
def _verbs() -> re.Pattern[str]:
    lines = _VERBS_FILE.read_text(encoding="utf-8").splitlines()
    verbs = sorted((v for v in lines if v and not v.startswith("#")), key=len, reverse=True)
    return re.compile(rf"(?<=[\s,:;])(?<!Ban )(?<!các )(?<!Các )(?:{'|'.join(map(re.escape, verbs))})\b")
