"""One turn as the dialogue sees it: the message, what it says, and what the chat remembers."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise

from bot import Inbound
from bot.conversations import State
from bot.form import Draft
from nlu import Understanding
from nlu.phrase_table import PhraseTable
from nlu.text import syllables, words

_NEAR = 4  # words on each side of "hay"
_OTHERWISE = ["nguoc", "lai"]
_BARE = 3  # syllables: "báo cáo", "em báo cáo"

_ME = ("tôi", "em", "tui", "mình", "anh", "chị", "con", "cháu", "chú", "bác", "cô")
# Words that make a sentence a question when they stand near its end, and pairs that do so anywhere.
_QUESTION_WORDS = PhraseTable("ai gì nào sao đâu mấy chưa mô răng j ntn hông hok bn".split())
_ASKING = PhraseTable(
    [f"{verb} {who} {what}" for verb in ("cho", "để") for who in _ME for what in ("hỏi", "biết")]
    + [f"{give} {part}" for give in ("xin", "cho xin", "cho xem") for part in ("đoạn", "mục", "câu", "phần")]
    + ["xin hỏi", "cho hỏi", "xin cho biết", "hỏi chút", "hỏi cái"]
)
_LAST_WORDS = PhraseTable(["chi"])  # "chi tiết", "chi bộ" ask nothing
_QUESTION_PAIRS = PhraseTable(
    [
        "bao nhiêu",
        "bao giờ",
        "thế nào",
        "khi nào",
        "là gì",
        "ra sao",
        "tại sao",
        "làm gì",
        "ở đâu",
        "là ai",
        "số mấy",
    ]
)
_WHETHER = PhraseTable("không ko k hem khum kg hông hok".split())  # "có … không"
_ASKED_WHETHER = PhraseTable(["có", "được", "phải"])

# Somebody who speaks in public, not a report: "báo cáo viên".
_SPEAKER = re.compile(r"(?i)\b(?:báo cáo|bao cao) (?:viên|vien)\b")
_OWN_REPORT = PhraseTable(
    [f"{report}{of} {me}" for report in ("báo cáo", "bc") for of in (" của", "") for me in _ME]
)

# Words with which somebody asks for a service rather than for what a document says.
_SERVICES = "giúp giùm dùm hộ viết soạn thảo dịch nghĩ bịa thay chế hack"
_SERVICE_WORDS = PhraseTable([*_SERVICES.split(), "làm giả"])

# Words with which somebody asks to be given what a document says, not to have something written.
_QUOTING = PhraseTable(
    [
        *("đọc lại", "chép lại", "trích lại", "nhắc lại", "nguyên văn", "y chang"),
        *("chép nguyên", "trích nguyên", "tóm tắt nội dung"),
    ]
)
_WRITING = PhraseTable(["viết", "soạn", "thảo", "đăng", "bài"])

# What is to be made, or how something is done.
_PRODUCTS = PhraseTable(
    [
        *("slide", "ppt", "powerpoint", "kịch bản", "diễn văn", "caption", "status", "stt", "tút", "thơ"),
        *("vè", "clip", "video", "poster", "khẩu hiệu", "bình luận", "comment", "cách"),
    ]
)

# Somebody who was talked about, and what is asked of those who keep an eye on people.
_PERSONS = ("ông", "bà", "anh", "chị", "người", "đồng chí")
_SOMEBODY = PhraseTable(
    [
        *(f"{who} {that}" for who in _PERSONS for that in ("ấy", "đó")),
        *("ổng", "bả", "ông này", "bà này", "vị này", "vị đó", "người ký"),
    ]
)
_WATCHING = PhraseTable(
    [
        *("theo dõi", "giám sát", "để ý", "để mắt", "rình", "canh chừng", "tìm", "tra", "truy"),
        *("tài khoản", "facebook", "zalo", "nhóm", "fanpage", "đối tượng"),
    ]
)
# Words of a question about what is stored, and words that go on from an answer instead.
_PAPERS = PhraseTable(
    ["văn bản", "tài liệu", "công văn", "kế hoạch", "hướng dẫn", "chỉ thị", "giấy tờ", "kho", "vb", "cv"]
)
_MORE = PhraseTable(["nữa", "khác"])


@dataclass(frozen=True)
class Scene:
    """A message with its surroundings.

    `command` is the choice tapped or typed ("report:confirm:7"), "" for free text; `phrase` the exact
    phrase said (nlu/phrases.yml), "" for none. `rights` are those of the sender, here and now; `full`: no
    more reports may be begun today; `outdated`: the last answer's documents have changed since it was given.
    """

    inbox_id: int
    message: Inbound
    said: Understanding
    state: State
    draft: Draft | None
    command: str
    phrase: str
    rights: frozenset[str] = frozenset()
    full: bool = False
    outdated: bool = False

    @property
    def is_training(self) -> bool:
        """Whether the chat was put into training today: what is reported then counts nowhere."""
        return self.state.training == self.message.sent_at.date().isoformat()

    @functools.cached_property
    def is_question(self) -> bool:
        """Whether the sentence asks something, by its words or its question mark."""
        said = words(self.said.text)
        asks = self.said.text.rstrip().endswith("?") or _QUESTION_PAIRS.stands_in(said)
        ends = _QUESTION_WORDS.stands_in(said[-3:]) or _LAST_WORDS.stands_in(said[-1:])
        whether = _WHETHER.stands_in(said[-1:]) and _ASKED_WHETHER.stands_in(said[:-1])
        which = "nào" in said and not any(word.isdigit() for word in said)
        who = said[:1] == ["ai"]
        return asks or ends or whether or which or who or _ASKING.stands_in(said[:8]) or _has_choice(said)

    @property
    def speaks_of_reporting(self) -> bool:
        """Whether the message has "báo cáo" in it, as neither a place nor a subject has."""
        said = syllables(_SPEAKER.sub("", self.said.text))
        return ("bao", "cao") in pairwise(said) or "bc" in said

    @property
    def speaks_of_own_report(self) -> bool:
        """Whether the sender's reports are spoken of: "báo cáo của tôi", "báo cáo em gửi"."""
        return self._has(_OWN_REPORT)

    @property
    def asks_who(self) -> bool:
        """Whether somebody is asked for."""
        return "ai" in words(self.said.text)

    @property
    def has_sign_of_request(self) -> bool:
        """Whether any word asks for a service, for a text, or for an eye to be kept on people."""
        return any(map(self._has, (_SERVICE_WORDS, _WRITING, _WATCHING, _PRODUCTS)))

    @property
    def asks_a_service(self) -> bool:
        """Whether the sentence has a word that asks for something to be done ("viết giúp", "soạn")."""
        return self._has(_SERVICE_WORDS)

    @property
    def only_speaks_of_reporting(self) -> bool:
        """Whether "báo cáo" is about all that is said: an activity is to be reported."""
        return self.speaks_of_reporting and len(syllables(self.said.text)) <= _BARE

    @property
    def asks_to_write(self) -> bool:
        """Whether a text is asked for ("viết giúp một bài")."""
        return self._has(_WRITING)

    @property
    def asks_to_quote(self) -> bool:
        """Whether the words of a document are asked for ("chép lại nguyên văn phần nơi nhận")."""
        return self._has(_QUOTING) and not self._has(_WRITING)

    @property
    def asks_of_somebody(self) -> bool:
        """Whether something is asked of a person talked about, whom nobody is to keep an eye on."""
        return self._has(_SOMEBODY) and not self._has(_WATCHING) and not self.asks_a_service

    @property
    def asks_what_is_stored(self) -> bool:
        """Whether documents are asked for that need not be others than those talked about."""
        return self._has(_PAPERS) and not self._has(_MORE)

    def _has(self, phrases: PhraseTable) -> bool:
        return phrases.stands_in(words(self.said.text))


def _has_choice(said: list[str]) -> bool:
    """Whether one of two is asked for: "trước tết hay sau tết", "… hay ngược lại"; "hát hay" asks nothing."""
    for at, word in enumerate(said):
        before, behind = said[max(0, at - _NEAR) : at], said[at + 1 : at + 1 + _NEAR]
        if word == "hay" and (
            not set(before).isdisjoint(behind) or syllables(" ".join(behind))[:2] == _OTHERWISE
        ):
            return True
    return False
