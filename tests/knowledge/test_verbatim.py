"""Over several documents every quote is verbatim, and cited from where it stands."""

import itertools
import random

from knowledge import Document, catalogue
from knowledge.answer import Answerer


def questions(documents: tuple[Document, ...]) -> list[tuple[str, str]]:
    """About two hundred questions, each with the number of the document that it names ("" for none)."""
    chance = random.Random(7)
    asks = (
        "ai ký {}", "{} ban hành ngày nào", "{} nói về gì", "{} gửi ai", "{} nơi nhận", "{} của cơ quan nào",
        "mục 1 {}", "mục 2 {}", "khoản 2 điều 1 {}", "điều 3 {}", "{} giao công an làm gì", "{} căn cứ đâu",
        "{} thực hiện văn bản nào", "văn bản nào thực hiện {}", "theo {} thì thư viện mở cửa lúc nào",
        "{} có hiệu lực khi nào",
    )  # fmt: skip
    named = [(f"{d.type} {d.number}", d.number) for d in documents if d.number]
    found = [(ask.format(name), number) for ask, (name, number) in itertools.product(asks, named)]
    whole = [p for d in documents for p in d.passages if p.kind in ("item", "paragraph") and len(p.text) > 20]
    for passage in whole:
        words = passage.text.split()
        start = chance.randrange(max(1, len(words) - 6))
        found.append((" ".join(words[start : start + 6]), ""))
    bodies = ("công an", "sở y tế", "huyện", "Huyện đoàn", "Ban Tuyên giáo", "báo đài", "các thôn", "sở tttt")
    found += [(f"{body} phải làm gì", "") for body in bodies]
    return chance.sample(found, 200)


def test_every_quote_is_verbatim_and_cited_from_the_document_and_place_where_it_stands(
    several: Answerer,
) -> None:
    documents = {d.key: d for d in several.documents}
    passages = {p.id: p for d in several.documents for p in d.passages}
    quoted = 0
    for question, number in questions(several.documents):
        answer = several.answer(question)
        tells = answer.outcome in ("answer", "not_loaded") or answer.lead == "abstain_unsure"
        assert bool(answer.quotes) == tells, question
        for quote in answer.quotes:
            document, passage = documents[quote.citation.key], passages[quote.citation.passage]
            assert quote.text, question
            assert quote.text in passage.text, question
            assert passage.text == document.text[passage.start : passage.end], question
            assert passage in document.passages, question
            assert passage.kind not in ("heading", "ornament"), question
            assert quote.citation.document == catalogue.citation(document), question
            assert quote.citation.place == passage.place, question
            of = documents[document.attached_to] if document.attached_to else document
            assert number in ("", of.number) or number in quote.text, question
            quoted += 1
    assert quoted > 100
