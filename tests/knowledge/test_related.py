"""What else there is beside an answer: the next best passages, and each by itself."""

import pytest

from knowledge import Document, catalogue
from knowledge.answer import Answerer


@pytest.mark.parametrize("question", ["ai lo cổ động trực quan", "3 chủ đề lớn là gì", "sở tttt phải làm gì"])
def test_related_passages_are_of_the_body_and_were_not_quoted(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    kinds = {p.id: p.kind for d in answerer.documents for p in d.passages}
    related = [citation.passage for citation in answer.related]
    assert 0 < len(related) <= 3
    assert not {quote.citation.passage for quote in answer.quotes} & set(related)
    assert {kinds[passage] for passage in related} <= {"item", "paragraph", "preamble"}


def test_one_passage_comes_as_an_answer_of_its_own(answerer: Answerer) -> None:
    answer = answerer.passage("356-UBND-KGVX/5")
    assert answer.outcome == "answer"
    assert [quote.citation.passage for quote in answer.quotes] == ["356-UBND-KGVX/5"]
    assert answer.focus.addressee == "5"


def test_a_passage_that_is_gone_is_no_answer(answerer: Answerer) -> None:
    answer = answerer.passage("356-UBND-KGVX/99")
    assert (answer.outcome, answer.quotes) == ("abstain", ())


def test_a_short_citation_tells_type_number_and_date(documents: tuple[Document, ...]) -> None:
    short = [catalogue.short_citation(d) for d in documents]
    assert short[:2] == ["Công văn số 356/UBND-KGVX ngày 20/01/2025", "Kế hoạch số 324-KH/TU ngày 25/12/2024"]


def test_a_short_citation_of_a_document_without_a_number_tells_its_subject() -> None:
    lost = Document("k", "Kế hoạch", "", "", None, "tuyên truyền bầu cử", "loaded")
    assert catalogue.short_citation(lost) == "Kế hoạch về tuyên truyền bầu cử"
