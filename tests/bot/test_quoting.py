"""An answer on its pages: every piece verbatim, every page small enough, every document cited."""

import dataclasses
import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import wording
from bot.quoting import Page, Quoting
from knowledge import NOTICES, Answer, Citation, Document, Focus, Quote, catalogue, defects
from knowledge.passages import document
from nlu.text import normalise

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
FORMS = KNOWLEDGE.parent / "tests" / "knowledge" / "forms"
SAY = wording.load()
DOCUMENTS = (
    *catalogue.load(KNOWLEDGE / "documents"),
    *(
        document(normalise(path.read_text(encoding="utf-8")), path.stem, path.name)
        for path in sorted(FORMS.glob("*.txt"))
    ),
)
PASSAGES = [(each, passage) for each in DOCUMENTS for passage in each.passages]
_QUOTED = re.compile(
    r"^(?:\(tiếp theo\) )?“(.*?)”(?: \(còn tiếp\))?(?: \[nguyên văn: [^\]]*\])?\n— ", re.M | re.S
)


def quote(of: Document, index: int = 0, *, text: str = "", label: str = "") -> Quote:
    passage = of.passages[index]
    citation = Citation(of.key, passage.id, catalogue.citation(of), passage.place)
    return Quote(text or passage.text, citation, label)


def answer(*quotes: Quote, lead: str = "answer", **more: Any) -> Answer:
    return dataclasses.replace(Answer("answer", lead, quotes=quotes), **more)


def write(said: Answer, page: Page | None = None, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    return Quoting(SAY, defects.load(), page).write(said, DOCUMENTS, known).pages


def bare(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", [500, 900, 1800])
@pytest.mark.parametrize("each", DOCUMENTS, ids=lambda d: d.key)
def test_every_passage_is_quoted_verbatim_and_whole_on_pages_of_any_size(each: Document, size: int) -> None:
    for index, passage in enumerate(each.passages):
        pages = write(answer(quote(each, index)), Page(size, 5))
        pieces = [piece for page in pages for piece in _QUOTED.findall(page)]
        assert all(bare(piece) in bare(passage.text) for piece in pieces)
        assert bare(" ".join(pieces)) == bare(passage.text)


@given(chosen=st.lists(st.sampled_from(range(len(PASSAGES))), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_page_is_longer_than_zalo_takes_nor_has_more_than_five_quotes(chosen: list[int]) -> None:
    quotes = []
    for place in chosen:
        each, passage = PASSAGES[place]
        quotes.append(
            Quote(passage.text, Citation(each.key, passage.id, catalogue.citation(each), passage.place))
        )
    pages = write(answer(*quotes))
    assert max(map(len, pages)) <= 1800
    assert max(page.count("\n— ") for page in pages) <= 5
    pieces = [piece for page in pages for piece in _QUOTED.findall(page)]
    assert bare(" ".join(pieces)) == bare(" ".join(q.text for q in quotes))


def test_a_long_quote_is_cut_at_the_end_of_a_sentence_and_says_that_it_goes_on() -> None:
    sentence = (
        "Các cơ quan phối hợp với UBND TP. Quảng Ngãi thực hiện Điều 3. của quy chế này; báo cáo kết quả. "
    )
    pages = write(answer(quote(DOCUMENTS[0], text=(sentence * 40).strip())), Page(900, 5))
    assert len(pages) > 3
    first, last = pages[0], pages[-1]
    assert re.search(r"(?:quy chế này;|kết quả\.)” \(còn tiếp\)\n— Công văn", first)
    assert last.startswith("(tiếp theo) “")
    assert "(còn tiếp)" not in last
    assert all(re.search(r"[;.]” ?(?:\(còn tiếp\))?\n", page) for page in pages)
    assert not any(re.search(r"(?:TP\.|Điều 3\.)”", page) for page in pages)


def test_a_quote_without_an_end_of_sentence_is_cut_between_words() -> None:
    pages = write(answer(quote(DOCUMENTS[0], text="mười hai chữ không có dấu nào cả " * 60)), Page(900, 5))
    pieces = [piece for page in pages for piece in _QUOTED.findall(page)]
    assert bare(" ".join(pieces)) == bare("mười hai chữ không có dấu nào cả " * 60)


def test_the_first_quote_names_the_document_and_the_next_one_says_that_it_is_the_same() -> None:
    first = DOCUMENTS[0]
    (page,) = write(answer(quote(first, 12), quote(first, 13)))
    assert page.count(catalogue.citation(first)) == 1
    assert "— Cùng văn bản; mục 2" in page


def test_a_document_that_the_chat_knows_is_cited_briefly() -> None:
    first = DOCUMENTS[0]
    (page,) = write(answer(quote(first, 12)), known=(first.key,))
    assert "— Công văn số 356/UBND-KGVX ngày 20/01/2025; mục 2" in page
    assert first.issuer not in page


def test_only_what_is_cited_in_full_on_the_first_page_is_said_to_be() -> None:
    first, other = DOCUMENTS[0], DOCUMENTS[-1]
    quoting = Quoting(SAY, defects.load())
    assert quoting.write(answer(quote(first)), DOCUMENTS).cited == (first.key,)
    assert quoting.write(answer(quote(first)), DOCUMENTS, [first.key]).cited == ()
    both = quoting.write(answer(quote(first), quote(other)), DOCUMENTS)
    assert both.cited == (first.key, other.key)


def test_what_may_be_no_answer_is_quoted_and_cited_below_the_warning() -> None:
    first = DOCUMENTS[0]
    said = dataclasses.replace(answer(quote(first, 12), lead="abstain_unsure"), outcome="abstain")
    (page,) = write(said)
    assert page.startswith(f"{SAY('abstain_unsure')}\n\n“{first.passages[12].text}”\n— ")
    assert page.endswith(f"{catalogue.citation(first)}; {first.passages[12].place}.")


def test_a_source_defect_is_quoted_as_it_is_and_marked_outside_of_the_quotation_marks() -> None:
    first = DOCUMENTS[0]
    index = next(i for i, p in enumerate(first.passages) if p.id.endswith("/preamble"))
    (page,) = write(answer(quote(first, index)))
    assert first.passages[index].text in page
    assert "” [nguyên văn: “Công văn số 140/TTr-STTTT”]\n— " in page


@pytest.mark.parametrize("size", [400, 1800])
def test_every_quote_of_a_scan_is_marked_on_every_page_and_no_other_is(size: int) -> None:
    scan = dataclasses.replace(DOCUMENTS[0], method="scan")
    others = DOCUMENTS[1:]
    said = answer(quote(scan, 12), quote(scan, 13), quote(others[-1], 8), quote(scan, 14))
    pages = Quoting(SAY, defects.load(), Page(size)).write(said, (scan, *others)).pages
    cited = [line for page in pages for line in page.split("\n") if line.startswith("—")]
    marked = [line for line in cited if line.endswith("[nhận dạng từ bản chụp]")]
    assert len(marked) == len(cited) - 1 >= 3


def test_an_answer_from_the_focus_says_what_it_goes_on_about() -> None:
    first = DOCUMENTS[0]
    index = next(i for i, p in enumerate(first.passages) if p.id.endswith("/5"))
    searched = answer(quote(first, index), focus=Focus(first.key, "5", ""), from_focus=True)
    (page,) = write(searched)
    assert page.startswith("Tiếp về Công văn số 356/UBND-KGVX, mục 5. Công an tỉnh.\n\n“")
    duties = dataclasses.replace(
        searched, lead="answer_duties", values={"body": "Công an tỉnh", "count": "1"}
    )
    (page,) = write(duties)
    assert page.startswith("Tiếp về Công văn số 356/UBND-KGVX.\nNhiệm vụ của Công an tỉnh")
    (page,) = write(dataclasses.replace(searched, from_focus=False))
    assert "Tiếp về" not in page


@pytest.mark.parametrize("key", NOTICES)
def test_a_notice_of_validity_stands_after_the_citations_of_the_first_page(key: str) -> None:
    first = DOCUMENTS[0]
    values = {name: f"<{name}>" for name in NOTICES[key]}
    quotes = [quote(first, i) for i in range(8, 15)]
    pages = write(answer(*quotes, notices=((key, values),)))
    assert len(pages) > 1
    assert max(map(len, pages)) <= 1800
    last_line = pages[0].splitlines()[-2]
    assert last_line.startswith("Lưu ý:")
    assert all(value in last_line for value in values.values())
    assert "Lưu ý:" not in "".join(pages[1:])


def test_a_label_is_said_once_on_each_page() -> None:
    first = DOCUMENTS[0]
    quotes = [quote(first, i, label="Các sở") for i in (12, 13, 15, 16, 17, 18, 20)]
    pages = write(answer(*quotes))
    assert [page.count("[Nhiệm vụ chung, giao cho: Các sở]") for page in pages] == [1] * len(pages)
    assert len(pages) > 1


def test_numbers_of_citizens_are_not_said_back() -> None:
    asked = Answer("clarify", "clarify", {"question": "ĐH của 0905 123 456 là gì"})
    (page,) = write(asked)
    assert "0905" not in page


def test_a_list_of_many_documents_is_paged_and_has_every_one_once() -> None:
    day = datetime.date(2025, 3, 1)
    many = [
        Document(
            f"k{n}",
            "Kế hoạch",
            f"{n}/KH-UBND",
            "UBND tỉnh",
            day,
            "về việc",
            "loaded" if n % 2 else "cited only",
        )
        for n in range(1, 121)
    ]
    pages = Quoting(SAY, defects.load()).list_documents(many)
    assert max(map(len, pages)) <= 1800
    assert pages[0].startswith("Kho có 60 văn bản")
    assert re.findall(r"số (\d+)/", "".join(pages)) == [
        str(n) for n in (*range(1, 121, 2), *range(2, 121, 2))
    ]
    assert pages[-1].endswith(f"({len(pages)}/{len(pages)})")
