"""Backups while reports come in, some killed: what was published restores with all that was confirmed before.

A real bot answers on Telegram; one person after the other sends a report and "gửi". Beside it processes make
backups, one after the other; some end by kill -9 at a moment drawn from about the length of a backup. Each
one published is then put into a folder of its own. A few here; `SO_TAY_BACKUPS=50` makes 50, 20 of them
killed.
"""

import datetime
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import app, audit, files
from bot.backups import backup, inspection, restoring
from bot.backups.backup import Places
from bot.config import Config
from bot.store import open_store
from tests.crash.bots import forks, until, write_config
from tests.crash.stage import STORED, SUMMARY, Stage, report, stage
from tests.kept import picture, publish_small

BACKUPS = int(os.environ.get("SO_TAY_BACKUPS", "6"))
KILLED = BACKUPS * 2 // 5 or 1
PHOTOS = 40
SEED = 356
NIGHT = datetime.datetime(2025, 3, 21, 2, 30, tzinfo=datetime.UTC)
ONE = """
import datetime, sys
from pathlib import Path
from bot.backups import backup, packing
folder, at = Path(sys.argv[1]), datetime.datetime.fromisoformat(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
packing.make(backup.all_in(folder, folder / "backups"), keep=1000, at=at)
"""


@dataclass
class Load:
    """People who report, one after the other; `confirmed` are those who were told that it is stored."""

    scene: Stage
    confirmed: list[int] = field(default_factory=list)
    ending: bool = False

    def run(self) -> None:
        while not self.ending:
            chat = len(self.confirmed) + 1
            self.scene.say(chat, report(chat))
            self._hear(chat, SUMMARY)
            self.scene.tap(chat)
            self._hear(chat, STORED)
            self.confirmed.append(chat)

    def _hear(self, chat: int, beginning: str) -> None:
        until(lambda: self.scene.has(chat, beginning))


def begin(folder: Path, number: int) -> subprocess.Popen[str]:
    """A process that is ready to make the backup of that number when it is told to."""
    at = (NIGHT + datetime.timedelta(days=number)).isoformat()
    command = [sys.executable, "-c", ONE, str(folder), at]
    process = subprocess.Popen(
        command, cwd=app.ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def published(places: Places) -> set[str]:
    return {each.name for each in backup.listed(places.backups)}


def restored(name: str, places: Places, folder: Path) -> set[int]:
    """The chats whose reports are in the backup, opened as the bot would. AssertionError for damage."""
    chosen, _ = restoring.choose(places.backups, name)
    there = backup.all_in(folder / name, places.backups)
    restoring.put(chosen, there, NIGHT, "an")
    db = open_store(there.database)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert audit.verify(db) is None
        return {int(row[0]) for row in db.execute("SELECT sender FROM reports").fetchall()}
    finally:
        db.conn.close()


@pytest.mark.slow
def test_every_backup_published_under_load_restores_with_what_was_confirmed_before_it(
    config: Config, tmp_path: Path
) -> None:
    folder, chance = tmp_path / "office", random.Random(SEED)
    folder.mkdir()
    places = backup.all_in(folder, folder / "backups")
    publish_small(places.index)
    shutil.copytree(app.ROOT / "knowledge" / "documents", places.documents)
    for number in range(PHOTOS):
        files.keep_bytes(picture(number), "a", places.photos, 10)
    to_kill = set(chance.sample(range(1, BACKUPS), KILLED))  # the first tells how long one takes
    before: dict[str, set[int]] = {}
    cut, longest_s = 0, 0.0
    with stage(folder) as (remote, scene), forks(write_config(config, folder, remote.url)) as bot:
        bot.start()
        load = Load(scene)
        people = threading.Thread(target=load.run)
        people.start()
        try:
            until(lambda: len(load.confirmed) > 2)
            for number in range(BACKUPS):
                process, known, held = begin(folder, number), published(places), set(load.confirmed)
                go(process)
                started = time.monotonic()
                if number in to_kill:
                    time.sleep(chance.uniform(0, longest_s))
                    process.kill()
                process.communicate(timeout=120)
                longest_s = longest_s or time.monotonic() - started
                new = published(places) - known
                assert new or number in to_kill
                cut += not new
                before |= dict.fromkeys(new, held)
        finally:
            load.ending = True
            people.join(60)
        scene.settle(2 * len(load.confirmed))
        bot.kill()
        scene.check()
    assert [each.name for each in backup.listed(places.backups) if inspection.faults(each.folder)] == []
    for name, held in before.items():
        assert held <= restored(name, places, tmp_path / "restored")
    assert len(before) >= BACKUPS - KILLED
    assert cut or KILLED < 10, "no kill came before the end of a backup: nothing tested"
    print(
        f"{BACKUPS} backups under load, {KILLED} killed, {cut} of them before they were published: "
        f"{len(before)} published, all restored; {len(load.confirmed)} reports confirmed, "
        f"a backup took {longest_s:.1f} s"
    )
