"""What people are told of backups: which there are, what one holds, what was restored."""

from __future__ import annotations

import datetime
from pathlib import Path

from bot.backups import backup, inspection
from bot.backups.backup import Backup, BackupFailed
from bot.backups.copying import megabytes
from bot.backups.manifest import Manifest
from bot.backups.restoring import NO_INDEX, Restored

_COUNTED = {
    "reports": "báo cáo",
    "people": "người",
    "inbox": "tin nhắn",
    "questions": "câu hỏi",
    "audit": "dòng nhật ký",
}
_SHOWN = 3


def made(new: Backup) -> str:
    """Of a backup that was just made."""
    return f"Đã sao lưu và kiểm tra: {new.folder}\n{holds(new.manifest)}" if new.manifest else new.why


def table(folder: Path) -> str:
    """A line for each backup of the folder, the newest first, by its manifest and the sizes of its files."""
    lines = [_line(each) for each in backup.listed(folder)]
    return "\n".join(lines) or f"Chưa có bản sao lưu nào trong {folder}. Sao lưu: python3 scripts/backup.py"


def report(folder: Path, name: str) -> tuple[str, bool]:
    """What reading every file of the backup, or of each one for "", has shown; whether any is damaged.

    Raises BackupFailed when there is none.
    """
    looked = [each for each in backup.listed(folder) if name in ("", each.name)]
    if not looked:
        raise BackupFailed(f"Không có bản sao lưu {name or 'nào'} trong {folder}.")
    found = {each.name: inspection.faults(each.folder) for each in looked}
    lines = [f"{each}  {'HỎNG: ' + '; '.join(faults) if faults else 'tốt'}" for each, faults in found.items()]
    return "\n".join(lines), any(found.values())


def restored(done: Restored, timezone: datetime.tzinfo) -> str:
    """Of a backup that was put in place."""
    lines = [f"Đã khôi phục bản sao lưu {done.backup.name}, lập lúc {_time(done.told, timezone)}."]
    lines.append(holds(done.told))
    if done.reports_before is not None:
        lines.append(f"Cơ sở dữ liệu trước đó có {done.reports_before} báo cáo.")
    if done.moved:
        lines.append(f"Những gì được thay nằm ở {done.aside}: {', '.join(done.moved)}")
    return "\n".join([*lines, *done.notes, "Bây giờ khởi động lại trợ lý."])


def rehearsed(done: Restored, timezone: datetime.tzinfo) -> str:
    """Of a backup that was put elsewhere as a drill."""
    settings = done.places.config
    made_at = _time(done.told, timezone)
    lines = [f"Đã thử khôi phục bản {done.backup.name}, lập lúc {made_at}, vào {settings.parent}."]
    lines += [holds(done.told), *done.notes, "Trợ lý đang dùng không bị động tới. Xem thử bản này:"]
    return "\n".join([*lines, f"  .venv/bin/python -m bot console --no-rasa --config {settings}"])


def holds(told: Manifest) -> str:
    """What is in the backup, and what was lost before it was made."""
    counts = [f"{told.counts[name]} {word}" for name, word in _COUNTED.items() if name in told.counts]
    photos = sum(name.startswith(f"{backup.PHOTOS}/") for name in told.files)
    documents = sum(name.startswith(f"{backup.DOCUMENTS}/") for name in told.files)
    lines = [f"Trong đó: {', '.join(counts)}, {photos} ảnh, {documents} tệp văn bản."]
    if told.last_report:
        lines.append(f"Báo cáo có số lớn nhất: {told.last_report}.")
    if told.lost:
        some = ", ".join(each[:12] for each in told.lost[:_SHOWN])
        lines.append(f"CHÚ Ý: {len(told.lost)} ảnh đã mất hoặc hỏng từ trước khi sao lưu ({some} …).")
    if not told.index:
        lines.append(f"CHÚ Ý: {NO_INDEX}")
    return "\n".join(lines)


def _line(each: Backup) -> str:
    if each.manifest is None:
        return f"{each.name}  HỎNG: {each.why}"
    size = sum(file.bytes for file in each.manifest.files.values())
    state = "đủ tệp" if each.whole else f"HỎNG: {each.why}"
    reports, people = (each.manifest.counts.get(name, 0) for name in ("reports", "people"))
    return f"{each.name}  {reports} báo cáo, {people} người  {megabytes(size)}  {state}"


def _time(told: Manifest, timezone: datetime.tzinfo) -> str:
    return f"{datetime.datetime.fromisoformat(told.made_at).astimezone(timezone):%H:%M ngày %d/%m/%Y}"
