"""What a reload of the documents changed, and how that is told to the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import Document


@dataclass(frozen=True)
class Change:
    """What was added, changed and removed: keys of documents or ids of passages."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Changes:
    """What a reload did. `rebuilt` is False when nothing that the index is made from had changed.

    `read` are the documents as they were read; `stray_hints` ids in hints.yml that no document has;
    `damage` says what was wrong with the index that served before, "" when nothing was.
    """

    version: str
    rebuilt: bool
    documents: Change
    passages: Change
    read: tuple[Document, ...]
    stray_hints: tuple[str, ...] = ()
    damage: str = ""


def describe(changes: Changes) -> str:
    """What an administrator reads: how each document was read, what changed, which version serves."""
    lines = [_document(each) for each in changes.read]
    lines += [f"  chú ý: hints.yml nói tới đoạn không có: {each}" for each in changes.stray_hints]
    if changes.damage:
        lines.append(f"Kho cũ: {changes.damage}.")
    lines += _change("Văn bản", changes.documents, named=True)
    lines += _change("Đoạn", changes.passages, named=False)
    if not changes.documents and not changes.passages:
        lines.append("Không có gì thay đổi trong các văn bản.")
    state = "Đã đưa vào sử dụng bản" if changes.rebuilt else "Vẫn dùng bản"
    return "\n".join([*lines, f"{state} {changes.version}."])


def _document(document: Document) -> str:
    name = f"{document.type} {document.number or document.key}".strip()
    if document.status == "cited only":
        return f"· {name}: chỉ được viện dẫn, chưa có toàn văn"
    sections, passages = len(document.sections), len(document.passages)
    counts = f"{sections} mục, {passages} đoạn, {len(document.references)} chỗ viện dẫn văn bản khác"
    notes = "".join(f"\n  chú ý: {note}" for note in document.notes)
    return f"· {name} ({document.source}): {counts}{notes}"


def _change(what: str, change: Change, *, named: bool) -> list[str]:
    parts = [
        f"{label} {len(each)}{': ' + ', '.join(each) if named or len(each) <= 5 else ''}"
        for label, each in (("thêm", change.added), ("sửa", change.changed), ("bỏ", change.removed))
        if each
    ]
    return [f"{what}: {'; '.join(parts)}."] if parts else []
