"""What is wrong with a backup, if anything: every file is read, and the database looked through."""

from __future__ import annotations

from pathlib import Path

from bot.backups import backup, manifest, snapshot
from bot.backups.manifest import ManifestDamaged
from bot.backups.snapshot import Facts, NotCopied

_SHOWN = 5


def faults(folder: Path) -> list[str]:
    """What is wrong with the backup in the folder, in Vietnamese; nothing when it is whole."""
    try:
        told = manifest.read(folder)
        found = manifest.entries(folder)
    except (ManifestDamaged, OSError) as error:
        return [str(error)]
    wrong = [f"thiếu tệp {name}" for name in told.files if name not in found]
    changed = (name for name, each in told.files.items() if name in found and found[name] != each)
    wrong += [f"tệp {name} đã bị thay đổi" for name in changed]
    return _few(wrong) or _of_database(folder, told)


def _of_database(folder: Path, told: manifest.Manifest) -> list[str]:
    copy = folder / backup.DATABASE
    try:
        facts = snapshot.facts(copy)
    except NotCopied as error:
        return [f"cơ sở dữ liệu hỏng: {error}"]
    wrong = snapshot.faults(copy)
    if _counted(facts) != (told.schema, told.counts, told.last_report):
        wrong.append("số dòng trong cơ sở dữ liệu khác với lúc sao lưu")
    photos = {each.name for each in (folder / backup.PHOTOS).iterdir()}
    return wrong + _few([f"thiếu ảnh {each}" for each in sorted(facts.photos - photos - set(told.lost))])


def _counted(facts: Facts) -> tuple[tuple[str, ...], dict[str, int], str]:
    return facts.migrations, facts.counts, facts.last_report


def _few(wrong: list[str]) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(wrong) - _SHOWN
    return [*wrong[:_SHOWN], *([f"và {more} lỗi nữa"] if more > 0 else [])]
