"""Files handed in from outside: where they go, what the catalogue says of them, and what is refused."""

from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused, DocumentsRefused, catalogue
from knowledge.changes import Changes, describe
from knowledge.folder import look
from knowledge.index import load
from knowledge.reload import foresee, reload
from knowledge.rows import COLUMNS, read_rows
from knowledge.sealing import OLD, STAGED
from tests.knowledge.shelf import DECISION_WITH_PLAN, TREE_PLAN
from tests.knowledge.test_named_encoder import make_model

ATTACHED_HEAD = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: 8/KH-UBND

Hòa An, ngày 02 tháng 3 năm 2025

"""
ROW = "5-KH-UBND,5/KH-UBND,Kế hoạch,UBND xã Hòa An,2025-03-01,,cited only,,,2026-01-01,\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_model(tmp_path_factory.mktemp("model"))


class Desk:
    """A folder of documents with a decision in it, its index, and a place from which files are handed in."""

    def __init__(self, home: Path, model: str) -> None:
        self.documents, self.index, self.outside = home / "documents", home / "index", home / "outside"
        self.documents.mkdir()
        self.outside.mkdir()
        self.catalogue = self.documents / "catalogue.csv"
        self.catalogue.write_text(f"{','.join(COLUMNS)}\n{ROW}", encoding="utf-8")
        (self.documents / "quyet-dinh.txt").write_text(DECISION_WITH_PLAN, encoding="utf-8")
        self._model = model

    def write(self, name: str, text: str) -> Path:
        path = self.outside / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, *files: Path, replacing: bool = False) -> Changes:
        return reload(self.documents, {}, self.index, encoder=self._model, files=files, replacing=replacing)

    def served(self) -> dict[str, Document]:
        return {each.key: each for each in load(self.index).documents}

    def rows(self) -> dict[str, dict[str, str]]:
        return {row["key"]: row for row in read_rows(self.catalogue)}

    def names(self) -> set[str]:
        return {path.name for path in self.documents.iterdir()}


@pytest.fixture
def desk(tmp_path: Path, model: str) -> Desk:
    return Desk(tmp_path, model)


def test_the_text_of_a_cited_document_makes_its_record_a_loaded_one_and_relations_stay(desk: Desk) -> None:
    desk.take()
    cited = catalogue.cited_by(desk.served().values(), "5-KH-UBND")
    changes = desk.take(desk.write("Kế hoạch số 5.txt", TREE_PLAN))
    plan = desk.served()["5-KH-UBND"]
    assert (plan.status, plan.source) == ("loaded", "ke-hoach-so-5.txt")
    assert (plan.issuer, str(plan.expired_on)) == ("UBND xã Hòa An", "2026-01-01")  # what people said of it
    assert catalogue.cited_by(desk.served().values(), "5-KH-UBND") == cited != ()
    row = desk.rows()["5-KH-UBND"]
    assert (row["status"], row["file"], row["expired_on"]) == ("loaded", "ke-hoach-so-5.txt", "2026-01-01")
    told = describe(changes)
    assert "Kế hoạch số 5.txt → documents/ke-hoach-so-5.txt" in told
    assert "5/KH-UBND: trước chỉ được viện dẫn, nay có toàn văn" in told
    assert (desk.documents / "ke-hoach-so-5.txt").read_text(encoding="utf-8") == TREE_PLAN
    assert (desk.outside / "Kế hoạch số 5.txt").exists()
    assert desk.take().rebuilt is False, "the folder is what the index was made of"


def test_a_new_document_gets_a_row_of_what_its_text_tells(desk: Desk) -> None:
    desk.take(desk.write("MỚI (2).TXT", TREE_PLAN.replace("5/KH-UBND", "6/KH-UBND")))
    row = desk.rows()["6-KH-UBND"]
    assert (row["number"], row["type"], row["date"], row["subject"]) == (
        "6/KH-UBND",
        "Kế hoạch",
        "2025-03-01",
        "Trồng cây",
    )
    assert (row["status"], row["file"]) == ("loaded", "moi-2.txt")
    assert desk.served()["6-KH-UBND"].notes == tuple(
        note for note in desk.served()["6-KH-UBND"].notes if "catalogue.csv" not in note
    )
    assert desk.take().rebuilt is False


def test_a_file_that_lies_in_the_folder_gets_its_row_and_stays_where_it_is(desk: Desk) -> None:
    desk.take(desk.documents / "quyet-dinh.txt")
    assert desk.rows()["9-QĐ-UBND"]["file"] == "quyet-dinh.txt"
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt"}


def test_the_files_of_a_folder_are_taken_in_together(desk: Desk) -> None:
    desk.write("a.txt", TREE_PLAN)
    desk.write("b.txt", TREE_PLAN.replace("5/KH-UBND", "6/KH-UBND"))
    desk.write("catalogue.csv", "of another folder")
    desk.take(desk.outside)
    assert {"5-KH-UBND", "6-KH-UBND"} <= desk.served().keys()
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt", "a.txt", "b.txt"}


def test_a_name_that_another_file_has_is_not_taken_from_it(desk: Desk) -> None:
    desk.take(desk.write("Quyết định.txt", TREE_PLAN))
    assert desk.served()["5-KH-UBND"].source == "quyet-dinh-2.txt"
    assert (desk.documents / "quyet-dinh.txt").read_text(encoding="utf-8") == DECISION_WITH_PLAN


def test_a_document_that_is_there_is_refused_and_with_replace_takes_the_place(desk: Desk) -> None:
    desk.take(desk.write("ke-hoach.txt", TREE_PLAN))
    before = desk.catalogue.read_bytes()
    newer = desk.write("ban-moi.txt", TREE_PLAN.replace("một trăm", "hai trăm"))
    with pytest.raises(DocumentsRefused, match=r"^ban-moi\.txt: .*từ tệp ke-hoach\.txt.*--replace"):
        desk.take(newer)
    assert desk.catalogue.read_bytes() == before
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt", "ke-hoach.txt"}

    changes = desk.take(newer, replacing=True)
    assert "hai trăm" in desk.served()["5-KH-UBND"].text
    assert changes.passages.changed == ("5-KH-UBND/1",)
    assert "ke-hoach.txt: được thay bằng ban-moi.txt, cất vào documents/.old" in describe(changes)
    (kept,) = (desk.documents / OLD).iterdir()
    assert kept.name.endswith("-ke-hoach.txt")
    assert kept.read_text(encoding="utf-8") == TREE_PLAN
    assert desk.rows()["5-KH-UBND"]["file"] == "ban-moi.txt"
    assert "trồng một trăm".encode() not in b"".join(
        path.read_bytes() for path in (desk.index / changes.version).rglob("*.json")
    ), "text that was replaced is nowhere in the new version"
    assert desk.take().rebuilt is False


def test_a_replacement_of_the_same_name_takes_that_name(desk: Desk) -> None:
    desk.take(desk.write("ke-hoach.txt", TREE_PLAN))
    desk.take(desk.write("ke-hoach.txt", TREE_PLAN.replace("một trăm", "hai trăm")), replacing=True)
    assert "hai trăm" in (desk.documents / "ke-hoach.txt").read_text(encoding="utf-8")
    assert [path.read_text(encoding="utf-8") for path in (desk.documents / OLD).iterdir()] == [TREE_PLAN]


def test_the_same_file_again_is_told_and_changes_nothing(desk: Desk) -> None:
    first = desk.take(desk.write("ke-hoach.txt", TREE_PLAN))
    again = desk.take(desk.write("ban-sao.txt", TREE_PLAN))
    assert (again.rebuilt, again.version) == (False, first.version)
    assert "ban-sao.txt: đã có trong kho (tệp ke-hoach.txt), không đổi" in describe(again)
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt", "ke-hoach.txt"}


def test_one_bad_file_keeps_all_out_and_every_bad_one_is_named(desk: Desk) -> None:
    desk.take()
    version, before = load(desk.index).version, desk.catalogue.read_bytes()
    empty, wrong = desk.write("rong.txt", ""), desk.write("khac.xyz", "x")
    with pytest.raises(DocumentsRefused) as refused:
        desk.take(desk.write("tot.txt", TREE_PLAN), empty, wrong, desk.outside / "khong-co.txt")
    assert [reason.partition(":")[0] for reason in refused.value.reasons] == [
        "rong.txt",
        "khong-co.txt",
        "khac.xyz",
    ]
    assert load(desk.index).version == version
    assert desk.catalogue.read_bytes() == before
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt"}


def test_two_files_of_one_document_are_refused_even_to_replace(desk: Desk) -> None:
    other = desk.write("b.txt", TREE_PLAN.replace("một trăm", "hai trăm"))
    with pytest.raises(DocumentsRefused, match="có trong hai tệp đang nạp"):
        desk.take(desk.write("a.txt", TREE_PLAN), other, replacing=True)
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt"}


def test_a_file_that_lacks_a_document_of_the_one_it_replaces_is_refused(desk: Desk) -> None:
    numbered = DECISION_WITH_PLAN.replace("KẾ HOẠCH\nHát", ATTACHED_HEAD + "KẾ HOẠCH\nHát")
    desk.take(desk.write("hai.txt", numbered), replacing=True)
    held = [d.key for d in desk.served().values() if d.source == "hai.txt"]
    assert len(held) == 2, held
    with pytest.raises(DocumentsRefused, match=r"nằm trong tệp hai\.txt cùng với 9/QĐ-UBND"):
        desk.take(desk.write("phan.txt", TREE_PLAN.replace("5/KH-UBND", "8/KH-UBND")), replacing=True)


def test_a_folder_without_files_is_refused(desk: Desk) -> None:
    with pytest.raises(DocumentRefused, match="không có tệp nào"):
        desk.take(desk.outside)


def test_a_dry_run_with_files_moves_nothing(desk: Desk) -> None:
    desk.take()
    before = desk.catalogue.read_bytes()
    changes = foresee(desk.documents, {}, desk.index, files=[desk.write("ke-hoach.txt", TREE_PLAN)])
    assert changes.documents.changed == ("5-KH-UBND",)
    assert changes.passages.added
    assert desk.names() == {"catalogue.csv", "quyet-dinh.txt"}
    assert desk.catalogue.read_bytes() == before


def test_the_catalogue_keeps_its_mark_and_its_line_ends(desk: Desk) -> None:
    text = desk.catalogue.read_text(encoding="utf-8").replace("\n", "\r\n")
    desk.catalogue.write_bytes(f"\ufeff{text}".encode())
    desk.catalogue.chmod(0o640)
    desk.take(desk.write("ke-hoach.txt", TREE_PLAN))
    data = desk.catalogue.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkey,")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert desk.catalogue.stat().st_mode & 0o777 == 0o640
    assert (desk.documents / "ke-hoach.txt").stat().st_mode & 0o777 == 0o640


def test_what_was_staged_and_not_sealed_is_gone(desk: Desk) -> None:
    (desk.documents / STAGED / "0").mkdir(parents=True)
    (desk.documents / STAGED / "0" / "nua.txt").write_text("nửa chừng")
    desk.take()
    assert not (desk.documents / STAGED).exists()
    assert look(desk.documents).files.keys() == {"quyet-dinh.txt"}
