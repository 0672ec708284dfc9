import random
from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical import Entry, Lexical, build
from knowledge.unchanged import keys, unchanged, write_keys

ENTRIES = [
    Entry("1. Sở Y tế", "Khám bệnh cho người già ở vùng cao.", ("bác sĩ về làng", "chữa bệnh miễn phí")),
    Entry("2. Sở Giáo dục", "Mở lớp học chữ cho trẻ em vùng cao."),
    Entry("3. Công an", "Bảo đảm trật tự, ngăn chặn buôn bán pháo nổ."),
    Entry("4. Sở Văn hóa", "Treo băng rôn, tổ chức hội diễn văn nghệ."),
    Entry("5. Báo", "Đăng bản tin hằng tuần về văn nghệ quần chúng."),
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder = tmp_path_factory.mktemp("lexical")
    build(ENTRIES, folder)
    return Lexical(folder)


def best(lexical: Lexical, query: str) -> int:
    return int(np.argmax(lexical.scores(lexical.ask(query)).found))


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("ai khám bệnh cho người già", 0),
        ("ai kham benh cho nguoi gia", 0),
        ("bác sĩ", 0),
        ("sở giáo dục", 1),
        ("băng rôn", 3),
        ("TREO BĂNG-RÔN!", 3),
        ("pháo", 2),
    ],
)
def test_the_right_entry_is_first_with_or_without_marks(lexical: Lexical, query: str, row: int) -> None:
    assert best(lexical, query) == row


def test_the_same_query_without_marks_scores_the_same(lexical: Lexical) -> None:
    with_marks, without = (
        lexical.scores(lexical.ask(query)) for query in ("hội diễn văn nghệ", "hoi dien van nghe")
    )
    np.testing.assert_array_equal(with_marks.found, without.found)
    np.testing.assert_array_equal(with_marks.coverage, without.coverage)


def test_all_scores_lie_between_nothing_and_everything(lexical: Lexical) -> None:
    for entry in ENTRIES:
        scores = lexical.scores(lexical.ask(entry.text))
        for values in (scores.found, scores.coverage, scores.disagreement):
            assert values.shape == (len(ENTRIES),)
            assert values.min() >= 0
            assert values.max() <= 1


def test_coverage_is_the_share_of_content_words_that_an_entry_holds(lexical: Lexical) -> None:
    assert lexical.scores(lexical.ask("khám bệnh")).coverage[0] == pytest.approx(1)
    assert lexical.scores(lexical.ask("Sở Y tế")).coverage[0] == pytest.approx(1)  # its heading counts
    assert lexical.scores(lexical.ask("bác sĩ")).coverage[0] == pytest.approx(1)  # its hints count
    half = lexical.scores(lexical.ask("khám hổ")).coverage[0]
    assert 0 < half < 0.5  # an unknown word weighs more than a known one
    assert lexical.scores(lexical.ask("giá vàng hôm kia")).coverage.max() < 0.5


def test_a_word_with_other_marks_covers_less(lexical: Lexical) -> None:
    exact, other, none = (lexical.scores(lexical.ask(word)).coverage[2] for word in ("bán", "bản", "ban"))
    assert exact == none == pytest.approx(1)
    assert other == pytest.approx(0.4)


def test_content_words_are_told_from_idle_ones_by_their_marks(lexical: Lexical) -> None:
    assert lexical.content("cho em hỏi về chợ hội") == ["cho", "hoi"]
    assert lexical.content("khám gì") == ["kham"]


def test_without_marks_what_the_documents_use_is_content(lexical: Lexical) -> None:
    assert lexical.content("cho em hoi dien gi") == ["hoi", "dien"]


def test_a_query_of_question_words_alone_finds_nothing(lexical: Lexical) -> None:
    scores = lexical.scores(lexical.ask("là gì như thế nào?"))
    assert scores.found.max() == 0
    assert scores.coverage.max() == 0


@pytest.mark.parametrize("query", ["", "   ", "?!…", "🎉", "x" * 5_000])
def test_a_query_without_words_scores_nothing(lexical: Lexical, query: str) -> None:
    assert lexical.scores(lexical.ask(query)).coverage.max() == 0


def test_other_marks_on_the_same_letters_disagree(lexical: Lexical) -> None:
    scores = lexical.scores(lexical.ask("bản tin"))
    assert scores.disagreement[4] == 0  # "bản tin"
    assert scores.disagreement[2] > 0  # "buôn bán"
    assert lexical.scores(lexical.ask("ban tin")).disagreement.max() == 0


def test_an_index_without_hints_loads(tmp_path: Path) -> None:
    build([Entry("", "Một câu."), Entry("", "Hai câu.")], tmp_path)
    assert best(Lexical(tmp_path), "hai câu") == 1


def test_entries_without_a_mark_make_an_index(tmp_path: Path) -> None:
    build([Entry("", "mot cau"), Entry("", "hai cau")], tmp_path)
    assert best(Lexical(tmp_path), "hai câu") == 1


def test_common_words_of_a_large_index_are_looked_up_in_the_best_entries(tmp_path: Path) -> None:
    entries = [Entry("", f"báo cáo tuần số {number}, cả xã họp") for number in range(30_000)]
    build([*entries, Entry("", "báo cáo quý, cả xã họp bàn làm đường")], tmp_path)
    large = Lexical(tmp_path)
    asked = large.ask("báo cáo tuần số 7, cả xã họp bàn làm đường")
    assert asked.left
    rows = large.best(asked, 10)
    assert {7, 30_000} <= set(rows.tolist())
    whole = large.scores(asked)
    np.testing.assert_allclose(large.scores(asked, rows).found, whole.found[rows])
    assert whole.found.argmax() == 30_000


def version(folder: Path, entries: list[Entry], before: Path | None) -> dict[str, bytes]:
    """The files of the entries' index, which takes over the words that the version before has."""
    found = keys([each.whole for each in entries])
    build(entries, folder / "lexical", unchanged(found, before))
    write_keys(found, folder)
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_changes_the_words_taken_over_make_the_same_index(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    vocabulary = "đường Đường duong hội Hội hỏi hoi làng lang 12 của cua và va xã Xã quét sân".split()

    def entry() -> Entry:
        context, said = (" ".join(chance.choices(vocabulary, k=chance.randrange(9))) for _ in range(2))
        return Entry(context, said, (said,) if chance.random() < 0.2 else ())

    entries, before = [entry() for _ in range(8)], None
    for n in range(12):
        files = version(tmp_path / f"after-{n}", entries, before)
        assert files == version(tmp_path / f"anew-{n}", entries, None)
        before = tmp_path / f"after-{n}"
        entries = [each for each in entries if chance.random() < 0.8]
        entries += [entry() for _ in range(chance.randrange(4))]
        chance.shuffle(entries)
