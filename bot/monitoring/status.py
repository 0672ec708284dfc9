"""`python -m bot status`: what is so and what is to be done, for people or as JSON, with an exit status."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from bot import config, records, reminders, store
from bot.config import Config
from bot.monitoring import findings, survey
from bot.monitoring.findings import Finding, Level
from bot.monitoring.survey import Survey
from bot.version import version

VERDICTS = {
    Level.WELL: "mọi thứ bình thường",
    Level.LOOK: "đang chạy, có việc cần xem",
    Level.BROKEN: "KHÔNG PHỤC VỤ ĐƯỢC",
}
MARKS = {Level.WELL: " ", Level.LOOK: "!", Level.BROKEN: "X"}


def tell(path: Path, root: Path, *, as_json: bool) -> tuple[str, int]:
    """What is to be printed and the exit status: 0 all is well, 1 something needs a look, 2 not serving."""
    at = datetime.datetime.now(datetime.UTC)
    found: Survey | None = None
    try:
        settings = config.load(path)
        _check(settings)
        found = survey.take(settings, root, at)
        judged = findings.judge(found)
    except config.ConfigError as error:
        todo = "sửa tệp cấu hình theo dòng trên; các khóa được giải thích ở docs/tra-cuu.md"
        judged = (Finding("Cài đặt", str(error), Level.BROKEN, todo),)
    level = findings.worst(judged)
    text = as_data(judged, found, at) if as_json else as_text(judged)
    return text, int(level)


def _check(settings: Config) -> None:
    """Nothing; raises ConfigError for what the assistant, too, would find when it starts."""
    db = store.open_store(":memory:")
    try:
        records.keep(db, settings)
        reminders.hours(settings.reporting.office_hours)
    finally:
        db.conn.close()


def as_text(judged: tuple[Finding, ...]) -> str:
    """The lines for people: what is worst first, each problem with what to do."""
    lines = [f"Sổ tay {version()}: {VERDICTS[findings.worst(judged)]}"]
    width = max(len(each.part) for each in judged)
    for each in sorted(judged, key=lambda one: -one.level):
        lines.append(f"{MARKS[each.level]} {each.part:<{width}}  {each.text}")
        if each.todo:
            lines.append(f"  {'':<{width}}  → {each.todo}")
    return "\n".join(lines)


def as_data(judged: tuple[Finding, ...], found: Survey | None, at: datetime.datetime) -> str:
    """The same as JSON, with the figures; the keys are explained in docs/giam-sat.md."""
    data: dict[str, Any] = {
        "exit_status": int(findings.worst(judged)),
        "at": at.isoformat(timespec="seconds"),
        "version": version(),
        "findings": [{**vars(each), "level": int(each.level)} for each in judged],
    }
    if found:
        data |= _figures(found)
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain)


def _figures(found: Survey) -> dict[str, Any]:
    return {
        "process": found.process,
        "database": found.database,
        "index": found.published,
        "free_bytes": found.free_bytes,
        "backed_up_at": found.backed_up_at,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, Path) else vars(value)
