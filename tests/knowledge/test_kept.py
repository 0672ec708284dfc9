"""Files that have not changed are not read again, and what comes of that is what reading all anew gives."""

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import Document, DocumentRefused
from knowledge import folder as folders
from knowledge.archive import write_lines
from knowledge.build import archived
from knowledge.catalogue import assembled
from knowledge.folder import look, parse
from knowledge.index import load
from knowledge.kept import DOCUMENTS, FILES, NOTHING, Kept, kept, seal, write_files
from knowledge.reading.confined import Reader
from knowledge.reload import reload
from tests.knowledge.test_named_encoder import make_model

ROOT = Path(__file__).resolve().parents[2]
HEAD = "key,number,type,issuer,date,subject,status,file\n"
TEXT = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN

Số: {number}/{symbol}
{subject}
Hòa An, ngày 05 tháng 02 năm 2025
{type}
Căn cứ Quyết định số {cited}/QĐ-UBND ngày 03/3/2023 của Ủy ban nhân dân huyện An Bình;

1. Trưởng thôn

{first}

2. Hội Phụ nữ xã

{second}

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Phạm Văn Ba
"""
PLAN = """
KẾ HOẠCH

Về việc trồng cây ở thôn

(Kèm theo Quyết định số {number}/QĐ-UBND ngày 05/02/2025 của Ủy ban nhân dân xã Hòa An)

1. Trồng {first}.
"""
DEEDS = "dọn sạch đường làng;trồng hoa hai bên đường;treo cờ;quét sân đình;sửa loa;vớt bèo".split(";")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a small model: nobody waits for a training."""
    return make_model(tmp_path_factory.mktemp("model"))


def text(number: int, chance: random.Random) -> str:
    """A letter, or a decision with a plan attached."""
    first, second = (f"Huy động người dân {deed}." for deed in chance.sample(DEEDS, 2))
    decision = chance.random() < 0.4
    kind = {"symbol": "QĐ-UBND", "subject": "", "type": "\nQUYẾT ĐỊNH\n\nVề việc làm đẹp thôn\n"}
    if not decision:
        kind = {"symbol": "UBND-VX", "subject": "V/v làm đẹp thôn\n", "type": "\nKính gửi: Các thôn\n"}
    made = TEXT.format(number=number, cited=number % 3 + 70, first=first, second=second, **kind)
    plan = PLAN.format(number=number, first=chance.choice(DEEDS))
    return made + plan * (decision and chance.random() < 0.5)


class Shelf:
    """A folder of documents to which things happen."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.chance, self.numbers = path, random.Random(seed), iter(range(1, 1000))
        self.rows: dict[str, str] = {}
        path.mkdir()
        for _ in range(5):
            self.add()

    def happen(self) -> None:
        """Nothing; one thing has happened."""
        files = sorted(self.path.glob("*.txt"))
        deeds = [self.add, self.cite_only]
        if files:
            file = self.chance.choice(files)
            deeds += [lambda: self.change(file), lambda: self.tell(file), lambda: self.remove(file)]
        self.chance.choice(deeds)()
        (self.path / "catalogue.csv").write_text(HEAD + "".join(self.rows.values()), encoding="utf-8")

    def add(self) -> None:
        number = next(self.numbers)
        (self.path / f"{number:03}.txt").write_text(text(number, self.chance), encoding="utf-8")
        (self.path / "catalogue.csv").write_text(HEAD + "".join(self.rows.values()), encoding="utf-8")

    def change(self, file: Path) -> None:
        content = file.read_text(encoding="utf-8")
        file.write_text(content.replace("Huy động", "Vận động", 1) + "\n" * 2, encoding="utf-8")

    def remove(self, file: Path) -> None:
        self.rows.pop(file.name, None)
        file.unlink()

    def tell(self, file: Path) -> None:
        """The catalogue says something else of a document than its text, or no longer does."""
        if self.rows.pop(file.name, None) is None:
            symbol = "QĐ-UBND" if "QĐ-UBND\n" in file.read_text(encoding="utf-8") else "UBND-VX"
            key = f"{int(file.stem)}-{symbol}"
            self.rows[file.name] = f"{key},,,,2025-02-06,làm sạch thôn,loaded,{file.name}\n"

    def cite_only(self) -> None:
        number = self.chance.randrange(70, 73)
        self.rows[f"{number}"] = f"{number}-QD-UBND,{number}/QĐ-UBND,Quyết định,,,,cited only,\n"


def version(shelf: Path, folder: Path, before: Kept) -> tuple[Document, ...]:
    """The documents; what is kept of them and of their files is in the folder."""
    now = look(shelf)
    parsed = parse(now, before=before)
    documents = assembled(now.rows, parsed)
    folder.mkdir()
    write_lines(archived(documents, before), folder / DOCUMENTS)
    write_files(parsed.read, documents, folder / FILES)
    return documents


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_to_the_folder_the_documents_are_those_that_reading_all_anew_gives(
    tmp_path: Path, seed: int
) -> None:
    shelf, before, used = Shelf(tmp_path / "documents", seed), NOTHING, 0
    for n in range(int(os.environ.get("SO_TAY_CHANGES", "8"))):
        documents = version(shelf.path, tmp_path / f"kept-{n}", before)
        assert documents == version(shelf.path, tmp_path / f"anew-{n}", NOTHING)
        assert files_of(tmp_path / f"kept-{n}") == files_of(tmp_path / f"anew-{n}")
        used += sum(before.holds(each) for each in documents)
        before = kept(tmp_path / f"kept-{n}")
        shelf.happen()
    assert used > 10


def test_a_reload_after_changes_makes_the_files_that_a_first_one_makes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "documents", 3)
    reload(shelf.path, {}, tmp_path / "index")
    shelf.change(sorted(shelf.path.glob("*.txt"))[0])
    shelf.add()
    changes = reload(shelf.path, {}, tmp_path / "index")
    assert changes.documents.added
    assert changes.documents.changed
    anew = reload(shelf.path, {}, tmp_path / "anew")
    first, second = tmp_path / "index" / changes.version, tmp_path / "anew" / anew.version
    assert files_of(first) == files_of(second)


def test_a_file_that_is_kept_is_not_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "documents", 1)
    (document, *_) = version(shelf.path, tmp_path / "version", NOTHING)
    before = kept(tmp_path / "version")
    marked = replace(document, signatory="Người Được Giữ Lại")
    before = replace(before, documents=(marked, *before.documents[1:]))
    assert parse(look(shelf.path), before=before).documents[document.source][0].signatory == marked.signatory
    shelf.change(shelf.path / document.source)
    assert parse(look(shelf.path), before=before).documents[document.source][0].signatory == "Phạm Văn Ba"


def test_another_name_or_another_key_is_another_seal(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Một", encoding="utf-8")
    seals = {seal(path, "a.txt", "a"), seal(path, "b.txt", "a"), seal(path, "a.txt", "b")}
    path.write_text("Hai", encoding="utf-8")
    assert len({*seals, seal(path, "a.txt", "a")}) == 4


def test_what_is_no_plain_file_has_no_seal_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "ong.txt")
    assert [seal(tmp_path / name, name, "x") for name in ("ong.txt", "link.txt", "none.txt")] == [""] * 3


class Meddler(Reader):
    """A reader beside whom somebody writes to the file."""

    def documents(self, path: Path, key: str = "") -> tuple[Document, ...]:
        found = super().documents(path, key)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        return found


def test_a_file_that_was_written_while_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path / "documents", 1)
    assert len(parse(look(shelf.path)).read) == 5
    monkeypatch.setattr(folders, "Reader", Meddler)
    parsed = parse(look(shelf.path))
    assert (len(parsed.documents), len(parsed.read)) == (5, 0)


def test_another_program_reads_all_anew(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "documents", 1)
    documents = version(shelf.path, tmp_path / "version", NOTHING)
    assert kept(tmp_path / "version").files
    path = tmp_path / "version" / FILES
    path.write_text(path.read_text(encoding="utf-8").replace('"reader": "', '"reader": "0'), encoding="utf-8")
    found = kept(tmp_path / "version")
    assert (found.documents, found.lines, found.files) == (documents, (), {})
    assert found.line(documents[0]) is None


def test_the_program_that_reads_is_its_code_and_its_lists_and_not_what_people_write(tmp_path: Path) -> None:
    for room in ("knowledge", "nlu"):
        ignore = shutil.ignore_patterns(".*", "__pycache__", "documents", "index", "models", "data")
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignore)
    first = reader_in(tmp_path)
    assert reader_in(tmp_path) == first
    (tmp_path / "knowledge" / "hints.yml").write_text("a: [b]", encoding="utf-8")
    assert reader_in(tmp_path) == first
    seen = {first}
    for name in ("knowledge/bodies.txt", "nlu/rhymes.txt", "knowledge/reading/plaintext.py", "nlu/text.py"):
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(reader_in(tmp_path))
    assert len(seen) == 5


def reader_in(house: Path) -> str:
    command = [sys.executable, "-c", "from knowledge.kept import reader; print(reader())"]
    return subprocess.check_output(command, cwd=house, text=True)


def test_no_module_that_reads_files_takes_its_words_from_what_people_write() -> None:
    code = "import sys, knowledge.reading.child, pkgutil, knowledge.reading, importlib\n"
    code += "for m in pkgutil.iter_modules(knowledge.reading.__path__, 'knowledge.reading.'):\n"
    code += "    importlib.import_module(m.name)\n"
    code += "print(*(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] in ('knowledge', 'nlu')))"
    names = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    assert any(name.endswith("passages.py") for name in names)
    assert [name for name in names if '.yml"' in Path(name).read_text(encoding="utf-8")] == []


def test_a_damaged_record_of_files_is_noticed_and_all_is_read_anew(tmp_path: Path, model: str) -> None:
    shelf = Shelf(tmp_path / "documents", 1)
    first = reload(shelf.path, {}, tmp_path / "index", encoder=model)
    path = tmp_path / "index" / first.version / FILES
    record = json.loads(path.read_text(encoding="utf-8"))
    exchanged = reversed(record["files"].values())
    record["files"] = dict(zip(record["files"], exchanged, strict=True))
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    second = reload(shelf.path, {}, tmp_path / "index", encoder=model)
    assert FILES in second.damage
    assert second.read == first.read
    assert load(tmp_path / "index").documents == first.read


def test_what_was_removed_lies_nowhere_once_its_versions_are_gone(tmp_path: Path, model: str) -> None:
    shelf, secret = Shelf(tmp_path / "documents", 1), "phơi lúa ngoài đình"
    file = sorted(shelf.path.glob("*.txt"))[0]
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("1. Trưởng thôn", f"1. Trưởng thôn\n\n{secret}."), encoding="utf-8")
    reload(shelf.path, {}, tmp_path / "index", encoder=model)
    file.write_text(before, encoding="utf-8")
    left = []
    for n in range(3):
        shelf.add()
        reload(shelf.path, {f"{n}": ()}, tmp_path / "index", encoder=model)
        left.append(sum(secret.encode() in each for each in files_of(tmp_path / "index").values()))
    assert left[0] > 0
    assert left[-1] == 0


def test_a_refused_file_is_not_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "documents", 1)
    (shelf.path / "hong.txt").write_bytes(b"\xff\x00")
    parsed = parse(look(shelf.path))
    assert (len(parsed.read), len(parsed.refused)) == (5, 1)
    with pytest.raises(DocumentRefused, match=r"hong\.txt"):
        assembled((), parsed)
