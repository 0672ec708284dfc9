"""Counted things: a number, what it counts, and whether these are the people who took part.

The nouns are in nouns.csv. "100 đến 120 người" is 100, approximate; "120/150 người" is 120, and 150 invited;
a figure that is no whole number is rounded and approximate. Clock times and numbers inside a word ("5G") are
left out, as are counts of places and subjects ("5 xã", "3 chủ đề"). A year that counts nothing is an ordinal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlu import Quantity, labels, nouns, numbers, uncounted
from nlu.nouns import Found
from nlu.numbers import Number
from nlu.roles import with_roles

_ABOUT = re.compile(
    r"(?<![^\W_])(?:khoang|tren duoi|tren|hon|gan|do|tam|chung|co|uoc tinh|uoc|uoc khoang|xap xi|dau|"
    r"cung|co do|"
    r"len den|len toi)\s+$|[~≈><]\s*$"
)
# "co" and "do" are "cỡ" and "độ" only when typed so; "gắn 12 pano" is no "gần".
_ABOUT_TYPED = {
    "co": {"cỡ"}, "do": {"độ"}, "gan": {"gần", "gan"}, "tam": {"tầm", "tam"}, "chung": {"chừng"},
    "dau": {"đâu"}, "cung": {"cũng"},
}  # fmt: skip
_RANGE = re.compile(r"\s*(?:[-–]|den|toi)\s*(?:khoang\s*)?")
_SOME_MORE = re.compile(r"\s+(?:may|le|hon)(?=\s)")
_TAKING_PART = re.compile(
    r"\b(?:tham du|tham gia|den du|co mat|du|quan so|si so|thanh phan|thuc te|thuc du|thuc den|ra san|"
    r"toi noi|den noi|"
    r"hien dien|diem danh|vang mat|vang|moi|trieu tap|(?:khan|thinh) gia|nguoi (?:du|xem|nghe|"
    r"coi))\s*[:=]?\s*(?:la|duoc|co)?\s*$"
)
# Verbs that tell of people only where nothing is said to be counted: "tới 115", "đi 14 thôi".
_CAME = re.compile(
    r"\b(?:toi|den|ra|di|coi|xem|nghe|hop|ngoi|vao|ve|chay|keo)\s+(?:(?:duoc|co|la|chi)\s+){0,2}$"
)
_TOOK_PART = re.compile(
    r"\s*(?:tham du|tham gia|den du|du|co mat|vang mat|vang)(?![^\W_])|"
    r"\s*\(\s*(?:trong do\s+)?(?:co\s+)?(?:[0-9]+\s+)?nu\b"
)
_REACHED_AFTER = re.compile(
    r"\s*(?:theo doi|quan tam|follow|thich|tuong tac|chia se|binh luan|like|share|tiep can|"
    r"truy cap)(?![^\W_])"
)
_ALL_ALONG = re.compile(r"\b(?:dọc|khắp|quanh|dọc theo)\s+(?:cả\s+)?$")
_SENT = re.compile(r"\b(?:gui|kem|dinh kem)\s+(?:them\s+|kem\s+)?$")
_ALONG = re.compile(r"\s*(?:kem|dinh kem|minh hoa|ben duoi|o duoi)\b")
_VEHICLE = re.compile(r"\bxe (?:loa|luu dong|tuyen truyen|co dong|thong tin|gan loa)\b")
_MEMBERS = re.compile(r"\b(?:group|nhom|fanpage|kenh|zalo)\b[^,.;\n]{0,25}$")
_ONLINE = re.compile(r"\b(?:video|clip|livestream|fanpage|facebook|fb|zalo|youtube|tiktok)\b[^.;\n]*$")
_WATCHED = re.compile(r"\s*(?:xem|coi|view|vao xem)(?![^\W_])")
_REACHED = re.compile(r"\b(?:tiep can|theo doi|truy cap|truc tuyen)\s+(?:(?:duoc|den|toi|la)\s+)?$")
_AMOUNT = re.compile(r"\b(?:(?:si|quan|tong|nhan)\s+so|ra\s+san|dang\s+ky)\s*$")
_EACH = re.compile(r"\b(?:moi|tung|cac|may|moi mot)\s+$")
_AGAIN = re.compile(r"\s*(?:,|va|&)\s*")
_IN_A_YEAR = re.compile(r"\b(?:trong|moi|hang|cuoi|dau|ca|tung|nhung|cac)\s+$")
_PLACE = re.compile(
    r"\b(?:thon|to dan pho|tdp|khu pho|khu dan cu|kdc|xom|ap|lang|truong|tieu hoc|thcs|mau giao|mam non|"
    r"duong)(?:\s+[a-z]+){1,3}\s+$"
)
_YEARS = range(1900, 2101)
_LIMITS = {"nam": _YEARS, "thang": range(1, 13), "quy": range(1, 5)}
_MANY = 30  # "thôn 120 người" counts people; "thôn 3 người dân" names the hamlet
_FEW = 10
_FEW_WORDS = 6
_SHORT_MESSAGE = 8
_MILLION = 10**6
_TEN_THOUSAND = 10**4


@dataclass(frozen=True)
class _Message:
    """The message as typed, and folded with what is already read blanked out."""

    text: str
    free: str

    def quantity(self, start: int, number: Number, end: int = 0) -> Quantity:
        """The number as it stands, counting nothing yet."""
        end = max(end, number.end)
        approximate = self.free[start : number.start].strip() not in ("", "-") or not number.exact
        return Quantity(self.text[start:end], start, end, number.value, "bare", "", approximate)

    def noun_before(
        self, quantity: Quantity, end: int, last: Quantity | None, *, classified: bool = False
    ) -> Found | None:
        """The noun that stands before its number, behind the `last` quantity."""
        return labels.before(self.text, self.free, (quantity.start, end), last.end if last else 0, classified)

    def counting(self, quantity: Quantity, kind: str, noun: Found | None, end: int) -> Quantity:
        """The quantity with its kind and noun, its span up to `end`."""
        what = self.text[noun.start : noun.end] if noun else ""
        return replace(quantity, kind=kind, what=what, end=end, text=self.text[quantity.start : end])


def read(text: str, folded: str) -> list[Quantity]:
    """The quantities of the text in order; `folded` has dates and documents blanked out."""
    named = list(uncounted.named(text, folded))
    folded = uncounted.without(text, folded)
    counted = _counted(_Message(text, folded))
    return with_roles(sorted([*named, *counted], key=lambda quantity: quantity.start), text, folded)


def _counted(message: _Message) -> list[Quantity]:
    found: list[Quantity] = []
    left = [
        number for number in numbers.find(message.text, message.free) if not _inside_word(number, message)
    ]
    while left:
        number, following = left.pop(0), left[0] if left else None
        if following and following.value == number.value and _in_brackets(number, following, message):
            number, following = replace(number, end=left.pop(0).end + 1), None
        last = found[-1] if found else None
        if last and number.start < last.end:  # a numeral that was read as a noun: the "năm" of "50 năm"
            continue
        between = message.free[number.end : following.start] if following else ""
        if following and number.value < following.value and _RANGE.fullmatch(between):
            found += _range(number, left.pop(0), message, last)
        elif following and between.strip() == "/" and not number.word:
            found += _share(number, left.pop(0), message, last)
        else:
            found += _one(number, message, last)
    return found


def _range(number: Number, upper: Number, message: _Message, last: Quantity | None) -> list[Quantity]:
    """ "100 đến 120 người": the lower end, in the unit of the upper one ("2-3 triệu")."""
    scaled = number.value * upper.scale
    value = scaled if number.scale == 1 and scaled < upper.value else number.value
    start = _start(number, message, last)
    whole = replace(upper, start=number.start, value=value)
    return [replace(quantity, approximate=True) for quantity in _one(whole, message, last, start)]


def _share(number: Number, total: Number, message: _Message, last: Quantity | None) -> list[Quantity]:
    """ "120/150 người": those who came, then those invited."""
    whole = next(iter(_one(total, message, last)), None)
    if whole is None or (whole.kind == "bare" and number.value > total.value):
        return []
    came = message.quantity(_start(number, message, last), number)
    kind = "people" if whole.kind == "bare" else whole.kind
    role = "invited" if kind in ("people", "household") else ""
    return [replace(came, kind=kind, what=whole.what), replace(whole, kind=kind, role=role)]


def _one(number: Number, message: _Message, last: Quantity | None, start: int = -1) -> list[Quantity]:
    """The quantity of a number with the noun beside it, or none; `last` is the one read before it."""
    free, end = message.free, number.end
    start = _start(number, message, last) if start < 0 else start
    negative = _is_negative(start, message)
    quantity = message.quantity(start - negative, number)
    quantity = replace(quantity, value=-quantity.value) if negative else quantity
    more = _SOME_MORE.match(free, end) or re.compile(r"\+").match(free, end)
    if more:
        quantity, end = replace(quantity, approximate=True), more.end()
    percent = re.compile(r"\s?%").match(free, end)
    if percent:
        return [replace(message.counting(quantity, "percent", None, percent.end()), what="%")]
    noun = nouns.after(nouns.load().counted, message.text, free, end)
    naming = _naming(number, noun, message, last.end if last else 0) if start == number.start else None
    if naming:
        named = replace(quantity, start=naming.start, value=number.value)
        return [message.counting(named, "ordinal", naming, number.end)]
    if noun:
        return _with_noun(number, quantity, noun, message, last)
    if number.word and re.sub(r"[\s.,!]|\ba\b", "", free[: number.start] + free[number.end :]):
        return []
    return _without_noun(number, quantity, message, last)


def _with_noun(
    number: Number, quantity: Quantity, noun: Found, message: _Message, last: Quantity | None
) -> list[Quantity]:
    """The quantity with the noun that follows it, or none for a count that is never reported ("5 xã")."""
    word = message.free[noun.start : noun.end]
    if (
        number.word
        and number.value == 5
        and _IN_A_YEAR.search(message.free, max(0, number.start - 10), number.start)
    ):
        return []  # "trong năm hội viên" is no five
    behind = nouns.after(nouns.load().counted, message.text, message.free, noun.end)
    if word == "luot" and behind and behind.kind in ("people", "product", "event", "reach"):
        noun = Found(behind.kind, noun.start, behind.end)
    elif noun.kind == "classifier" and behind and behind.kind in ("product", "event", "other"):
        noun = behind
    elif noun.kind == "classifier":
        ahead = message.noun_before(quantity, noun.end, last, classified=True)
        ahead = ahead or labels.named_earlier(message.text, message.free, quantity.start)
        if ahead is None and len(message.free.split()) > _FEW_WORDS:
            return []  # "máy in có 1 cái"
        return [message.counting(quantity, ahead.kind if ahead else "product", ahead or noun, noun.end)]
    short = last is None and len(message.free.split()) <= _SHORT_MESSAGE
    if word == "xe" and (short or _VEHICLE.search(message.free)):
        return [message.counting(quantity, "product", noun, noun.end)]
    if noun.kind == "other":
        return []
    if noun.kind == "product" and _is_no_product(quantity, noun, message):
        return []
    kind = _man_or_year(noun, message) if word == "nam" else noun.kind
    if kind == "people" and _is_reach(quantity, noun, message):
        kind = "reach"
    return [message.counting(quantity, kind, noun, noun.end)]


def _is_no_product(quantity: Quantity, noun: Found, message: _Message) -> bool:
    """Whether it tells where, or what the message brings along: "dọc 3 tuyến đường", "gửi 5 ảnh kèm theo"."""
    before = message.free[max(0, quantity.start - 20) : quantity.start]
    picture = message.free[noun.start : noun.end].split()[-1] in ("anh", "hinh")
    along = _SENT.search(before) or _ALONG.match(message.free, noun.end)
    typed = message.text[max(0, quantity.start - 20) : quantity.start].lower()
    return bool(_ALL_ALONG.search(typed) or (picture and along))


def _is_reach(quantity: Quantity, noun: Found, message: _Message) -> bool:
    """Whether the people are those that a post reached: "tiếp cận 500 người", "video 500 người xem"."""
    before = message.free[max(0, quantity.start - 40) : quantity.start]
    if _REACHED.search(before) or _REACHED_AFTER.match(message.free, noun.end):
        return True
    if message.free[noun.start : noun.end] == "thanh vien" and _MEMBERS.search(before):
        return True
    return bool(_ONLINE.search(before) and _WATCHED.match(message.free, noun.end))


def _without_noun(
    number: Number, quantity: Quantity, message: _Message, last: Quantity | None
) -> list[Quantity]:
    """The quantity by what stands before it, or bare."""
    free, start, end = message.free, quantity.start, number.end
    if last and last.kind == "ordinal" and _AGAIN.fullmatch(free, last.end, quantity.start):
        return [replace(quantity, kind="ordinal", what=last.what)]  # "phường 1, 2 và 3"
    if number.scale >= _MILLION or (free[end - 1] == "k" and number.value >= _TEN_THOUSAND):
        return [replace(quantity, kind="money")]
    took_part = _TOOK_PART.match(free, end)
    noun = None if took_part else message.noun_before(quantity, end, last)
    if noun:
        return [message.counting(quantity, noun.kind, noun, quantity.end)]
    came = (
        number.value > 1 and labels.CLOSED.match(free, end) and _CAME.search(free, max(0, start - 24), start)
    )
    if (
        took_part
        or (came and not _is_year(number, quantity, message))
        or _TAKING_PART.search(free, max(0, quantity.start - 24), quantity.start)
    ):
        return [replace(quantity, kind="people")]
    if number.value <= _FEW and free[end : end + 2] == " \u00b7":
        return []  # "trong 2 ngày 8 và 9/3", "2 văn bản 107, 111"
    if number.value <= _FEW and _PLACE.search(free, max(0, quantity.start - 40), quantity.start):
        return [replace(quantity, kind="ordinal")]  # "thôn Đông Yên 1"
    return [replace(quantity, kind="ordinal" if _is_year(number, quantity, message) else "bare")]


def _is_year(number: Number, quantity: Quantity, message: _Message) -> bool:
    """Whether the figure is a year and not the whole message."""
    alone = not (message.free[: quantity.start] + message.free[number.end :]).strip(" .,!")
    figures = message.text[quantity.start : number.end].isdigit()
    return number.value in _YEARS and figures and not alone


def _man_or_year(noun: Found, message: _Message) -> str:
    """ "80 nam và 40 nữ" or "50 năm": by the letters when typed with marks, else by a "nữ" near it."""
    if message.text[noun.start : noun.end].lower() == "năm":
        return "time"
    near = message.free[max(0, noun.start - 16) : noun.end + 16]
    marked = any(a != b and b.isalpha() for a, b in zip(message.text.lower(), message.free, strict=False))
    alone = marked and labels.CLOSED.match(message.free, noun.end)
    return "people" if alone or re.search(r"\bnu\b", near) else "time"


def _naming(number: Number, noun: Found | None, message: _Message, floor: int) -> Found | None:
    """The noun before the number that makes it a name: "thôn 3", "lần thứ hai"; None when it counts."""
    end = len(message.free[: number.start].rstrip(" "))
    found = nouns.before(nouns.load().naming, message.text, message.free, end)
    if (
        found is None
        or number.start - end > 2
        or found.start < floor
        or _AMOUNT.search(message.free, max(0, end - 12), end)
    ):
        return None
    word = message.free[found.start : found.end]
    if word in _LIMITS:
        return found if number.value in _LIMITS[word] and not number.word else None
    if noun and _EACH.search(message.free, max(0, found.start - 12), found.start):
        return None
    if found.kind == "ordinal if alone" and noun and noun.kind != "other":
        return None
    return None if noun and noun.kind in labels.REPORTED and number.value >= _MANY else found


def _start(number: Number, message: _Message, last: Quantity | None) -> int:
    """Where the quantity begins: at "hơn", "khoảng", "~" before the number."""
    start, floor = number.start, last.end if last else 0
    while about := _ABOUT.search(message.free, max(floor, start - 16), start):
        typed = message.text[about.start() : about.end()].lower().strip()
        if typed not in _ABOUT_TYPED.get(about.group().strip(), {typed}):
            break
        start = about.start()
    return start


def _is_negative(start: int, message: _Message) -> bool:
    """Whether a minus stands directly before the number and is neither a range nor a list's dash."""
    free = message.free
    if start == 0 or free[start - 1] != "-":
        return False
    line = free.rfind("\n", 0, start) + 1
    if not free[line : start - 1].strip():
        return "\n" not in free.strip()
    return free[start - 2] in " (" and not re.search(r"[0-9]\s*$", free[: start - 1])


def _inside_word(number: Number, message: _Message) -> bool:
    """Whether letters that are no known noun are glued to it: "5G", "12A1"."""
    glued = message.free[number.end : number.end + 1].isalpha() and not number.word
    return glued and nouns.after(nouns.load().counted, message.text, message.free, number.end) is None


def _in_brackets(number: Number, repeated: Number, message: _Message) -> bool:
    """ "120 (một trăm hai mươi) người": the figure once more in words."""
    free = message.free
    return free[number.end : repeated.start].strip() == "(" and free[repeated.end : repeated.end + 1] == ")"
