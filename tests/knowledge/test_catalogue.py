import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused, catalogue
from knowledge.archive import line, read_documents, write_lines
from knowledge.rows import COLUMNS
from nlu import DocumentNumber
from tests.knowledge.shelf import DECISION_WITH_PLAN, TREE_PLAN

HEADER = ",".join(COLUMNS)
TEXT = "Số: 12/UBND-VX\nV/v dọn vệ sinh\n\nKính gửi: Các thôn\n\nĐề nghị các thôn dọn vệ sinh đường làng./.\n"


def folder(path: Path, rows: str, **files: str) -> Path:
    (path / "catalogue.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    for name, content in files.items():
        (path / f"{name}.txt").write_text(content, encoding="utf-8")
    return path


def named(number: str, kind: str = "", symbol: str = "") -> DocumentNumber:
    return DocumentNumber("", 0, 0, number, kind, symbol)


def test_the_catalogue_has_the_directive_and_the_four_that_it_cites(documents: tuple[Document, ...]) -> None:
    assert {d.key: d.status for d in documents} == {
        "356-UBND-KGVX": "loaded",
        "324-KH-TU": "cited only",
        "287-KH-TU": "cited only",
        "107-HD-BTGTU": "cited only",
        "111-HD-BTGTU": "cited only",
        "140-TTr-STTTT": "cited only",  # no row: its record is made of the words that cite it
    }


def test_what_is_known_of_a_cited_document_stands_in_the_directive(
    documents: tuple[Document, ...], directive: Document
) -> None:
    for cited in (d for d in documents if d.status == "cited only"):
        assert cited.date is not None
        months = {f"{cited.date.month}", f"{cited.date:%m}"}
        day = next(d for m in months if (d := f"{cited.date.day}/{m}/{cited.date.year}") in directive.text)
        for words in (cited.number, day, cited.issuer):
            assert words in directive.text
        assert cited.subject in directive.text
        assert (cited.text, cited.passages) == ("", ())


def test_references_are_read_both_ways(documents: tuple[Document, ...]) -> None:
    targets = [r.target for r in catalogue.cites(documents, "356-UBND-KGVX")]
    assert set(targets) == {"324-KH-TU", "287-KH-TU", "107-HD-BTGTU", "111-HD-BTGTU", "140-TTr-STTTT"}
    assert {r.source for r in catalogue.cited_by(documents, "107-HD-BTGTU")} == {"356-UBND-KGVX"}
    assert catalogue.cited_by(documents, "356-UBND-KGVX") == ()


@pytest.mark.parametrize(
    ("number", "keys"),
    [
        (named("324"), ["324-KH-TU"]),
        (named("324", "Kế hoạch", "KH/TU"), ["324-KH-TU"]),
        (named("324", "", "kh-tu"), ["324-KH-TU"]),
        (named("356", "Công văn"), ["356-UBND-KGVX"]),
        (named("356", "", "UBND"), ["356-UBND-KGVX"]),
        (named("356", "Quyết định"), ["356-UBND-KGVX"]),
        (named("356", "", "QĐ-UBND"), []),
        (named("32"), []),
        (named("999"), []),
    ],
)
def test_a_document_is_found_by_its_number(
    documents: tuple[Document, ...], number: DocumentNumber, keys: list[str]
) -> None:
    assert [d.key for d in catalogue.find(documents, number)] == keys


def test_a_citation_has_the_form_of_the_decree(documents: tuple[Document, ...]) -> None:
    citations = {d.key: catalogue.citation(d) for d in documents}
    assert citations["356-UBND-KGVX"] == (
        "Công văn số 356/UBND-KGVX ngày 20/01/2025 của Ủy ban nhân dân tỉnh Quảng Ngãi "
        "về việc triển khai thực hiện Kế hoạch số 324-KH/TU ngày 25/12/2024 của Ban Thường vụ Tỉnh ủy"
    )
    assert citations["324-KH-TU"].startswith(
        "Kế hoạch số 324-KH/TU ngày 25/12/2024 của Ban Thường vụ Tỉnh ủy"
    )
    assert " về tuyên truyền những chủ đề lớn" in citations["324-KH-TU"]
    assert citations["107-HD-BTGTU"] == (
        "Hướng dẫn số 107-HD/BTGTU ngày 26/07/2024 của Ban Tuyên giáo Tỉnh ủy"
    )


def test_a_file_that_the_catalogue_does_not_list_is_loaded_with_a_note(tmp_path: Path) -> None:
    loaded = catalogue.load(folder(tmp_path, "", moi=TEXT))
    assert [(d.key, d.source) for d in loaded] == [("12-UBND-VX", "moi.txt")]
    assert "chưa có trong catalogue.csv" in loaded[0].notes


def test_the_catalogue_fills_what_the_text_lost_and_says_so(tmp_path: Path) -> None:
    row = "12-UBND-VX,,Công văn,Ủy ban nhân dân xã An,2025-02-03,,loaded,a.txt\n"
    (loaded,) = catalogue.load(folder(tmp_path, row, a=TEXT))
    assert (loaded.issuer, loaded.date) == ("Ủy ban nhân dân xã An", datetime.date(2025, 2, 3))
    assert loaded.subject == "dọn vệ sinh"
    assert "cơ quan ban hành: lấy theo catalogue.csv, văn bản không cho biết" in loaded.notes


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (",1/X,Công văn,,,,cited only,\n", "thiếu cột key"),
        ("1-X,1/X,Công văn,,,,gone,\n", "cột status phải là"),
        ("1-X,1/X,Công văn,,,,loaded,\n", "phải có cột file"),
        ("1-X,1/X,Công văn,,3/2/2025,,cited only,\n", "ngày phải ghi như 2025-01-20"),
        ("1-X,1/X,,,,,cited only,,1/1/2025,,\n", "đang là “1/1/2025” ở cột effective_on"),
        ("1-X,1/X,,,,,cited only,,2025-02-01,2025-01-01,\n", "expired_on .* sớm hơn effective_on"),
        ("1-X,1/X,,,,,cited only,,,,văn bản mới\n", "replaced_by phải là số, ký hiệu"),
        ("1-X,1/X,,,,,cited only,,,,1/X\n", "replaced_by ghi chính văn bản này"),
        ("1-X,1/X,Công văn,,,,loaded,../a.txt\n", "phải nằm ngay trong thư mục"),
        ("1-X,1/X,Công văn,,,,loaded,mat.txt\n", "không mở được tệp"),
        ("1-X,1/X,Công văn,,,,loaded,a.txt\n", "ghi số 12/UBND-VX, không phải 1/X"),
        ("1-X,,,,,,cited only,\n1-X,,,,,,cited only,\n", "có hai lần"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, rows: str, reason: str) -> None:
    with pytest.raises(DocumentRefused, match=reason):
        catalogue.load(folder(tmp_path, rows, a=TEXT))


def test_a_catalogue_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text("so,ngay\n1,2\n", encoding="utf-8")
    with pytest.raises(DocumentRefused, match="đang là “so,ngay”"):
        catalogue.load(tmp_path)


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match="phải có tệp"):
        catalogue.load(tmp_path)


def test_an_older_catalogue_without_the_columns_of_validity_loads(tmp_path: Path) -> None:
    older = ",".join(COLUMNS[:8])
    (tmp_path / "catalogue.csv").write_text(f"{older}\n1-X,1/X,,,,,cited only,\n", encoding="utf-8")
    (loaded,) = catalogue.load(tmp_path)
    assert (loaded.effective_on, loaded.expired_on, loaded.replaced_by) == (None, None, "")


def test_validity_is_what_the_catalogue_says(tmp_path: Path) -> None:
    row = "12-UBND-VX,,,,,,loaded,a.txt,2025-02-03,2026-01-01,13/UBND-VX\n"
    (loaded,) = catalogue.load(folder(tmp_path, row, a=TEXT))
    assert loaded.effective_on == datetime.date(2025, 2, 3)
    assert (loaded.expired_on, loaded.replaced_by) == (datetime.date(2026, 1, 1), "13/UBND-VX")


def test_a_cited_document_has_a_record_of_what_the_citing_words_say(tmp_path: Path) -> None:
    loaded = {d.key: d for d in catalogue.load(folder(tmp_path, "", a=DECISION_WITH_PLAN))}
    plan = loaded["5-KH-UBND"]
    assert (plan.status, plan.type, plan.subject) == ("cited only", "Kế hoạch", "trồng cây")
    assert (plan.date, plan.issuer) == (datetime.date(2025, 3, 1), "Ủy ban nhân dân xã Hòa An")
    assert [r.relation for r in catalogue.cited_by(loaded.values(), "5-KH-UBND")] == ["thực hiện"]


@pytest.mark.parametrize("row", ["", "5-KH-UBND,5/KH-UBND,Kế hoạch,UBND xã,,,cited only,\n"])
def test_a_record_becomes_the_document_when_its_text_comes_and_relations_stay(
    tmp_path: Path, row: str
) -> None:
    before = catalogue.cited_by(catalogue.load(folder(tmp_path, row, a=DECISION_WITH_PLAN)), "5-KH-UBND")
    loaded = catalogue.load(folder(tmp_path, row, b=TREE_PLAN))
    (plan,) = (d for d in loaded if d.key == "5-KH-UBND")
    assert (plan.status, plan.source) == ("loaded", "b.txt")
    assert plan.issuer == ("UBND xã" if row else "")
    assert catalogue.cited_by(loaded, "5-KH-UBND") == before
    assert any("nay đã có toàn văn" in note for note in plan.notes) == bool(row)


def test_an_attached_plan_is_related_to_its_decision_in_both_directions(tmp_path: Path) -> None:
    loaded = catalogue.load(folder(tmp_path, "9-QĐ-UBND,,,,,,loaded,a.txt\n", a=DECISION_WITH_PLAN))
    (plan,) = catalogue.attachments(loaded, "9-QĐ-UBND")
    assert (plan.key, plan.number) == ("9-QĐ-UBND.kem-theo", "")
    assert catalogue.citation(plan) == (
        "Kế hoạch về Hát dân ca (kèm theo Quyết định số 9/QĐ-UBND ngày 02/03/2025 "
        "của Ủy ban nhân dân xã Hòa An)"
    )
    assert [(r.source, r.relation) for r in catalogue.cited_by(loaded, "9-QĐ-UBND")] == [
        ("9-QĐ-UBND.kem-theo", "kèm theo")
    ]
    assert [d.key for d in catalogue.find(loaded, named("9", "Kế hoạch"))] == ["9-QĐ-UBND.kem-theo"]
    assert [d.key for d in catalogue.find(loaded, named("9", "Quyết định"))] == ["9-QĐ-UBND"]


def test_all_that_is_known_of_a_document_is_kept_in_the_archive(tmp_path: Path) -> None:
    row = "9-QĐ-UBND,,,,,,loaded,a.txt,2025-03-02,2026-01-01,13/UBND-VX\n"
    loaded = catalogue.load(folder(tmp_path, row, a=DECISION_WITH_PLAN))
    write_lines(map(line, loaded), tmp_path / "documents.json")
    assert read_documents(tmp_path / "documents.json") == loaded


def test_a_document_has_a_name_in_every_sentence(directive: Document) -> None:
    bare = replace(directive, type="", number="", subject="", source="")
    assert catalogue.brief(directive) == "356/UBND-KGVX"
    assert catalogue.titled(directive) == "Công văn 356/UBND-KGVX"
    assert catalogue.titled(replace(bare, subject="trồng cây")) == "Văn bản trồng cây"
    assert catalogue.brief(replace(bare, type="Kế hoạch")) == "Kế hoạch"
    assert catalogue.brief(replace(bare, source="ke-hoach.txt")) == "ke-hoach.txt"
    assert catalogue.brief(bare) == bare.key
