"""What the words that cite a document tell of it: type, date, issuer, subject; "" where they do not."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from knowledge.lines import collapse
from knowledge.pages import LOWER, UPPER
from knowledge.references import Mention, mentions
from knowledge.sections import starts_body

_DATE = re.compile(
    r"[\s,(]*(?:ban\s+hành\s+|ký\s+)?ngày\s+(?P<day>\d{1,2})\s*(?:/|-|\.|tháng)\s*(?P<month>\d{1,2})\s*"
    r"(?:/|-|\.|,?\s*năm)\s*(?P<year>\d{4})(?!\d)"
)
_BEFORE = re.compile(
    r"[Nn]gày\s+(?P<day>\d{1,2})\s*(?:/|tháng)\s*(?P<month>\d{1,2})\s*(?:/|năm)\s*(?P<year>\d{4}),?\s+"
    r"(?P<issuer>[^;.\d]{4,90}?)\s+đã\s+(?:ban\s+hành|có|ký)\s+$"
)
# "theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số …": whoever heads a body signs its document.
_PROPOSING = re.compile(
    r"đề\s+nghị\s+của\s+(?:(?:Giám\s+đốc|Chủ\s+tịch|Chánh\s+Văn\s+phòng|Trưởng\s+ban)\s+)?"
    r"(?P<issuer>[^;,.\d]{4,90}?)\s+tại\s+$"
)
_OF = re.compile(r"[\s,]*của\s+")
# Where the name of the issuer ends and its document's subject, or the citing sentence, goes on.
_STOP = re.compile(
    r"\s+(?:về|hướng dẫn|phê duyệt|quy định|sửa đổi|bổ sung|ban hành|[Tt]hực hiện|triển khai|yêu cầu|"
    r"thông báo|kết luận|giao|đề nghị|để|theo|tại|có|đã|được|là|trong|tổ chức|phát động|thành lập|"
    r"công bố|hiện|nhằm|đối với|"
    rf"và\s+(?=[{LOWER}]|(?:[A-ZĐ][^\W\d_]*\s+){{1,3}}số\s))\b|[;:.“”\"()]|\n\s*\n|,\s+(?![{UPPER}])"
)
_LISTED_NAME = re.compile(rf",\s+(?=[{UPPER}])")
_ABOUT = re.compile(r"[\s,]*(?:về\s+việc|về)\s+")
_QUOTED = re.compile(r"[\s,]*[“\"](?:Về\s+việc|Về|V/v)?\s*(?P<subject>[^”\"]{5,300})[”\"]")
_VERBS = re.compile(
    r"\s*(?=(?:hướng dẫn|phê duyệt|quy định|sửa đổi|bổ sung|ban hành|phát động|[Tt]hực hiện)[\s,])"
)
_END = re.compile(
    r"[;)“”:]|\.(?=\s|$)|\./|,\s+(?:trong đó|cụ thể|đồng thời|yêu cầu|đề nghị)\b|\n\s*\n"
    r"|,?\s+và\s+(?=(?:[A-ZĐ][^\W\d_]*\s+)(?:[^\W\d_]+\s+){0,2}số\s+\d)|\s+hết\s+hiệu\s+lực"
)
_LEADS = re.compile(
    r",\s+(?=[A-ZĐ].*?\s(?:yêu cầu|đề nghị|ban hành|hướng dẫn|báo cáo|thông báo|đã|có ý kiến)(?!\w))"
)
_BASIS = re.compile(r"(?:[-–+]\s*)?(?:Căn\s+cứ|Thực\s+hiện|Triển\s+khai|Xét)\b")
_LONGEST_SUBJECT = 400


@dataclass(frozen=True)
class Told:
    """What one mention tells; `number` is always known."""

    number: str
    type: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    subject: str = ""


def told(text: str) -> list[tuple[Mention, Told]]:
    """What the text tells of each document that it names by number."""
    found = mentions(text)
    result: list[tuple[Mention, Told]] = []
    for index, mention in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        result.append((mention, _one(text, mention, following)))
    for index in range(len(result) - 2, -1, -1):
        result[index] = _shared(text, result[index], result[index + 1])
    return result


def merge(all_told: list[Told]) -> tuple[Told, list[str]]:
    """One record of what several mentions of the same document tell, and where they contradict (notes).

    A date told in two ways is unknown; of two names of the issuer the fuller one counts.
    """
    notes: list[str] = []
    result = all_told[0]
    for each in all_told[1:]:
        if result.date and each.date and each.date != result.date and not notes:
            notes.append(
                f"các câu viện dẫn ghi ngày khác nhau: {result.date:%d/%m/%Y} và {each.date:%d/%m/%Y}"
            )
        fuller = each.issuer.startswith(result.issuer) and len(each.issuer) > len(result.issuer)
        result = replace(
            result,
            type=result.type or each.type,
            date=result.date or each.date,
            issuer=each.issuer if fuller else result.issuer,
            subject=result.subject or each.subject,
        )
    return (replace(result, date=None) if notes else result), notes


def _one(text: str, mention: Mention, following: Mention | None) -> Told:
    date, end = _dated(_DATE.match(text, mention.end), mention.end)
    issuer, end = _issued(text, end)
    if not date and issuer:
        date, end = _dated(_DATE.match(text, end), end)
    if not date and not issuer:
        date, issuer = _said_before(text[: mention.start])
    issuer = issuer or _proposing(text[: mention.start])
    basis = _BASIS.match(text.lstrip()) is not None
    return Told(mention.number, mention.type, date, issuer, _subject(text, end, basis=basis))


def _dated(match: re.Match[str] | None, end: int) -> tuple[datetime.date | None, int]:
    if match is None:
        return None, end
    try:
        return datetime.date(int(match["year"]), int(match["month"]), int(match["day"])), match.end()
    except ValueError:
        return None, match.end()


def _said_before(text: str) -> tuple[datetime.date | None, str]:
    """Date and issuer of "Ngày 23/5/2011, Bộ Nội vụ đã ban hành Công văn số …"."""
    match = _BEFORE.search(text)
    if match is None or not starts_body(match["issuer"]):
        return None, ""
    return _dated(match, 0)[0], collapse(match["issuer"])


def _proposing(text: str) -> str:
    """Who proposed something in the document that is named next, "" when that is not said."""
    match = _PROPOSING.search(text)
    name = collapse(match["issuer"]) if match else ""
    return name if starts_body(name) else ""


def _issued(text: str, start: int) -> tuple[str, int]:
    of = _OF.match(text, start)
    if of is None or not starts_body(collapse(text[of.end() : of.end() + 40])):
        return "", start
    stop = _STOP.search(text, of.end())
    end = stop.start() if stop else len(text.rstrip())
    for comma in _LISTED_NAME.finditer(text, of.end(), end):
        listed = " và " in collapse(text[comma.end() : end]) and not starts_body(
            collapse(text[comma.end() : end])
        )
        if not listed:  # no "Sở Văn hóa, Thể thao và Du lịch": the sentence goes on
            end = comma.start()
            break
    return collapse(text[of.end() : end]), end


def _subject(text: str, start: int, *, basis: bool) -> str:
    """The subject right behind the date and issuer.

    In the lines of a legal basis it may begin with its verb ("phê duyệt Đề án …"); elsewhere only "về" tells.
    """
    if quoted := _QUOTED.match(text, start):
        return collapse(quoted["subject"])
    opening = _ABOUT.match(text, start) or (_VERBS.match(text, start) if basis else None)
    if opening is None:
        return ""
    end = _end(text, opening.end())
    if leads := _LEADS.search(text, opening.end(), end):
        end = leads.start()
    subject = collapse(text[opening.end() : end]).rstrip(" .,;")
    return subject if len(subject) <= _LONGEST_SUBJECT else ""


def _end(text: str, start: int) -> int:
    """Where the subject ends; a pair of brackets may stand in it."""
    for stop in _END.finditer(text, start):
        inside = text.count("(", start, stop.start()) > text.count(")", start, stop.start())
        if not inside:
            return stop.start()
    return len(text)


def _shared(text: str, first: tuple[Mention, Told], second: tuple[Mention, Told]) -> tuple[Mention, Told]:
    """ "Hướng dẫn số 107-HD/BTGTU ngày … và Hướng dẫn số 111-HD/BTGTU ngày … của …": one issuer for both."""
    mention, known = first
    between = text[mention.end : second[0].start]
    joined = re.fullmatch(r"(?:[\s,]*ngày\s+[\d/\s]*(?:tháng\s+\d+\s+năm\s+\d+)?)?\s*(?:,|và)\s*", between)
    same = mention.number.rpartition("/")[2] == second[0].number.rpartition("/")[2]
    if joined and same and not known.issuer:
        return mention, replace(known, issuer=second[1].issuer)
    return first
