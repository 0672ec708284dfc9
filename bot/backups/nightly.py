"""The daily backup, made beside the conversation while the assistant runs.

Nothing is remembered: whether today's is due is seen from the backups that are there, so that one that was
missed, because the assistant was off, is made when it runs again.
"""

from __future__ import annotations

import datetime
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path

from bot.alarms import Alarms
from bot.backups import backup, packing
from bot.backups.backup import Backup, BackupFailed, Places
from bot.config import Backups, ConfigError
from bot.privacy import trace
from bot.store import Database, transaction

AGAIN = datetime.timedelta(hours=1)
FIRST = datetime.timedelta(minutes=2)  # after a start, for those who wrote meanwhile
_AT = re.compile(r"(\d{1,2}):(\d\d)")
_log = logging.getLogger(__name__)


def moment(settings: Backups) -> datetime.time | None:
    """When the daily backup is made, None when none is made by itself. Raises ConfigError."""
    if settings.keep < 1:
        raise ConfigError(f"backups.keep: cần từ 1 trở lên, đang là {settings.keep}")
    if not settings.at:
        return None
    try:
        if match := _AT.fullmatch(settings.at):
            return datetime.time(int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise ConfigError(f"backups.at: cần dạng 02:30, hoặc để trống, đang là “{settings.at}”")


def daily(db: Database, settings: Backups, places: Places, alarms: Alarms) -> Nightly | None:
    """What makes the backup of these places each day, None when none is wanted. Raises ConfigError."""
    at = moment(settings)

    def make(now: datetime.datetime) -> Backup:
        return packing.make(places, keep=settings.keep, at=now)

    def failed(why: str) -> None:
        with transaction(db):
            alarms.backup_failed(why)

    return Nightly(at, places.backups, make, failed) if at else None


class Nightly:
    """Makes the backup that is due, in a thread that does not keep the process from ending.

    `make` is given the local time; `failed` is told why there is none, once until one is made again.
    """

    def __init__(
        self,
        at: datetime.time,
        folder: Path,
        make: Callable[[datetime.datetime], Backup],
        failed: Callable[[str], None],
    ) -> None:
        self._at = at
        self._folder = folder
        self._make = make
        self._failed = failed
        self._work: threading.Thread | None = None
        self._fault: Exception | None = None
        self._told = False
        self._not_before: datetime.datetime | None = None

    def look(self, now: datetime.datetime) -> None:
        """Nothing; begins what is due at that moment (local time), and tells of what failed since."""
        if self._not_before is None:
            self._not_before = now + FIRST
        if self._work and self._work.is_alive():
            return
        if fault := self._fault:
            self._fault, self._not_before = None, now + AGAIN
            self._tell(fault)
        if now >= self._not_before:
            self._not_before = self._due(now) + datetime.timedelta(days=1)
            self._work = threading.Thread(target=self._do, args=(now,), daemon=True)
            self._work.start()

    def _do(self, now: datetime.datetime) -> None:
        """The top of a thread: whatever fails is left for the next look."""
        try:
            if not self._is_there(now):
                _log.info("backup %s made", self._make(now).name)
            self._told = False
        except Exception as error:  # the top of a thread: administrators are told of it
            _log.error("no backup was made: %s", trace(error))
            self._fault = error

    def _tell(self, fault: Exception) -> None:
        if not self._told:
            self._failed(str(fault) if isinstance(fault, BackupFailed) else type(fault).__name__)
            self._told = True

    def _is_there(self, now: datetime.datetime) -> bool:
        """Whether a whole one was made since it was due; one of a wrong clock's future is none."""
        made = (each.made_at for each in backup.listed(self._folder) if each.whole)
        return any(each and self._due(now) <= each <= now for each in made)

    def _due(self, now: datetime.datetime) -> datetime.datetime:
        """The last moment at which one was due."""
        today = now.replace(hour=self._at.hour, minute=self._at.minute, second=0, microsecond=0)
        return today if today <= now else today - datetime.timedelta(days=1)
