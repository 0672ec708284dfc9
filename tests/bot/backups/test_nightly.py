"""The daily backup: at its time, made up for when it was missed, tried again and told once when it fails."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app, wording
from bot.alarms import Alarms
from bot.backups import backup, nightly
from bot.backups.nightly import Nightly, daily, moment
from bot.config import Backups, Config, ConfigError
from tests.fakes import listening
from tests.kept import NIGHT, Kept
from tests.reported import TIMEZONE

HOUR, DAY, MINUTE = (datetime.timedelta(**{each: 1}) for each in ("hours", "days", "minutes"))
SETTINGS = Backups("backups", "02:30", 14)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "office")
    yield made
    made.stop()


def made_by(kept: Kept) -> Nightly:
    alarms = Alarms(kept.office.records, wording.load())
    made = daily(kept.office.db, SETTINGS, kept.places, alarms)
    assert made
    return made


def look(nightly: Nightly, now: datetime.datetime) -> None:
    """Nothing, once what the look began has ended."""
    nightly.look(now)
    if nightly._work:
        nightly._work.join(30)


def started(kept: Kept, at: datetime.datetime) -> Nightly:
    """One that was looked at when the assistant started, and again when it may begin."""
    nightly = made_by(kept)
    look(nightly, at)
    look(nightly, at + 2 * MINUTE)
    return nightly


def names(kept: Kept) -> list[str]:
    return [each.name for each in backup.listed(kept.places.backups)][::-1]


def letters(kept: Kept) -> list[str]:
    return [letter.reply.text for letter in kept.office.records.mailbox.unsent("test")]


def test_one_is_made_each_day_at_its_time(kept: Kept) -> None:
    nightly = started(kept, NIGHT - HOUR)
    assert names(kept) == ["2025-03-21_013200"]  # there was none at all
    for minutes in range(59, 180):
        look(nightly, NIGHT - HOUR + minutes * MINUTE)
    assert names(kept) == ["2025-03-21_013200", "2025-03-21_023000"]
    look(nightly, NIGHT + DAY - MINUTE)
    assert len(names(kept)) == 2
    look(nightly, NIGHT + DAY)
    assert names(kept)[2:] == ["2025-03-22_023000"]
    assert letters(kept) == []


def test_one_that_was_missed_is_made_after_the_start_and_not_before_people_are_answered(kept: Kept) -> None:
    kept.back_up(-1)
    nightly = made_by(kept)
    look(nightly, NIGHT + 6 * HOUR)
    look(nightly, NIGHT + 6 * HOUR + MINUTE)
    assert names(kept) == ["2025-03-20_023000"]
    look(nightly, NIGHT + 6 * HOUR + 2 * MINUTE)
    assert names(kept) == ["2025-03-20_023000", "2025-03-21_083200"]


def test_none_is_made_at_a_start_when_todays_is_there(kept: Kept) -> None:
    kept.back_up()
    nightly = started(kept, NIGHT + 6 * HOUR)
    assert names(kept) == ["2025-03-21_023000"]
    look(nightly, NIGHT + DAY)
    assert len(names(kept)) == 2


def test_a_damaged_one_and_one_of_a_wrong_clock_do_not_count(kept: Kept) -> None:
    (kept.back_up().folder / "config.yml").unlink()
    kept.back_up(400)
    started(kept, NIGHT + HOUR)
    assert names(kept) == ["2025-03-21_023000", "2025-03-21_033200", "2026-04-25_023000"]


def test_what_fails_is_told_to_administrators_once_and_tried_again_each_hour(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.places.backups.write_text("in the way", encoding="utf-8")
    nightly = started(kept, NIGHT)
    assert letters(kept) == []
    for minutes in range(3, 200):
        look(nightly, NIGHT + minutes * MINUTE)
    (letter,) = letters(kept)
    assert letter.startswith("[Quản trị] Chưa sao lưu được như đã hẹn. Không sao lưu được (")
    tries = caplog.text.count("no backup was made")
    assert tries == 4  # at once, and after each of three hours
    kept.places.backups.unlink()
    look(nightly, NIGHT + 5 * HOUR)
    assert names(kept) == ["2025-03-21_073000"]
    shutil.rmtree(kept.places.backups)
    kept.places.backups.write_text("in the way again", encoding="utf-8")
    look(nightly, NIGHT + DAY)
    look(nightly, NIGHT + DAY + MINUTE)
    assert len(letters(kept)) == 2


def test_it_holds_up_nobody_who_looks(kept: Kept) -> None:
    def slowly(now: datetime.datetime) -> backup.Backup:
        time.sleep(0.5)
        return kept.back_up()

    nightly = Nightly(datetime.time(2, 30), kept.places.backups, slowly, lambda why: None)
    nightly.look(NIGHT)
    began = time.monotonic()
    for seconds in range(120, 200):
        nightly.look(NIGHT + datetime.timedelta(seconds=seconds))
    assert time.monotonic() - began < 0.4
    assert nightly._work
    nightly._work.join(30)
    assert len(names(kept)) == 1


@pytest.mark.parametrize(("at", "told"), [("02:30", "02:30"), ("2:05", "02:05"), ("", "")])
def test_the_time_is_read(at: str, told: str) -> None:
    found = moment(Backups("", at, 1))
    assert (f"{found:%H:%M}" if found else "") == told


@pytest.mark.parametrize("at", ["25:00", "02:60", "2h30", "đêm"])
def test_a_time_that_is_none_is_named_with_what_is_expected(at: str) -> None:
    with pytest.raises(ConfigError, match=f"backups.at: cần dạng 02:30, hoặc để trống, đang là “{at}”"):
        moment(Backups("", at, 1))


def test_at_least_one_is_kept() -> None:
    with pytest.raises(ConfigError, match=r"backups\.keep: cần từ 1 trở lên, đang là 0"):
        moment(Backups("", "", 0))


def test_the_running_assistant_makes_it_of_its_own_places(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "FIRST", datetime.timedelta(0))
    storage = dataclasses.replace(
        config.storage, database=str(tmp_path / "a.sqlite3"), photos=str(tmp_path / "photos")
    )
    own = Backups(str(tmp_path / "backups"), "00:00", 2)
    settings = dataclasses.replace(config, storage=storage, backups=own)

    async def run() -> None:
        assistant = app.build(settings, listening("test", lambda chat, reply: asyncio.sleep(0)), rasa=False)
        await assistant.start()
        async with asyncio.timeout(60):
            while not backup.newest(tmp_path / "backups"):
                await asyncio.sleep(0.05)
        await assistant.stop()

    asyncio.run(run())
    made = backup.newest(tmp_path / "backups")
    assert made
    assert made.manifest
    assert {name.partition("/")[0] for name in made.manifest.files} == {
        *("so-tay.sqlite3", "index", "documents", "hints.yml", "not_stated.yml", "config.yml"),
    }
    assert made.name.startswith(f"{datetime.datetime.now(TIMEZONE):%Y-%m-%d}")


def test_none_is_made_when_the_settings_want_none(kept: Kept) -> None:
    alarms = Alarms(kept.office.records, wording.load())
    assert daily(kept.office.db, Backups("backups", "", 14), kept.places, alarms) is None
