"""The versions of an index looked after by people: listed, verified, and an earlier one put back into use."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from pathlib import Path

from knowledge import KnowledgeDamaged
from knowledge.index import Index, is_searched
from knowledge.versions import (
    MANIFEST,
    MadeByAnother,
    alone,
    check,
    current,
    is_whole,
    made_at,
    serve,
    serving,
    verify,
    versions,
)

_PROBES, _PROBE_LENGTH = 50, 80  # passages, characters: a short one may say what many others do


@dataclass(frozen=True)
class Report:
    """What is to be told, and whether nothing was wrong."""

    lines: tuple[str, ...]
    is_sound: bool


def listed(index_dir: Path, timezone: datetime.tzinfo) -> Report:
    """The versions, the newest first: when made, what is in them, whether whole, which one serves."""
    try:
        used = serving(index_dir).folder
    except KnowledgeDamaged as damage:
        lines = [*_lines(index_dir, timezone, None), str(damage)]
        return Report(tuple(lines), False)
    lines = _lines(index_dir, timezone, used)
    try:
        check(index_dir)
    except KnowledgeDamaged as damage:
        return Report((*lines, f"{damage}; đang dùng bản nguyên vẹn gần nhất trước đó"), False)
    return Report(tuple(lines), all(_state(folder)[1] for folder in versions(index_dir)))


def verified(index_dir: Path, timezone: datetime.tzinfo) -> Report:
    """The same, and whether the version that serves can be loaded and finds its own passages."""
    report = listed(index_dir, timezone)
    try:
        probes, lost = _probed(Index(serving(index_dir).folder))
    except KnowledgeDamaged:
        return report
    told = f"Tìm thử {probes} đoạn bằng chính lời của đoạn: thấy {probes - len(lost)}."
    if lost:
        told += f" Không thấy: {', '.join(lost[:5])}."
    return Report((*report.lines, told), report.is_sound and len(lost) * 10 <= probes)


def roll_back(index_dir: Path, wanted: str, timezone: datetime.tzinfo) -> str:
    """What is to be told, once the version serves whose name begins so; "": the newest whole one before.

    Raises LookupError when there is no such version, KnowledgeDamaged when it is not whole.
    """
    with alone(index_dir):
        folder = _named(index_dir, wanted) if wanted else _before(index_dir)
        verify(folder)
        Index(folder)  # it must load as well
        serve(folder)
    return (
        f"Nay dùng bản {folder.name} ({_contents(folder, timezone)}).\n"
        "Thư mục văn bản vẫn giữ các tệp mới hơn: lần nạp tới sẽ đưa chúng vào lại. "
        "Nếu không muốn vậy, hãy bỏ hoặc sửa các tệp đó trước khi nạp."
    )


def _lines(index_dir: Path, timezone: datetime.tzinfo, used: Path | None) -> list[str]:
    lines = []
    for folder in reversed(versions(index_dir)):
        mark = "* " if folder == used else "  "
        lines.append(f"{mark}{folder.name}  {_contents(folder, timezone)}, {_state(folder)[0]}")
    if used:
        lines.append("* là bản đang dùng.")
    return lines


def _state(folder: Path) -> tuple[str, bool]:
    """What state the version is in, and whether nothing was done to it."""
    try:
        verify(folder)
    except KnowledgeDamaged as damage:
        why = re.search(r"\((.*)\)", str(damage))
        is_old = isinstance(damage, MadeByAnother)
        return f"{'KHÔNG DÙNG ĐƯỢC' if is_old else 'HỎNG'}: {why[1] if why else damage}", is_old
    return "nguyên vẹn", True


def _contents(folder: Path, timezone: datetime.tzinfo) -> str:
    made = f"dựng lúc {made_at(folder).astimezone(timezone):%H:%M:%S %d/%m/%Y}"
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return f"{made}, {int(manifest['documents'])} văn bản, {int(manifest['passages'])} đoạn"
    except (OSError, ValueError, KeyError, TypeError):  # a damaged one
        return made


def _named(index_dir: Path, wanted: str) -> Path:
    found = [folder for folder in versions(index_dir) if folder.name.startswith(wanted)]
    if len(found) != 1:
        why = "không có bản nào tên như vậy" if not found else "có nhiều bản tên bắt đầu như vậy"
        raise LookupError(f"{wanted}: {why}. Hãy xem tên các bản bằng --list.")
    return found[0]


def _before(index_dir: Path) -> Path:
    """The newest whole version before the one named by `CURRENT`, of all when that cannot be read."""
    try:
        named = current(index_dir)
    except KnowledgeDamaged:
        named = None
    for folder in reversed(versions(index_dir)):
        if (named is None or folder.name < named.name) and is_whole(folder):
            return folder
    raise LookupError("không có bản nào trước đó còn nguyên vẹn. Hãy xem các bản bằng --list.")


def _probed(index: Index) -> tuple[int, list[str]]:
    """How many passages were looked for by their own words, and the ids of those not found."""
    long = [p for p in index.passages if is_searched(p) and len(p.text) >= _PROBE_LENGTH]
    probes = long[:: max(1, len(long) // _PROBES)]
    lost = [p.id for p in probes if all(hit.passage.text != p.text for hit in index.search(p.text, 5))]
    return len(probes), lost
