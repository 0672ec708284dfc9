"""A version of the index built from documents, and tried."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import yaml

from knowledge import Document, DocumentRefused, KnowledgeDamaged, Passage, Silence, vectors
from knowledge.archive import write_documents
from knowledge.index import PHRASES, Index, is_searched
from knowledge.lexical import STOPWORDS, Entry
from knowledge.lexical import build as build_lexical
from knowledge.passages import check
from knowledge.training import Lesson
from knowledge.versions import FORMAT, MANIFEST, hashes

Hints = Mapping[str, tuple[str, ...]]  # Passage.id → phrases

_PROBES, _PROBE_LENGTH = 100, 80  # passages, characters: a short one may say what many others do
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
            Silence(str(document), _said(item["label"]), tuple(map(_said, _listed(item["phrases"]))))
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


def build(
    documents: Sequence[Document],
    hints: Hints,
    folder: Path,
    *,
    silences: Sequence[Silence] = (),
    encoder: str = "",
    before: Path | None = None,
) -> None:
    """Nothing; writes a whole version into the empty folder, with its manifest, and tries it.

    `encoder` names a model, "" for one trained on the documents. Of `before`, a version that is whole,
    the vectors of unchanged passages are used again, and so is its own encoder, while the collection is
    large and three quarters of it are what the encoder was trained on.

    Raises DocumentRefused when a document does not pass its checks, KnowledgeDamaged when the version
    written cannot find its own passages, EncoderUnusable when the model cannot be loaded.
    """
    for document in documents:
        if document.status == "loaded":
            check(document)
    write_documents(documents, folder / "documents.json")
    said = {
        "hints": {key: list(each) for key, each in hints.items()},
        "silences": [vars(s) for s in silences],
    }
    (folder / PHRASES).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    searched = [p for document in documents for p in document.passages if is_searched(p)]
    made_with = vectors.model(encoder)
    unlearnt = 0
    if searched:
        build_lexical([_entry(p, hints.get(p.id, ())) for p in searched], folder / "lexical")
        lessons = [Lesson(p.text, (*hints.get(p.id, ()), context(p))) for p in searched]
        sensed = [f"{context(p)}\n{p.text}" for p in searched]
        unlearnt = vectors.write(sensed, lessons, folder, made_with, before)
    manifest = {
        "format": FORMAT,
        "content": content_hash(documents, hints, encoder, silences),
        "encoder": asdict(made_with),
        "unlearnt": unlearnt,  # passages that the encoder was not trained on
        "documents": len(documents),
        "passages": len(searched),
        "files": hashes(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    _try(folder)


def content_hash(
    documents: Sequence[Document], hints: Hints, encoder: str = "", silences: Sequence[Silence] = ()
) -> str:
    """A digest of all that an index is made from, the code that makes it included."""
    own = [
        Path(__file__).with_name(f"{name}.py")
        for name in ("build", "vectors", "lexical", "postings", "archive")
    ]
    code = vectors.digest([*own, STOPWORDS])
    given = (sorted((key, tuple(each)) for key, each in hints.items()), tuple(silences))
    data = repr((FORMAT, code, vectors.model(encoder), tuple(documents), given))
    return hashlib.sha256(data.encode()).hexdigest()


def context(passage: Passage) -> str:
    """What stands above the passage; the name of its place for one outside the body ("phần chữ ký")."""
    return "\n".join(passage.headings) if passage.headings else passage.place


def _entry(passage: Passage, hints: tuple[str, ...]) -> Entry:
    weight = 1.0 if passage.kind in ("item", "paragraph", "preamble") else _FRAME_WEIGHT
    return Entry(context(passage), passage.text, hints, weight)


def _try(folder: Path) -> None:
    """Nothing; raises KnowledgeDamaged unless nine in ten of the longer passages are found by their words."""
    index = Index(folder)
    long = [p for p in index.passages if is_searched(p) and len(p.text) >= _PROBE_LENGTH]
    probes = long[:: max(1, len(long) // _PROBES)]
    lost = [p.id for p in probes if all(hit.passage.text != p.text for hit in index.search(p.text, 5))]
    if len(lost) * 10 > len(probes):
        raise KnowledgeDamaged(
            f"bản vừa dựng không tìm thấy lại {len(lost)} trong {len(probes)} đoạn thử (như {lost[0]}): "
            "chưa đưa vào sử dụng"
        )
