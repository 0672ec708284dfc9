"""What speaks for the passages of the project's own documents."""

import dataclasses

import pytest

from bot import app
from knowledge import facets
from knowledge.classifier import OTHER, SILENCE
from knowledge.decision import NAMES, RANKED, Evidence
from knowledge.evidence import Found, Weigher
from knowledge.index import Index, load
from knowledge.question import Question
from knowledge.reload import reload
from nlu.text import normalise, syllables, words

KEY = "356-UBND-KGVX"


def asked(text: str) -> Question:
    typed = normalise(text)
    return Question(typed, typed, syllables(typed), words(typed), (), (), frozenset(), False, [], ())


@pytest.fixture(scope="module")
def weigher(index: Index) -> Weigher:
    return Weigher(index, index.hints, index.silences, facets.load())


@pytest.fixture(scope="module")
def untaught(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The same documents as if nobody had taught them: no phrases."""
    folder = tmp_path_factory.mktemp("untaught")
    reload(app.ROOT / "knowledge" / "documents", {}, folder)
    return load(folder)


@pytest.fixture(scope="module")
def unhinted(untaught: Index) -> Weigher:
    return Weigher(untaught, {}, (), facets.load())


def find(
    weigher: Weigher,
    question: str,
    k: int = 8,
    within: frozenset[str] | None = None,
    documents: frozenset[str] = frozenset([KEY]),
) -> Found:
    return weigher.find(asked(question), question, k, within=within, documents=documents)


def test_a_reviewed_phrase_brings_its_passage_up_and_says_so(weigher: Weigher, index: Index) -> None:
    for phrase in index.hints[f"{KEY}/3.4"][:20]:
        found = find(weigher, phrase)
        assert found.hits[0].passage.id == f"{KEY}/3.4"
        assert found.likeness == found.evidence.likeness == 1
        assert found.nearness < found.likeness


def test_a_phrase_for_what_is_not_stated_is_told_with_its_matter(weigher: Weigher, index: Index) -> None:
    for silence in index.silences:
        found = find(weigher, silence.phrases[0])
        assert found.silence == silence
        assert found.nearness == 1
        assert found.evidence.silence > max(found.evidence.likeness, found.evidence.rival)


def test_a_silence_is_named_for_the_documents_asked_about_alone_and_heard_for_any(
    weigher: Weigher, index: Index
) -> None:
    phrase = index.silences[0].phrases[0]
    for documents in (frozenset[str](), frozenset(["324-KH-TU"])):
        found = find(weigher, phrase, documents=documents)
        assert (found.silence, found.nearness) == (None, 0.0)
        assert found.evidence.cue == 0
        assert found.evidence.silence == find(weigher, phrase).evidence.silence > 0.5


def test_every_figure_is_between_nothing_and_one(weigher: Weigher, unhinted: Weigher, index: Index) -> None:
    questions = [p for each in index.hints.values() for p in each[::10]]
    questions += [p for silence in index.silences for p in silence.phrases[::10]]
    for question in questions:
        for each in (weigher, unhinted):
            evidence = find(each, question).evidence
            figures = {name: getattr(evidence, name) for name in NAMES}
            wrong = {name: f for name, f in figures.items() if not -1e-6 <= f <= 1 + 1e-6}
            assert not wrong, question


def test_the_passages_come_in_order_and_no_more_than_asked_for(weigher: Weigher) -> None:
    for k in (1, 3, 8):
        hits = find(weigher, "tuyên truyền đại hội Đảng", k).hits
        assert len(hits) == k
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_only_the_passages_to_choose_from_are_found(weigher: Weigher) -> None:
    some = frozenset([f"{KEY}/4", f"{KEY}/5"])
    assert {h.passage.id for h in find(weigher, "ai ký công văn này", within=some).hits} <= some
    none = find(weigher, "ai ký công văn này", within=frozenset())
    assert (none.hits, none.evidence) == ([], Evidence())


def test_a_question_without_words_finds_nothing(weigher: Weigher) -> None:
    for question in ("", "?", "💥"):
        found = find(weigher, question)
        assert (found.hits, found.evidence, found.nearness) == ([], Evidence(), 0.0)


def test_without_reviewed_phrases_the_ranking_alone_speaks(unhinted: Weigher) -> None:
    found = find(unhinted, "tham mưu UBND tỉnh báo cáo Ban Thường vụ Tỉnh ủy")
    assert found.ranked is not None
    assert found.hits == found.ranked.hits[: len(found.hits)]
    assert found.hits[0].passage.id == f"{KEY}/3.4"
    figures = found.ranked.figures
    assert [getattr(found.evidence, name) for name in RANKED] == [figures[name] for name in RANKED]
    assert (found.likeness, found.silence, found.nearness) == (0.0, None, 0.0)


def test_with_reviewed_phrases_alone_nothing_is_ranked_so(weigher: Weigher) -> None:
    found = find(weigher, "tham mưu UBND tỉnh báo cáo Ban Thường vụ Tỉnh ủy")
    assert found.ranked is None
    assert all(getattr(found.evidence, name) == 0 for name in RANKED)


def test_taught_are_the_documents_of_which_most_passages_have_phrases(
    weigher: Weigher, unhinted: Weigher, index: Index
) -> None:
    body = [p.id for p in index.passages if p.document == KEY and p.kind in ("item", "paragraph")]
    for count, taught in ((len(body) // 2, False), (len(body) // 2 + 1, True)):
        some = Weigher(index, dict.fromkeys(body[:count], ("câu hỏi",)), (), facets.load())
        assert find(some, "tuyên truyền cổ động trực quan").evidence.taught is taught
    assert find(weigher, "tuyên truyền cổ động trực quan").evidence.taught
    assert not find(unhinted, "tuyên truyền cổ động trực quan").evidence.taught


def test_the_rival_is_the_likest_other_class_and_no_silence(weigher: Weigher, index: Index) -> None:
    phrase = index.hints[f"{KEY}/3.4"][0]
    section = frozenset(p.id for p in index.passages if p.id == f"{KEY}/5")
    inside, everywhere = find(weigher, phrase, within=section).evidence, find(weigher, phrase).evidence
    assert inside.rival == 1 > inside.likeness
    assert everywhere.likeness == 1 > everywhere.rival
    assert find(weigher, index.silences[0].phrases[0]).evidence.rival < 1


def test_a_cue_for_what_is_not_stated_is_told_by_its_length(weigher: Weigher) -> None:
    assert find(weigher, "kinh phí in pano lấy từ đâu").evidence.cue > 0
    assert find(weigher, "Công an tỉnh bảo đảm an ninh").evidence.cue == 0


def test_words_that_stand_apart_in_the_passage_are_told(weigher: Weigher) -> None:
    together = find(weigher, "tuyên truyền cổ động trực quan").evidence
    apart = find(weigher, "tuyên truyền cổ động trực quan bằng khinh khí cầu Nhật Bản").evidence
    assert together.apart == 0
    assert 0 < apart.apart < 1


def test_words_of_other_marks_are_other_words(weigher: Weigher) -> None:
    bare = find(weigher, "co dong truc quan").evidence
    other = find(weigher, "cổ đông trực quan").evidence
    assert bare.apart == 0
    assert other.apart > 0


def test_a_count_that_no_passage_has_is_told(weigher: Weigher) -> None:
    assert find(weigher, "bao nhiêu chủ đề lớn cần tập trung").evidence.unmet == 0
    assert find(weigher, "bao nhiêu cụm pano phải dựng").evidence.unmet == 1


def test_the_margin_is_to_the_best_passage_of_another_section(weigher: Weigher, index: Index) -> None:
    section = frozenset(p.id for p in index.passages if p.section == "3" and p.kind == "item")
    alone = find(weigher, "thanh tra trang thông tin điện tử", within=section)
    everywhere = find(weigher, "thanh tra trang thông tin điện tử")
    assert alone.evidence.margin == pytest.approx(min(1.0, alone.hits[0].score))
    rest = next(h for h in everywhere.hits if h.passage.section != "3")
    assert everywhere.evidence.margin == pytest.approx(
        min(1.0, everywhere.hits[0].score - rest.score), abs=1e-6
    )


def test_a_question_asked_twice_is_weighed_the_same(weigher: Weigher) -> None:
    first = find(weigher, "ai lo pano áp phích")
    find(weigher, "kinh phí ở đâu ra")
    again = find(weigher, "ai lo pano áp phích")
    assert dataclasses.astuple(again.evidence) == dataclasses.astuple(first.evidence)
    assert again.hits == first.hits


@pytest.mark.parametrize("question", ["sở nào lo cổ động trực quan", "ai rà soát trang thông tin điện tử"])
def test_a_passage_moves_up_by_how_like_its_questions_this_one_is(
    weigher: Weigher, index: Index, question: str
) -> None:
    likeness = index.classifier.likeness(words(question))
    found = {h.passage.id: h for h in index.search(question, 24)}
    hits = find(weigher, question).hits
    assert any(index.classifier.of_passage(likeness, h.passage) > 0.5 for h in hits)
    for hit in hits:
        if hit.passage.document == KEY:
            gain = hit.score - found[hit.passage.id].score
            assert gain == pytest.approx(1.5 * index.classifier.of_passage(likeness, hit.passage), abs=1e-6)


def test_a_question_that_only_sounds_like_one_about_the_paper_speaks_against_its_frame(
    weigher: Weigher, index: Index
) -> None:
    question = "ai ký giấy đi đường"
    likeness = index.classifier.likeness(words(question))
    other, silence = (index.classifier.of(likeness, name) for name in (OTHER, SILENCE))
    assert other > silence
    signature = find(weigher, question, within=frozenset([f"{KEY}/signature"])).evidence
    item = find(weigher, question, within=frozenset([f"{KEY}/3.4"])).evidence
    assert signature.silence == pytest.approx(other)
    assert item.silence == pytest.approx(silence)
