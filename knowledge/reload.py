"""The documents read again, a new index built, tried and published, and what has changed since."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge import Document, Hints, KnowledgeDamaged, Silence
from knowledge.accession import Accession, Handed, handed, prepared, staged
from knowledge.build import archived, build, content_hash
from knowledge.catalogue import assembled
from knowledge.changes import Changes, between
from knowledge.folder import Folder, Parsed, Told, look, parse, silent
from knowledge.kept import NOTHING, Kept, kept
from knowledge.reading.confined import Reader
from knowledge.sealing import complete, discard, foreseen, seal
from knowledge.versions import BUILDING, MANIFEST, alone, place, prune, serve, serving, versions

# The version that serves, None for none, and the one to come → what is to be told; raises to prevent it.
Examine = Callable[[Path | None, Path], tuple[str, ...]]
_RESUMED = "Lần nạp trước bị dừng giữa chừng: nay đã chép xong các tệp của lần đó vào thư mục văn bản."
_TO_BE_RESUMED = "Lần nạp trước bị dừng giữa chừng: lần nạp tới sẽ chép xong các tệp của lần đó trước."


def unexamined(before: Path | None, after: Path) -> tuple[str, ...]:
    """Nothing is asked."""
    return ()


@dataclass(frozen=True)
class Before:
    """The version that serves, None for none, with what it holds; `damage` says why it is not the newest."""

    version: Path | None
    kept: Kept = NOTHING
    content: str = ""
    damage: str = ""


@dataclass(frozen=True)
class Plan:
    """What is to become of the folder and of the index."""

    before: Before
    accession: Accession
    documents: tuple[Document, ...]
    hints: Hints  # those whose passages are there
    stray_hints: tuple[str, ...]

    def changes(
        self, version: str, *, rebuilt: bool, taken: Sequence[str], tried: Sequence[str] = ()
    ) -> Changes:
        """What changes, with what was told on the way."""
        documents, passages, edits = between(self.before.kept.documents, self.documents)
        return Changes(
            version,
            rebuilt,
            documents,
            passages,
            self.documents,
            self.stray_hints,
            self.before.damage,
            edits,
            (*taken, *self.accession.notes),
            tuple(tried),
        )


def reload(
    documents_dir: Path,
    hints: Hints,
    index_dir: Path,
    silences: Sequence[Silence] = (),
    *,
    encoder: str = "",
    retrain: bool = False,
    files: Sequence[Path] = (),
    replacing: bool = False,
    examine: Examine = unexamined,
    told: Told = silent,
) -> Changes:
    """What changed, after the new index serves.

    `encoder` names a model, "" for one trained on the documents; `retrain` reads all files and makes all
    vectors anew where else those of unchanged passages are kept. `files` are taken into the folder of
    documents, `replacing` others that hold the same ones. Raises DocumentRefused, KnowledgeDamaged,
    EncoderUnusable, OSError, or what `examine` raises, and then the old index serves on.
    """
    with alone(index_dir, lambda: told("chờ một lần nạp khác xong", 0, 0)), Reader() as reader:
        reader.start()  # while it does, what serves now is read
        taken = [_RESUMED] if complete(documents_dir) else []
        try:
            given, refused = staged(handed(files, documents_dir) if files else (), documents_dir)
            before = _before(index_dir)
            usable = NOTHING if retrain else before.kept
            folder = look(documents_dir)
            plan = _plan(folder, before, hints, given, refused, replacing, usable, told, reader)
            lines = archived(plan.documents, usable)
            content = content_hash(lines, plan.hints, encoder, silences)
            if before.version and not before.damage and not retrain and content == before.content:
                _take_in(documents_dir, plan.accession)
                return plan.changes(before.version.name, rebuilt=False, taken=taken)
            with _building(index_dir) as made:
                told("dựng chỉ mục, huấn luyện bộ mã hóa", 0, 0)
                build(
                    plan.documents,
                    plan.hints,
                    made,
                    silences=silences,
                    encoder=encoder,
                    before=None if retrain else before.version,
                    lines=lines,
                    read=plan.accession.parsed.read,
                )
                tried = examine(before.version, made)
                told("đưa vào sử dụng", 0, 0)
                version = place(made, index_dir)
            _take_in(documents_dir, plan.accession)
            serve(version)
            prune(version)
            return plan.changes(version.name, rebuilt=True, taken=taken, tried=tried)
        finally:
            discard(documents_dir)


def foresee(
    documents_dir: Path,
    hints: Hints,
    index_dir: Path,
    *,
    files: Sequence[Path] = (),
    replacing: bool = False,
    told: Told = silent,
) -> Changes:
    """What a reload would change; neither the folder nor the index is touched. Raises as `reload` does."""
    now = look(documents_dir)
    folder = foreseen(now)
    given = handed(files, documents_dir) if files else []
    before = _before(index_dir)
    plan = _plan(folder, before, hints, given, (), replacing, before.kept, told)
    return plan.changes("", rebuilt=False, taken=[_TO_BE_RESUMED] if folder is not now else [])


def _plan(
    folder: Folder,
    before: Before,
    hints: Hints,
    files: Sequence[Handed],
    refused: Sequence[str],
    replacing: bool,
    usable: Kept,
    told: Told,
    reader: Reader | None = None,
) -> Plan:
    parsed = parse(folder, told, usable, reader)
    parsed = Parsed(parsed.documents, (*parsed.refused, *refused), parsed.read)
    accession = Accession(folder, parsed)
    if files:
        accession = prepared(files, folder, parsed, told, replacing=replacing)
    documents = assembled(accession.folder.rows, accession.parsed)
    known = {passage.id for document in documents for passage in document.passages}
    fitting = {key: phrases for key, phrases in hints.items() if key in known}
    return Plan(before, accession, documents, fitting, tuple(sorted(set(hints) - known)))


def _take_in(documents_dir: Path, accession: Accession) -> None:
    """Nothing; the files lie in the folder, and their rows stand in the catalogue."""
    if accession.moves:
        seal(documents_dir, accession.moves)
        complete(documents_dir)


@contextmanager
def _building(index_dir: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=BUILDING, dir=index_dir))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _before(index_dir: Path) -> Before:
    """What serves now; nothing and why when all of it is damaged."""
    if not versions(index_dir) and not (index_dir / "CURRENT").exists():
        return Before(None)
    try:
        found = serving(index_dir)
    except KnowledgeDamaged as damage:
        return Before(None, damage=str(damage))
    manifest = json.loads((found.folder / MANIFEST).read_text(encoding="utf-8"))
    return Before(found.folder, kept(found.folder), manifest["content"], found.damage)
