"""What was asked in vain is grouped, counted without saying who asked, and stays away once it was settled."""

from __future__ import annotations

import csv
import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import Inbound, audit, wording
from bot.learning.lessons import Lessons
from bot.learning.sheet import QuestionSheet
from bot.learning.unanswered import UNSURE, Overview, Unanswered, grouped, moment
from bot.mailbox import Mailbox
from bot.privacy import MASK
from bot.questions import Asked, Questions, Vote
from bot.store import Database, open_store, transaction
from knowledge import Answer, Citation, Quote
from knowledge.build import load_hints
from knowledge.hinting import Files, Hinting, HintRefused
from knowledge.index import Index, load

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PASSAGE = "356-UBND-KGVX/4"
BY = ("script", "an")
NOTHING = Answer("abstain", "abstain", {"count": "1"}, confidence=0.1)
FOUND = Answer(
    "answer",
    "answer",
    quotes=(Quote("x", Citation("356-UBND-KGVX", PASSAGE, "Công văn", "mục 4")),),
    confidence=0.9,
)


class Log:
    """A log of questions over a database in memory."""

    def __init__(self, db: Database, hints: Path) -> None:
        self.db = db
        self.files = Files.within(hints)
        self.unanswered = Unanswered(db)
        self.lessons = Lessons(db, self.unanswered, Hinting(self.files))
        self._asked = 0

    def ask(
        self,
        text: str,
        answer: Answer | None = NOTHING,
        *,
        who: str = "an",
        vote: Vote | None = None,
        index_version: str = "v1",
        day: str = "2025-03-15",
        **more: int,
    ) -> int:
        """The message (inbox id) of a question that got the answer; None: the index was damaged."""
        self._asked += 1
        at = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        message = Inbound("test", who, who, str(self._asked), text, at)
        inbox = Mailbox(self.db).accept(message)
        assert inbox
        questions = Questions(self.db)
        asked = Asked(inbox, text, "rules", **more)  # type: ignore[arg-type]  # of any field
        if answer is None:
            questions.log_damaged(asked)
        else:
            questions.log(asked, answer, index_version, 1.0)
        if vote:
            questions.vote(inbox, vote)
        self.db.execute(
            "UPDATE questions SET asked_at = ? WHERE inbox_id = ?",
            [at.isoformat(timespec="milliseconds"), inbox],
        )
        return inbox

    def overview(self, since: str = "") -> Overview:
        return self.unanswered.overview(since)

    def listed(self) -> list[tuple[str, int, int, str]]:
        return [(g.text, g.times, g.people, g.replied) for g in self.overview().unanswered]


@pytest.fixture(scope="module")
def index(index_dir: Path) -> Index:
    return load(index_dir)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    hints = tmp_path / "knowledge"
    hints.mkdir()
    for name in ("hints.yml", "reviewed.yml", "not_stated.yml"):
        shutil.copy(KNOWLEDGE / name, hints)
    db = open_store(":memory:")
    yield Log(db, hints)
    db.conn.close()


def test_questions_of_the_same_words_are_one_group_whatever_their_marks_and_politeness(log: Log) -> None:
    log.ask("ai lo treo băng rôn")
    log.ask("dạ cho em hỏi AI LO TREO BANG RON ạ?", who="binh")
    log.ask("ai lo treo băng rôn!", who="binh", day="2025-03-17")
    log.ask("ai lo âm thanh")
    assert log.listed() == [
        ("ai lo treo băng rôn", 3, 2, "abstain"),
        ("ai lo âm thanh", 1, 1, "abstain"),
    ]
    assert log.overview().unanswered[0].last == "2025-03-17T12:00:00.000+00:00"
    assert grouped("dạ cho em hỏi AI LO TREO BANG RON ạ?") == "ai lo treo bang ron"


def test_two_accounts_of_one_person_are_one(log: Log) -> None:
    log.db.execute("INSERT INTO people (id, name, role, unit, added_at) VALUES (7, 'An', 'officer', '', '')")
    for sender in ("an", "an-zalo"):
        log.db.execute("INSERT INTO contacts VALUES ('test', ?, ?, 7)", [sender, sender])
    log.ask("ai lo treo băng rôn")
    log.ask("ai lo treo băng rôn", who="an-zalo")
    log.ask("ai lo treo băng rôn", who="la")
    assert log.listed() == [("ai lo treo băng rôn", 3, 2, "abstain")]


def test_an_answer_voted_wrong_is_listed_with_what_was_quoted(log: Log) -> None:
    log.ask("ai ký công văn", FOUND, vote="wrong")
    log.ask("ai đọc công văn", FOUND, vote="right")
    log.ask("ai nhận công văn", FOUND)
    assert log.listed() == [("ai ký công văn", 1, 1, "wrong")]
    assert log.overview().unanswered[0].passages == (PASSAGE,)


def test_a_vote_under_a_look_further_counts_for_its_question(log: Log) -> None:
    question = log.ask("ai ký công văn", FOUND)
    log.ask("xem cả mục", FOUND, vote="wrong", view_of=question)
    assert log.listed() == [("ai ký công văn", 1, 1, "wrong")]
    assert log.overview().asked == 1


def test_looks_further_practice_and_damage_are_no_unanswered_questions(log: Log) -> None:
    question = log.ask("ai ký công văn", FOUND)
    log.ask("đoạn liên quan", NOTHING, view_of=question)
    log.ask("thử một câu", NOTHING, training=1)
    log.ask("ai lo treo băng rôn", None)
    overview = log.overview()
    assert (overview.unanswered, overview.unsure, overview.wanted) == ((), (), ())
    assert (overview.asked, overview.damaged) == (2, 1)


def test_a_question_asked_back_counts_until_one_of_its_readings_was_chosen(log: Log) -> None:
    options = Answer("clarify", "clarify", {"question": "ĐH"}, options=("đại hội", "đại học"))
    log.ask("tuyên truyền ĐH", options)
    chosen = log.ask("cổ động ĐH", options)
    log.ask("cổ động đại hội", FOUND, reading_of=chosen)
    log.ask("cho em hỏi", Answer("clarify", "clarify_what"))
    assert log.listed() == [("tuyên truyền ĐH", 1, 1, "clarify")]


def test_documents_that_are_not_here_are_ranked_and_are_no_groups(log: Log) -> None:
    cited = Answer("not_loaded", "not_loaded", {"document": "Kế hoạch số 324-KH/TU"}, confidence=1.0)
    both = Answer("not_loaded", "not_loaded", {"document": "Kế hoạch số 287-KH/TU, Kế hoạch số 324-KH/TU"})
    unknown = Answer("abstain", "abstain_unknown_document", {"document": "Kế hoạch 99", "count": "1"})
    log.ask("KH 324 nói gì", cited)
    log.ask("KH 324 nói gì về kinh phí", cited, who="binh", vote="wrong")
    log.ask("so KH 287 với KH 324", both)
    log.ask("KH 99 nói gì", unknown)
    overview = log.overview()
    told = [(w.name, w.is_cited, w.times, w.people) for w in overview.wanted]
    assert told[0] == ("Kế hoạch số 324-KH/TU", True, 3, 2)
    assert set(told[1:]) == {("Kế hoạch số 287-KH/TU", True, 1, 1), ("Kế hoạch 99", False, 1, 1)}
    assert overview.unanswered == ()


def test_what_a_document_does_not_state_is_listed_as_such(log: Log) -> None:
    log.ask("hạn nộp báo cáo", Answer("abstain", "abstain_not_stated", {"document": "356", "what": "x"}))
    assert log.listed() == [("hạn nộp báo cáo", 1, 1, "not_stated")]


def test_answers_of_low_confidence_stand_apart_unless_they_were_right(log: Log) -> None:
    cases: list[tuple[float, Vote | None]] = [(UNSURE - 0.01, None), (UNSURE - 0.01, "right"), (UNSURE, None)]
    for confidence, vote in cases:
        doubtful = Answer("answer", "answer", quotes=FOUND.quotes, confidence=confidence)
        log.ask(f"câu {confidence} {vote}", doubtful, vote=vote)
    assert [g.text for g in log.overview().unsure] == [f"câu {UNSURE - 0.01} None"]
    assert log.overview().unanswered == ()


def test_only_what_was_asked_since_a_day_is_counted(log: Log) -> None:
    log.ask("ai lo treo băng rôn", day="2025-02-27")
    log.ask("ai lo âm thanh", day="2025-03-01")
    since = moment(datetime.date(2025, 3, 1), HANOI)
    assert since == "2025-02-28T17:00:00.000+00:00"
    assert [g.text for g in log.overview(since).unanswered] == ["ai lo âm thanh"]


def test_a_number_of_the_list_means_its_question_at_any_time(log: Log) -> None:
    log.ask("ai lo treo bang ron", day="2025-01-01")
    log.ask("ai lo treo băng rôn")
    for number in ("1", "2"):
        assert log.unanswered.meant(number) == "ai lo treo băng rôn"
    assert log.unanswered.meant("ai lo cờ") == "ai lo cờ"
    for unknown in ("3", "9" * 30):
        with pytest.raises(LookupError, match="Không có câu hỏi số"):
            log.unanswered.meant(unknown)


def test_a_dismissed_question_comes_back_when_it_is_asked_again(log: Log) -> None:
    log.ask("ai lo treo băng rôn")
    log.ask("ai lo âm thanh")
    log.lessons.dismiss("AI LO TREO BANG RON", BY)
    assert [g.text for g in log.overview().unanswered] == ["ai lo âm thanh"]
    log.ask("ai lo treo băng rôn", day="2025-03-18")
    assert log.listed()[0] == ("ai lo treo băng rôn", 1, 1, "abstain")
    assert [f"{line.action}: {line.object}" for line in audit.last(log.db, 9)] == [
        "question dismissed: AI LO TREO BANG RON"
    ]


def test_a_question_that_nobody_asked_is_not_dismissed(log: Log) -> None:
    log.ask("ai lo treo băng rôn")
    with pytest.raises(LookupError, match="Không có câu"):
        log.lessons.dismiss("ai lo cờ hoa", BY)
    assert audit.last(log.db, 9) == []
    assert len(log.listed()) == 1


def test_an_attached_question_comes_back_only_when_a_newer_index_does_not_answer_it(
    log: Log, index: Index
) -> None:
    log.ask("ai dựng cổng chào", index_version=index.version)
    assert log.lessons.attach("ai dựng cổng chào", PASSAGE, index, BY) == "ai dựng cổng chào"
    assert load_hints(log.files.hints)[PASSAGE][-1] == "ai dựng cổng chào"
    assert log.listed() == []
    log.ask("ai dựng cổng chào", index_version=index.version)
    assert log.listed() == []
    log.ask("ai dựng cổng chào", index_version="later")
    assert log.listed() == [("ai dựng cổng chào", 1, 1, "abstain")]
    assert [
        f"{line.channel} {line.actor} {line.action}: {line.object}" for line in audit.last(log.db, 9)
    ] == [f"script an question attached: {PASSAGE}: ai dựng cổng chào"]
    assert audit.verify(log.db) is None


def test_detaching_lists_the_question_again(log: Log, index: Index) -> None:
    log.ask("ai dựng cổng chào", index_version=index.version)
    before = log.files.hints.read_bytes()
    log.lessons.attach("ai dựng cổng chào", PASSAGE, index, BY)
    assert log.lessons.detach("ai dung cong chao", BY) == PASSAGE
    assert log.files.hints.read_bytes() == before
    assert log.listed() == [("ai dựng cổng chào", 1, 1, "abstain")]
    assert audit.last(log.db, 1)[0].action == "question detached"


@pytest.mark.parametrize(
    "question",
    [
        "ông Nguyễn Văn Tèo ở thôn 2 có được treo băng rôn không",
        "gọi 0905 123 456 hỏi ai treo băng rôn",
        f"gọi {MASK} hỏi ai treo băng rôn",
        "gửi ten@example.vn thì ai treo băng rôn",
    ],
)
def test_personal_data_never_becomes_a_hint(log: Log, index: Index, question: str) -> None:
    log.ask(question)
    before = [path.read_bytes() for path in (log.files.hints, log.files.reviewed)]
    with pytest.raises(HintRefused, match="gõ lại câu"):
        log.lessons.attach(question, PASSAGE, index, BY)
    assert [path.read_bytes() for path in (log.files.hints, log.files.reviewed)] == before
    assert audit.last(log.db, 9) == []
    assert len(log.listed()) == 1


def test_what_is_refused_leaves_no_line_and_stays_listed(log: Log, index: Index) -> None:
    log.ask("ai dựng cổng chào")
    with pytest.raises(HintRefused, match="Không có đoạn"):
        log.lessons.attach("ai dựng cổng chào", "356-UBND-KGVX/77", index, BY)
    assert audit.last(log.db, 9) == []
    assert len(log.listed()) == 1


def test_a_crash_between_the_files_and_the_database_is_made_good_by_attaching_again(
    log: Log, index: Index
) -> None:
    log.ask("ai dựng cổng chào", index_version=index.version)
    with pytest.raises(RuntimeError), transaction(log.db):
        log.lessons.attach("ai dựng cổng chào", PASSAGE, index, BY)
        raise RuntimeError
    assert len(log.listed()) == 1
    after = log.files.hints.read_bytes()
    log.lessons.attach("ai dựng cổng chào", PASSAGE, index, BY)
    assert log.files.hints.read_bytes() == after
    assert log.listed() == []
    assert len(audit.last(log.db, 9)) == 1
    with pytest.raises(HintRefused, match="đã gắn"):
        log.lessons.attach("ai dựng cổng chào", PASSAGE, index, BY)


def test_the_list_tells_all_and_nobody_by_name(log: Log, index: Index) -> None:
    log.ask("ai lo treo băng rôn", who="tele-4711")
    log.ask("còn bản trích thì sao", Answer("abstain", "abstain", from_focus=True), day="2025-03-17")
    log.ask("KH 324 nói gì", Answer("not_loaded", "not_loaded", {"document": "Kế hoạch số 324-KH/TU"}))
    log.ask("câu hơi lạ", Answer("answer", "answer", quotes=FOUND.quotes, confidence=0.5))
    log.ask("ai ký", None)
    sheet = QuestionSheet(wording.load(), HANOI)
    text = "\n".join(sheet.lines(log.overview(), index))
    assert "5 câu hỏi; 2 câu chưa đáp ứng, gom thành 2 nhóm." in text
    assert "1 câu hỏi gặp lúc kho văn bản đang hỏng" in text
    assert "1. “ai lo treo băng rôn” – 1 lần, 1 người, gần nhất 15/03/2025; đã đáp là không tìm thấy" in text
    assert f"gần: {PASSAGE} (mục 4. Sở Văn hóa, Thể thao và Du lịch): “Chủ trì, triển khai" in text
    assert "(hỏi tiếp câu trước)" in text
    assert "· Kế hoạch số 324-KH/TU (được viện dẫn): 1 lần, 1 người, gần nhất 15/03/2025" in text
    assert "mức tin cậy dưới 0,6" in text
    assert f"đã trích: {PASSAGE}" in text
    assert "4711" not in text
    assert "Kho văn bản đang hỏng hoặc chưa có" in "\n".join(sheet.lines(log.overview(), None))


def test_the_csv_file_is_for_its_owner_and_no_cell_is_a_formula(
    log: Log, index: Index, tmp_path: Path
) -> None:
    log.ask("=HYPERLINK(1) ai treo", who="tele-4711")
    log.ask("KH 324 nói gì", Answer("not_loaded", "not_loaded", {"document": "Kế hoạch số 324-KH/TU"}))
    path = tmp_path / "cau-hoi.csv"
    QuestionSheet(wording.load(), HANOI).write_csv(log.overview(), index, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, question, document = csv.reader(file)
    assert (len(heading), heading[2]) == (9, "câu hỏi hoặc văn bản")
    assert question[:6] == ["chưa trả lời được", "1", "'=HYPERLINK(1) ai treo", "1", "1", "15/03/2025"]
    assert document[:4] == ["chưa có toàn văn", "", "Kế hoạch số 324-KH/TU", "1"]
    assert path.stat().st_mode & 0o077 == 0
    assert "4711" not in path.read_text(encoding="utf-8-sig")


def test_questions_of_a_time_before_documents_were_written_down_are_counted_together(log: Log) -> None:
    log.ask("KH 324 nói gì", Answer("not_loaded", "not_loaded", {"document": "x"}))
    log.db.execute("UPDATE questions SET document = '', lead = ''")
    assert [(w.name, w.times) for w in log.overview().wanted] == [("", 1)]
