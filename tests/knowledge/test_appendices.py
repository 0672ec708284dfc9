"""Appendices in files of their own: joined to what they belong to, and known by their number."""

import pytest

from knowledge import Document, catalogue, locator
from knowledge.folder import Parsed
from knowledge.locator import Place
from knowledge.passages import documents

DECREE = """\
# Nghị định 77/2021/NĐ-CP — Về hát dân ca

---

Chính phủ ban hành Nghị định về hát dân ca.

## Chương I — QUY ĐỊNH CHUNG

### Điều 1. Phạm vi
Nghị định này quy định việc hát dân ca; mẫu đơn theo Phụ lục I, Phụ lục II Nghị định này.

### Điều 2. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 5 năm 2021.
"""
APPENDIX = """\
**Phụ lục I**
## MẪU ĐƠN
(Kèm theo Nghị định số 77/2021/NĐ-CP
ngày 05 tháng 3 năm 2021 của Chính phủ)
____________

1. Đơn viết trên giấy A4.
2. Đơn có chữ ký của trưởng đoàn.
"""


@pytest.fixture(scope="module")
def found() -> tuple[Document, ...]:
    parsed = Parsed(
        {f"{key}.txt": documents(text, key) for key, text in (("nd", DECREE), ("pl", APPENDIX))}, ()
    )
    return catalogue.assembled((), parsed)


def of(found: tuple[Document, ...], key: str) -> Document:
    return next(each for each in found if each.key == key)


def test_an_appendix_belongs_to_the_one_known_by_the_number_in_its_files_remarks(
    found: tuple[Document, ...],
) -> None:
    decree = of(found, "nd")
    assert (decree.number, decree.called) == ("", "77/2021/NĐ-CP")
    assert of(found, "pl").attached_to == decree.key


@pytest.mark.parametrize("label", ["i", "1"])
def test_an_appendix_is_known_by_either_figure(found: tuple[Document, ...], label: str) -> None:
    assert locator.is_appendix(of(found, "pl"), label)
    assert not locator.is_appendix(of(found, "pl"), "ii")
    assert not locator.is_appendix(of(found, "nd"), label)


def test_a_place_inside_an_appendix_is_seen_from_there(found: tuple[Document, ...]) -> None:
    place = Place((("phu luc", "1"), ("muc", "2")), "mục 2 phụ lục 1")
    appendix = of(found, "pl")
    inside = place.inside(appendix)
    assert inside is not None
    assert inside.steps == (("muc", "2"),)
    assert [p.text for p in locator.passages(appendix, inside)] == ["2. Đơn có chữ ký của trưởng đoàn."]
    assert place.inside(of(found, "nd")) == place
    assert Place((("phu luc", "i"),), "phụ lục I").inside(appendix) is None
