import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import KnowledgeDamaged
from knowledge.index import Index, load
from nlu.text import fold

DIRECT = [
    ("03 chủ đề lớn là gì", "1.3"),
    ("tuyên truyền cổ động trực quan", "4"),
    ("bảo đảm an toàn, an ninh thông tin mạng", "5"),
    ("xây dựng chuyên trang, chuyên mục", "6.2"),
    ("biểu dương gương người tốt, việc tốt", "6.3"),
    ("sáng tác các tác phẩm văn học, nghệ thuật", "7"),
    ("tổng hợp, báo cáo kết quả thực hiện", "3.4"),
    ("ai ký", "signature"),
]


@pytest.mark.parametrize(("query", "name"), DIRECT)
def test_the_right_passage_comes_first(index: Index, query: str, name: str) -> None:
    assert index.search(query)[0].passage.id == f"356-UBND-KGVX/{name}"


@pytest.mark.parametrize(("query", "name"), DIRECT)
def test_the_right_passage_comes_first_without_marks(index: Index, query: str, name: str) -> None:
    assert index.search(fold(query))[0].passage.id == f"356-UBND-KGVX/{name}"


def test_each_passage_is_found_by_its_own_words(index: Index) -> None:
    searched = [p for p in index.passages if p.kind in ("item", "paragraph", "preamble")]
    assert [index.search(p.text, 1)[0].passage.id for p in searched] == [p.id for p in searched]


def test_a_heading_is_never_an_answer(index: Index) -> None:
    kinds = {hit.passage.kind for p in index.passages for hit in index.search(p.text, 100)}
    assert "heading" not in kinds
    assert "header" in kinds


def test_a_search_stays_within_the_passages_given(index: Index) -> None:
    within = {"356-UBND-KGVX/5", "356-UBND-KGVX/7", "unknown"}
    hits = index.search("tuyên truyền cổ động trực quan, an ninh", within=within)
    assert {hit.passage.id for hit in hits} <= within
    assert hits[0].passage.id == "356-UBND-KGVX/5"
    assert index.search("an ninh", within=set()) == []


def test_hits_are_ordered_and_their_figures_lie_between_0_and_1(index: Index) -> None:
    for query, _ in DIRECT:
        hits = index.search(query)
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
        assert all(0 <= x <= 1 for h in hits for x in (h.lexical, h.dense, h.coverage))


def test_no_more_hits_than_asked_for(index: Index) -> None:
    assert len(index.search("tuyên truyền", 3)) == 3


@pytest.mark.parametrize("query", ["", " \n", "?", "🎉🎉"])
def test_a_query_without_words_finds_nothing(index: Index, query: str) -> None:
    assert index.search(query) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_query_breaks_the_search(index: Index, query: str) -> None:
    index.search(query)


def test_a_pasted_document_is_searched_in_well_under_a_second(index: Index) -> None:
    started = time.perf_counter()
    index.search("tuyên truyền đại hội " * 5_000)
    assert time.perf_counter() - started < 1


def test_an_index_that_was_never_built_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeDamaged, match="reload_knowledge"):
        load(tmp_path)
