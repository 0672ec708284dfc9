"""The body of a document as a tree of parts: numbered sections, khoản, điểm, dash items and paragraphs."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import Kind
from knowledge.lines import RANKS, Line, Mark, collapse
from nlu.text import fold

_BODIES_FILE = Path(__file__).with_name("bodies.txt")
_CONTAINERS = ("phần", "phụ lục", "chương", "tiểu mục", "mục")
_MAX_HEADING = 250
_LEADING = re.compile(
    r"(?:Đề nghị|Giao(?: nhiệm vụ)?(?: cho)?|Yêu cầu|Đối với|Trách nhiệm(?: của)?|Nhiệm vụ(?: của)?)\s+"
)
_CLOSING = re.compile(
    r"(?:Yêu cầu|Đề nghị|Trên đây|Trong quá trình|Căn cứ|Giao|Nhận được|Trân trọng|"
    r"(?:Công văn|Kế hoạch|Chỉ thị|Hướng dẫn|Quyết định|Thông báo|Công điện|Quy định|Nghị quyết) này)\b"
)
_BASIS = re.compile(r"(?:Căn\s+cứ|Thực hiện|Xét|Theo)\b")
_ENACTING = re.compile(r"[A-ZĐÀ-Ỹ ]{6,60}:")


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

    @property
    def numbered(self) -> bool:
        return self.mark is not None and self.mark.kind not in ("dash", "plus")


def parts(text: str, body: tuple[Line, ...]) -> list[Part]:
    """Every part of the body in order, headings told from content and parents set."""
    found = [_part(text, group) for group in _groups(body)]
    _mark_headings(found)
    _mark_preamble(found)
    _mark_closing(found)
    _nest(found)
    return found


def gaps(found: list[Part]) -> list[str]:
    """Where the numbers of sibling parts do not follow each other, in Vietnamese, for the administrator."""
    notes: list[str] = []
    last: dict[tuple[int, str], str] = {}
    for part in found:
        if not part.numbered or part.mark is None or part.mark.kind not in ("arabic", "roman", "điều"):
            continue
        scope = (0 if part.mark.kind == "điều" else id(part.parent), part.mark.kind)
        before, now = last.get(scope, ""), part.mark.label
        if before and _ordinal(now) != _ordinal(before) + 1:
            notes.append(f"số thứ tự không liên tục: sau “{before}” là “{now}” ({collapse(part.text)[:40]}…)")
        last[scope] = now
    return notes


def addressees(heading: str) -> tuple[str, ...]:
    """The bodies that a heading names: "2. Đề nghị Ban Tuyên giáo Tỉnh ủy" → Ban Tuyên giáo Tỉnh ủy."""
    name = re.sub(r"^[#>\s]*(?:[\dIVXLC.]+[.)]|[a-zđ]\))\s*", "", collapse(heading)).strip(" :.")
    name = _LEADING.sub("", name, count=1)
    if not starts_body(name, any_case=True) or name == name.upper():
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
    names = body_names()
    if any_case:
        text, names = text.lower(), tuple(name.lower() for name in names)
    return any(text.startswith(name) and not text[len(name) :][:1].isalpha() for name in names)


@functools.cache
def body_names(path: Path = _BODIES_FILE) -> tuple[str, ...]:
    """How names of bodies begin, the longest first."""
    names = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(sorted((n for n in names if n and not n.startswith("#")), key=len, reverse=True))


def _groups(body: tuple[Line, ...]) -> list[list[Line]]:
    """Lines of one paragraph together: a new one begins at a mark or after a blank line."""
    groups: list[list[Line]] = []
    for line in body:
        title = _needs_title(groups[-1]) if groups else False
        opens = (
            line.mark is not None or (line.after_blank and not title) or _BASIS.match(line.text) is not None
        )
        previous = groups[-1][-1] if groups else None
        ended = previous is not None and previous.text.endswith((".", ";", ":", "./."))
        ornament = _is_ornament(line) or (previous is not None and _is_ornament(previous))
        if (
            not groups
            or ornament
            or (opens and (line.mark or line.after_blank or ended))
            or _table_edge(previous, line)
        ):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _is_ornament(line: Line) -> bool:
    return re.search(r"\w", line.text) is None


def _needs_title(group: list[Line]) -> bool:
    """Whether the group is a mark alone ("Chương I", "1."), whose words stand in the next line."""
    first = group[0]
    return first.mark is not None and len(group) == 1 and first.mark.width >= len(first.text)


def _table_edge(previous: Line | None, line: Line) -> bool:
    return previous is not None and previous.text.startswith("|") != line.text.startswith("|")


def _part(text: str, group: list[Line]) -> Part:
    start, end, mark = group[0].start, group[-1].end, group[0].mark
    if _is_ornament(group[0]):
        return Part("header", start, end, text[start:end])
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
        if part.mark.kind in _CONTAINERS or title_only:
            part.kind = "heading"


def _titles(words: str) -> bool:
    """Whether words ending in a colon are a title ("3. Thời gian thực hiện:"), no sentence begun."""
    return len(words) <= 100 and re.search(r"\b(?:sau|gồm|là|rằng|như)\s*:$", words) is None


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
    """The last paragraphs that speak of the document itself ("Yêu cầu các cơ quan … thực hiện./.")."""
    for index in reversed(range(len(found))):
        part = found[index]
        under_heading = index > 0 and found[index - 1].kind == "heading"
        if part.mark or part.kind != "paragraph" or under_heading or not _CLOSING.match(part.text):
            return
        part.closing = True


def _nest(found: list[Part]) -> None:
    stack: list[Part] = []
    top: list[Part] = []
    for part in found:
        if part.kind in ("preamble", "header") or part.closing:
            continue
        rank = part.mark.rank if part.mark else RANKS["dash"]
        while stack and (stack[-1].mark is None or stack[-1].mark.rank >= rank):
            stack.pop()
        part.parent = stack[-1] if stack else None
        part.siblings = part.parent.children if part.parent else top
        part.siblings.append(part)
        if part.mark:
            stack.append(part)


def _ordinal(label: str) -> int:
    """The number a label stands for: "IV" → 4, "12a" → 12."""
    if digits := re.match(r"\d+", label):
        return int(digits[0])
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}.get(c, 0) for c in fold(label)]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
