"""Invented documents at hand without an index, and answers from one as the tests ask for them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import NO_FOCUS, Answer, Document, Focus, Passage, facets
from knowledge.addressees import Addressees, load
from knowledge.answer import Answerer
from knowledge.decision import Decision
from knowledge.duties import bodies_of
from knowledge.index import Index
from knowledge.library import Library
from knowledge.passages import documents
from knowledge.question import Question, Reader
from nlu import abbreviations, values

FORMS = Path(__file__).with_name("forms")
TODAY = datetime.date(2025, 3, 25)
Ask = Callable[..., Answer]
DECISION_WITH_PLAN = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: 9/QĐ-UBND

Hòa An, ngày 02 tháng 3 năm 2025

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch hát dân ca

Thực hiện Kế hoạch số 5/KH-UBND ngày 01/3/2025 của Ủy ban nhân dân xã Hòa An về trồng cây;

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch hát dân ca.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ba

KẾ HOẠCH
Hát dân ca

1. Mỗi thôn mở một lớp.
"""
RULES = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: 12/QĐ-UBND

Hòa An, ngày 02 tháng 3 năm 2025

QUYẾT ĐỊNH
Về việc dùng nhà văn hóa thôn

Điều 1. Giờ mở cửa
1. Nhà văn hóa mở cửa từ 6 giờ đến 21 giờ hằng ngày.
2. Người trông coi được trả 500.000 đồng mỗi tháng.

Điều 2. Điều cấm
1. Không mang chất dễ cháy vào nhà văn hóa.
2. Đường dây nóng: 0255 3822 115.

Điều 3. Hiệu lực
Quyết định này có hiệu lực từ ngày 01 tháng 4 năm 2025.

Nơi nhận:
- Các thôn;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ba
"""
TREE_PLAN = """\
Số: 5/KH-UBND

Hòa An, ngày 01 tháng 3 năm 2025

KẾ HOẠCH
Trồng cây

1. Mỗi thôn trồng một trăm cây.
"""
COMMUNE_PLAN = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 90/KH-UBND

Hòa An, ngày 20 tháng 3 năm 2025

KẾ HOẠCH

TỔ CHỨC HỘI ĐUA THUYỀN

Thực hiện Kế hoạch số 45/KH-UBND ngày 03/3/2025 của Ủy ban nhân dân huyện An Bình về ngày sách;

Ủy ban nhân dân xã ban hành Kế hoạch như sau:

1. Công an xã

a) Giữ trật tự ở bến thuyền.

b) Trông giữ xe miễn phí.

2. Các thôn

Cử đội thuyền dự thi.

3. Kế hoạch này thay thế Kế hoạch số 33/KH-UBND ngày 01/3/2024 của Ủy ban nhân dân xã Hòa An.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Đỗ Thị Sen
"""


@dataclass(frozen=True)
class Shelf:
    """As much of an index as a library needs: documents and their passages."""

    documents: tuple[Document, ...]
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for document in self.documents for passage in document.passages)

    def library(self) -> Library:
        return Library(self)  # type: ignore[arg-type]  # has what a library reads of an index

    def addressees(self) -> Addressees:
        """The project's table of bodies with those that the documents name."""
        return load(abbreviations.load()).extended(bodies_of(self.library(), abbreviations.load().expand))

    def read(self, question: str) -> Question:
        """The question as it is read before these documents."""
        return self._reader.read(question)

    @functools.cached_property
    def _reader(self) -> Reader:
        return Reader(
            self.documents,
            [part for p in self.passages for part in (*p.headings, p.text)],
            facets.load().vocabulary(),
            self.addressees(),
            abbreviations.load(),
            lambda text: values.read(text, TODAY).documents,
        )


def shelf(*texts: str) -> Shelf:
    """The documents of the texts, those attached after the ones that they belong to."""
    return Shelf(tuple(d for n, text in enumerate(texts) for d in documents(text, f"text-{n}")))


def form(name: str) -> str:
    """The text of an invented document of forms/."""
    return (FORMS / f"{name}.txt").read_text(encoding="utf-8")


def answerer_of(index: Index, today: datetime.date, decision: Decision | None = None) -> Answerer:
    """Answers from the index as on that day, by the project's decision or another."""
    words = abbreviations.load()
    return Answerer(
        index,
        facets.load(),
        load(words),
        words,
        lambda text: values.read(text, today).documents,
        decision,
        today=lambda: today,
    )


def asking(answerer: Answerer) -> Ask:
    """A function to ask questions one after the other; it returns the last answer."""

    def ask(*questions: str, focus: Focus = NO_FOCUS) -> Answer:
        for question in questions:
            answer = answerer.answer(question, focus)
            focus = answer.focus
        return answer

    return ask


def told(answer: Answer | None) -> list[str]:
    """The ids of the passages quoted."""
    return [quote.citation.passage for quote in answer.quotes] if answer else []
