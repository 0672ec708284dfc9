"""A version of the index built from documents, and tried."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from knowledge import Document, DocumentRefused, Hints, KnowledgeDamaged, Passage, Silence, vectors
from knowledge.answered import ASKED, teach_opinion
from knowledge.archive import line, restored_lines, write_lines
from knowledge.classifier import FOLDER
from knowledge.dense import Encoder
from knowledge.index import PHRASES, Index, is_searched
from knowledge.kept import DOCUMENTS, FILES, NOTHING, Kept, Read, write_files
from knowledge.lexical import STOPWORDS, Entry
from knowledge.lexical import build as build_lexical
from knowledge.opinion import FOLDER as OPINION
from knowledge.passages import check
from knowledge.teaching import QUESTIONS, teach_all
from knowledge.training import Lesson
from knowledge.unchanged import keys, unchanged, write_keys
from knowledge.versions import FORMAT, MANIFEST, hashes
from nlu import synonyms, text
from nlu.examples import DATA

# Passages, characters: a short one may say what many others do.
_PROBES, _OLD_PROBES, _PROBE_LENGTH = 100, 20, 80
# Fewer passages than this teach the encoder too few words: it learns the table of everyday words beside them.
# Of ALQAC 2024's 2,249 the table takes one per cent (acc@1 .864 → .855).
_MANY = 2_000
# Header, addressees, recipients and signature name bodies and documents that the body speaks of.
_FRAME_WEIGHT = 0.7


def load_hints(path: Path) -> dict[str, tuple[str, ...]]:
    """The phrases of hints.yml by passage id. Raises DocumentRefused when the file is not of that form."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DocumentRefused(f"{path.name}: không đọc được ({error}). Hãy sửa tệp rồi chạy lại.") from error
    if not isinstance(data, dict):
        raise DocumentRefused(f"{path.name}: phải là các dòng “mã đoạn: danh sách câu”.")
    for key, phrases in data.items():
        if not isinstance(phrases, list) or not all(
            isinstance(each, str) and each.strip() for each in phrases
        ):
            raise DocumentRefused(f"{path.name}, {key}: phải là một danh sách câu, mỗi câu một dòng “- …”.")
    return {str(key): tuple(phrases) for key, phrases in data.items()}


def load_silences(path: Path) -> tuple[Silence, ...]:
    """What documents do not state, of not_stated.yml. Raises DocumentRefused when it is not of that form."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
        return tuple(
            Silence(
                str(document),
                _said(item["label"]),
                tuple(map(_said, _listed(item["phrases"]))),
                tuple(map(_said, _listed(item.get("cited", [])))),
            )
            for document, items in data.items()
            for item in items
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise DocumentRefused(
            f"{path.name}: không đọc được ({error}). Mỗi văn bản là một danh sách gồm label và phrases."
        ) from error


def _said(text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise TypeError(f"“{text}” không phải là câu chữ")
    return text


def _listed(phrases: object) -> list[object]:
    if not isinstance(phrases, list):
        raise TypeError(f"“{phrases}” không phải là danh sách")
    return phrases


def archived(documents: Sequence[Document], before: Kept = NOTHING) -> list[bytes]:
    """The line of each document in documents.json, that of an unchanged one as the version before has it.

    Raises DocumentRefused when a document does not pass its checks.
    """
    return [before.line(each) or _archived(each) for each in documents]


def _archived(document: Document) -> bytes:
    if document.status == "loaded":
        check(document)
    made = line(document)
    if restored_lines([made]) != (document,):
        raise KnowledgeDamaged(f"văn bản {document.key} ghi ra rồi đọc lại thì khác: chưa đưa vào sử dụng")
    return made


def build(
    documents: Sequence[Document],
    hints: Hints,
    folder: Path,
    *,
    silences: Sequence[Silence] = (),
    encoder: str = "",
    before: Path | None = None,
    lines: Sequence[bytes] | None = None,
    read: Read | None = None,
) -> None:
    """Nothing; writes a whole version into the empty folder, with its manifest, and tries it.

    `encoder` names a model, "" for one trained on the documents. Of `before`, a version that is whole,
    words and vectors of unchanged passages are used again, and so is its own encoder, while the collection is
    large and three quarters of it are what the encoder was trained on. `lines` are what `archived` makes of
    the documents; `read` says from which files they were read, for the next version.

    Raises DocumentRefused when a document does not pass its checks, KnowledgeDamaged when the version
    written does not find its own passages, EncoderUnusable when the model cannot be loaded.
    """
    lines = archived(documents) if lines is None else lines
    write_lines(lines, folder / DOCUMENTS)
    if read is not None:
        write_files(read, documents, folder / FILES)
    said = {
        "hints": {key: list(each) for key, each in hints.items()},
        "silences": [vars(s) for s in silences],
    }
    (folder / PHRASES).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    teach_all(hints, silences, folder / FOLDER, before / FOLDER if before else None)
    teach_opinion(hints, silences, folder / OPINION, before / OPINION if before else None)
    searched = [p for document in documents for p in document.passages if is_searched(p)]
    model = vectors.model(encoder)
    made = _compared(searched, hints, folder, model, before) if searched else None
    manifest = {
        "format": FORMAT,
        "content": content_hash(lines, hints, encoder, silences),
        "code": _code(),
        "encoder": asdict(model),
        "unlearnt": made.unlearnt if made else 0,  # passages that the encoder was not trained on
        "documents": len(documents),
        "passages": len(searched),
        "files": hashes(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    if made:
        _try(folder, documents, searched, made)


def content_hash(
    lines: Sequence[bytes], hints: Hints, encoder: str = "", silences: Sequence[Silence] = ()
) -> str:
    """A digest of all that an index is made from, the code that makes it included.

    `lines` are what `archived` makes of the documents.
    """
    given = (sorted((key, tuple(each)) for key, each in hints.items()), tuple(silences))
    digest = hashlib.sha256(repr((FORMAT, _code(), vectors.model(encoder), given)).encode())
    for each in lines:
        digest.update(each + b"\n")
    return digest.hexdigest()


@functools.cache
def _code() -> str:
    """A digest of what makes documents and words searchable; that of the vectors is `vectors.model`."""
    names = (
        "build",
        "vectors",
        "hinted",
        "lexical",
        "postings",
        "archive",
        "unchanged",
        "classifier",
        "teaching",
        "answered",
    )
    own = [Path(__file__).with_name(f"{name}.py") for name in names]
    messages = sorted(DATA.glob("*.yml"))  # the classifier is taught them too
    return vectors.digest([*own, Path(str(text.__file__)), STOPWORDS, QUESTIONS, ASKED, *messages])


def _compared(
    searched: list[Passage], hints: Hints, folder: Path, model: vectors.Model, before: Path | None
) -> vectors.Made:
    """How the vectors were made; writes what passages are compared by, words and vectors."""
    entries = [_entry(p, hints.get(p.id, ())) for p in searched]
    texts = [each.whole for each in entries]
    own = keys(texts)
    write_keys(own, folder)
    known = unchanged(own, before)
    same_code = known and json.loads((known.folder / MANIFEST).read_bytes()).get("code") == _code()
    build_lexical(entries, folder / "lexical", known if same_code else None)
    return vectors.write(texts, lambda: _lessons(searched, hints), folder, model, known)


def _lessons(searched: list[Passage], hints: Hints) -> list[Lesson]:
    own = [Lesson(p.text, (*hints.get(p.id, ()), context(p))) for p in searched]
    if len(own) >= _MANY:
        return own
    return [*own, *(Lesson(", ".join(written), (said,)) for said, written in synonyms.load().rows())]


def context(passage: Passage) -> str:
    """What stands above the passage; the name of its place for one outside the body ("phần chữ ký")."""
    return "\n".join(passage.headings) if passage.headings else passage.place


def _entry(passage: Passage, hints: tuple[str, ...]) -> Entry:
    weight = 1.0 if passage.kind in ("item", "paragraph", "preamble") else _FRAME_WEIGHT
    return Entry(context(passage), passage.text, hints, weight)


def _try(folder: Path, documents: Sequence[Document], searched: list[Passage], made: vectors.Made) -> None:
    """Nothing; raises KnowledgeDamaged unless nine in ten of the longer passages are found by their words.

    Those made anew are tried, and a few of those taken over, which were found before.
    """
    # A named model takes long: then the words alone are tried.
    index = Index(folder, tuple(documents), made.encoder if isinstance(made.encoder, Encoder) else None)
    anew = set(made.anew)
    probes = _spread([searched[row] for row in made.anew], _PROBES)
    probes += _spread([p for row, p in enumerate(searched) if row not in anew], _OLD_PROBES)
    lost = [p.id for p in probes if all(hit.passage.text != p.text for hit in index.search(p.text, 5))]
    if len(lost) * 10 > len(probes):
        raise KnowledgeDamaged(
            f"bản vừa dựng không tìm thấy lại {len(lost)} trong {len(probes)} đoạn thử (như {lost[0]}): "
            "chưa đưa vào sử dụng"
        )


def _spread(passages: list[Passage], count: int) -> list[Passage]:
    """Some of the longer ones, evenly out of all."""
    long = [p for p in passages if len(p.text) >= _PROBE_LENGTH]
    return long[:: max(1, len(long) // count)]
