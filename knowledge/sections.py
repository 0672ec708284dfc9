"""The body of a document as a tree of parts: numbered sections, khoản, điểm, dash items and paragraphs."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import Kind
from knowledge.header import is_upper
from knowledge.lines import RANKS, Line, Mark, collapse
from knowledge.pages import UPPER
from knowledge.paragraphs import is_detail, paragraphs
from knowledge.tables import is_row

_BODIES_FILE = Path(__file__).with_name("bodies.txt")
_CONTAINERS = ("phần", "phụ lục", "chương", "tiểu mục", "mục")
_MAX_HEADING = 400
_MOST_CLOSING = 6  # paragraphs
_LEADING = re.compile(
    r"(?:Đề nghị|Giao(?: nhiệm vụ)?(?: cho)?|Yêu cầu|Đối với|Trách nhiệm(?: của)?|Nhiệm vụ(?: của)?)\s+"
)
_TRAILING = re.compile(r"\s+(?:(?:có|chịu) trách nhiệm|có nhiệm vụ|[-–—]\s(?!xã hội\b).*|\(.*\))$")
# A heading that gives work to whoever is named: "Trách nhiệm của người trông kho", "Thủ kho có nhiệm vụ".
_ROLE = re.compile(r"^(?:Trách nhiệm|Nhiệm vụ) của\s|\s(?:(?:có|chịu) trách nhiệm|có nhiệm vụ)$")
_LONGEST_ROLE = 8  # syllables
# What makes another word of one that a body's name may begin with: "Báo cáo", "Ban hành", "Phòng, chống".
_NO_BODY = r",? (?:cáo|hành|nghị|thi|thảo|việc|ngừa|chống|kết|phận|viên|hợp|học)\b"
_CLOSING = re.compile(
    r"(?:Yêu cầu|Đề nghị|Trên đây|Trong quá trình|Căn cứ|Giao|Nhận được|Trân trọng|"
    r"(?:Công văn|Kế hoạch|Chỉ thị|Hướng dẫn|Quyết định|Thông báo|Công điện|Quy định|Nghị quyết) này)\b"
)
# Of those, the ones that can begin several last paragraphs of which not all speak of the document.
_ADDRESSING = re.compile(r"(?:Yêu cầu|Đề nghị|Trên đây|Trong quá trình|Nhận được)\b")
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực hiện|Xét|Theo)\b")
_ENACTING = re.compile(rf"[{UPPER} ]{{6,60}}:")


@dataclass(eq=False)
class Part:
    """A node of the body. `parent` is None at the top; `children` and `siblings` are in order of the text.

    A numbered part has a `mark`; `heading` is what children show as their context, "" when it has none.
    """

    kind: Kind
    start: int
    end: int
    text: str
    mark: Mark | None = None
    parent: Part | None = field(default=None, repr=False)
    children: list[Part] = field(default_factory=list, repr=False)
    siblings: list[Part] = field(default_factory=list, repr=False)
    closing: bool = False  # the last words, which speak of the document itself
    apart: str = ""  # of an ornament: "ornament", "page" or "remark"
    path: list[Part] = field(default_factory=list, repr=False)  # the parts above, outermost first
    nth: int = 0  # which of its siblings without a number this one is, from 1
    nth_alike: int = 0  # the same among those with a dash like it, or without one like it
    place: str | None = None  # once told: where it stands, as a citation says it

    @functools.cached_property
    def title(self) -> str:
        """Its text on one line."""
        return collapse(self.text)

    @property
    def numbered(self) -> bool:
        return self.mark is not None and self.mark.kind not in ("dash", "plus")


def parts(text: str, body: tuple[Line, ...]) -> list[Part]:
    """Every part of the body in order, headings told from content and parents set."""
    found = [_part(text, group) for group in paragraphs(body)]
    told = [part for part in found if not part.apart]
    _mark_headings(told)
    _mark_preamble(told)
    _mark_closing(told)
    _nest(told)
    return found


def addressees(heading: str) -> tuple[str, ...]:
    """The bodies that a heading names: "2. Đề nghị Ban Tuyên giáo Tỉnh ủy" → Ban Tuyên giáo Tỉnh ủy."""
    name = re.sub(r"^[#>\s]*(?:[\dIVXLC.]+[.)]|[a-zđ]\))\s*", "", collapse(heading)).strip(" :.")
    bare = _TRAILING.sub("", _LEADING.sub("", name, count=1))
    role = bool(_ROLE.search(name)) and len(bare.split()) <= _LONGEST_ROLE
    name = bare
    if not (starts_body(name, any_case=True) or role) or name == name.upper():
        return ()
    result = [""]
    for piece in re.split(r"(;\s*|,\s*|\s+và\s+)", name):
        separator = re.fullmatch(r"(;\s*|,\s*|\s+và\s+)", piece) is not None
        if separator:
            result[-1] += piece
        elif result[-1] and (result[-1].rstrip().endswith(";") or starts_body(piece)):
            result.append(piece)
        else:
            result[-1] += piece
    return tuple(re.sub(r"(?:;|,|\s+và)\s*$", "", each).strip() for each in result)


def starts_body(text: str, *, any_case: bool = False) -> bool:
    """Whether the text begins like the name of a public body, in the case of running text or in any."""
    return _body_start(any_case).match(text) is not None


@functools.cache
def _body_start(any_case: bool) -> re.Pattern[str]:
    names = "|".join(map(re.escape, body_names()))
    return re.compile(
        rf"(?:{names}|Các\s+(?i:{names}))(?![^\W\d_]|{_NO_BODY})", re.IGNORECASE if any_case else 0
    )


@functools.cache
def body_names(path: Path = _BODIES_FILE) -> tuple[str, ...]:
    """How names of bodies begin, the longest first."""
    names = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(sorted((n for n in names if n and not n.startswith("#")), key=len, reverse=True))


def _part(text: str, group: list[Line]) -> Part:
    start, end, mark = group[0].start, group[-1].end, group[0].mark
    if group[0].apart:
        return Part("ornament", start, end, text[start:end], apart=group[0].apart)
    return Part("item" if mark else "paragraph", start, end, text[start:end], mark)


def _mark_headings(found: list[Part]) -> None:
    for index, part in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if part.mark is None or not part.numbered:
            continue
        deeper = following is not None and (following.mark is None or following.mark.rank > part.mark.rank)
        words = collapse(part.text).rstrip('”"’')
        ended = words.endswith((".", ";", ",", "!", "?")) or (words.endswith(":") and not _titles(words))
        content = part.text[part.mark.width :].strip()
        title_only = deeper and not ended and len(part.text) <= _MAX_HEADING and bool(content)
        if part.mark.kind in _CONTAINERS or title_only or (bool(content) and is_upper(content)):
            part.kind = "heading"


def _titles(words: str) -> bool:
    """Whether words ending in a colon are a title ("3. Thời gian thực hiện:"), no sentence begun."""
    return len(words) <= 130 and re.search(r"\b(?:sau|gồm|là|rằng|như)\s*:$", words) is None


def _mark_preamble(found: list[Part]) -> None:
    """What comes before the first numbered part, or, in a text without any, the legal basis at its start."""
    first = next((i for i, part in enumerate(found) if part.numbered), None)
    if first is None:
        leads = [i for i, part in enumerate(found[:4]) if not part.mark and part.text.endswith(":")]
        bases = [i for i, part in enumerate(found) if not part.mark and _BASIS.match(part.text)]
        first = leads[0] + 1 if leads else _run(bases)
    for part in found[:first]:
        if part.kind != "header":
            part.kind = "header" if _ENACTING.fullmatch(part.text) else "preamble"


def _run(indexes: list[int]) -> int:
    """How many of the indexes are 0, 1, 2 … without a gap."""
    return next((n for n, index in enumerate(indexes) if n != index), len(indexes))


def _mark_closing(found: list[Part]) -> None:
    """The last paragraphs, from the first that speaks of the document itself ("Yêu cầu các cơ quan …").

    What stands right under a heading belongs to it.
    """
    first = len(found)
    while first and _is_last_words(found[first - 1]) and len(found) - first < _MOST_CLOSING:
        first -= 1
    if first and found[first - 1].kind == "heading":
        first += 1
    last = found[first:]
    begins = next((i for i, part in enumerate(last) if _CLOSING.match(part.text)), len(last))
    if begins < len(last) and not all(_CLOSING.match(part.text) for part in last[begins:]):
        begins = next((i for i, part in enumerate(last) if _ADDRESSING.match(part.text)), len(last))
    for part in last[begins:]:
        part.closing = True


def _is_last_words(part: Part) -> bool:
    return part.mark is None and part.kind == "paragraph" and not is_row(part.text)


def _nest(found: list[Part]) -> None:
    stack: list[Part] = []
    top: list[Part] = []
    for part in found:
        if part.kind in ("preamble", "header") or part.closing:
            continue
        rank = part.mark.rank if part.mark else RANKS["plus" if is_detail(part.text) else "dash"]
        while stack and (stack[-1].mark is None or stack[-1].mark.rank >= rank):
            stack.pop()
        part.parent = stack[-1] if stack else None
        part.path = [*part.parent.path, part.parent] if part.parent else []
        part.siblings = part.parent.children if part.parent else top
        part.siblings.append(part)
        if part.mark:
            stack.append(part)
    for siblings in (top, *(part.children for part in found)):
        _count(siblings)


def _count(siblings: list[Part]) -> None:
    """Nothing; tells each part without a number which one it is among its siblings."""
    seen: Counter[str] = Counter()
    for part in siblings:
        if not part.numbered:
            kind = part.mark.kind if part.mark else "row" if is_row(part.text) else "paragraph"
            seen.update([kind, "any"])
            part.nth, part.nth_alike = seen["any"], seen[kind]
