"""Invented documents at hand without an index: what titles, duties and relations are made from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from knowledge import Document, Passage, facets
from knowledge.addressees import Addressees, load
from knowledge.duties import bodies_of
from knowledge.library import Library
from knowledge.passages import documents
from knowledge.question import Question, Reader
from nlu import abbreviations, values

FORMS = Path(__file__).with_name("forms")
TODAY = datetime.date(2025, 3, 25)
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

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for document in self.documents for passage in document.passages)

    def library(self) -> Library:
        return Library(self)  # type: ignore[arg-type]

    def addressees(self) -> Addressees:
        """The project's table of bodies with those that the documents name."""
        return load(abbreviations.load()).extended(bodies_of(self.documents))

    def read(self, question: str) -> Question:
        """The question as it is read before these documents."""
        texts = [part for p in self.passages for part in (*p.headings, p.text)]
        reader = Reader(
            self.documents,
            texts,
            facets.load().vocabulary(),
            self.addressees(),
            abbreviations.load(),
            lambda text: values.read(text, TODAY).documents,
        )
        return reader.read(question)


def shelf(*texts: str) -> Shelf:
    """The documents of the texts, those attached after the ones that they belong to."""
    return Shelf(tuple(d for n, text in enumerate(texts) for d in documents(text, f"text-{n}")))


def form(name: str) -> str:
    """The text of an invented document of forms/."""
    return (FORMS / f"{name}.txt").read_text(encoding="utf-8")
