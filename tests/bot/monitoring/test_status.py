"""`python -m bot status`: what it says of a bot that runs, was killed or ended, and of damaged files."""

from __future__ import annotations

import contextlib
import datetime
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import Inbound, Reply, app
from bot.config import Config
from bot.mailbox import Mailbox
from bot.monitoring import status, survey
from bot.people import People, load_rights
from bot.store import open_store, transaction
from knowledge import versions
from tests.bot.test_service import TOKEN, Bot, Zalo, zalo
from tests.crash.bots import Program, program, write_config
from tests.crash.stage import QUESTION, SIGNED
from tests.crash.test_database_damaged import DAMAGES
from tests.telegram_control import Remote, own_process

__all__ = ["zalo"]  # a fixture

NOW = datetime.datetime(2026, 11, 26, 8, 0, tzinfo=datetime.UTC)
MAI = 770011770011


def ago(seconds: float) -> str:
    return (NOW - datetime.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


def ask(config_file: Path, *more: str) -> tuple[str, int]:
    """What the command prints and its exit status, as a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "status", "--config", str(config_file), *more],
        cwd=app.ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout, ended.returncode


def told(config_file: Path) -> tuple[str, int]:
    """The same within this process."""
    return status.tell(config_file, app.ROOT, as_json=False)


def line(text: str, part: str) -> str:
    """The line of that part."""
    [found] = [each for each in text.splitlines() if each[2:].startswith(f"{part}  ")]
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under the folder; of SQLite's shared memory only that it is there."""
    found = [each for each in folder.rglob("*") if each.is_file()]
    return {str(each): b"" if each.name.endswith("-shm") else each.read_bytes() for each in found}


def with_administrator(database: Path) -> None:
    db = open_store(database)
    People(db, load_rights(), {}).add("Lan", "administrator", "", ("telegram", "7", "7"))
    db.conn.close()


def change(config_file: Path, **groups: dict[str, Any]) -> Path:
    settings = yaml.safe_load(config_file.read_text(encoding="utf-8"))
    for name, values in groups.items():
        settings[name] |= values
    config_file.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return config_file


@pytest.fixture
def telegram() -> Iterator[Remote]:
    with own_process() as remote:
        yield remote


def until(true: Callable[[], Any], within_s: float = 30.0) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, f"not within {within_s} s"
        time.sleep(0.05)


# --- a real process ---


def test_a_bot_that_never_ran_runs_is_killed_runs_again_and_ends(
    config: Config, tmp_path: Path, telegram: Remote
) -> None:
    file = change(write_config(config, tmp_path, telegram.url), backups={"at": ""})
    text, level = ask(file)
    assert (level, line(text, "Tiến trình")[0]) == (2, "X")
    assert "chưa thấy chạy lần nào" in text
    assert "không có tệp" in line(text, "Cơ sở dữ liệu")
    assert [each.name for each in tmp_path.iterdir()] == ["config.yml"]
    with_administrator(tmp_path / "so-tay.sqlite3")
    with program(file) as bot:
        bot.start()
        runs(bot, file, telegram)
        before = contents(tmp_path)
        bot.kill()
        text, level = ask(file)
        assert level == 2
        assert "không chạy; mất đột ngột" in line(text, "Tiến trình")
        assert contents(tmp_path) == before
        bot.start()
        assert ask(file)[1] == 0
        end(bot)
        text, level = ask(file)
        assert level == 2
        assert "không chạy; đã dừng lúc" in line(text, "Tiến trình")
        assert "bot run" in text


def runs(bot: Program, file: Path, telegram: Remote) -> None:
    """The status of the bot that runs, before and after it has answered."""
    text, level = ask(file)
    assert level == 0, text
    assert text.startswith("Sổ tay 0.")
    assert "mọi thứ bình thường" in text
    assert f"số {pid(bot)}, bản" in line(text, "Tiến trình")
    assert "bật; tin nhận gần nhất: chưa có" in line(text, "Telegram")
    assert "tắt" in line(text, "Zalo")
    assert "1 văn bản đã nạp, 5 chỉ được nhắc đến" in line(text, "Kho văn bản")
    telegram.call("text", chat=MAI, text=QUESTION)
    telegram.call("text", chat=MAI, text="hướng dẫn nuôi cá tra xuất khẩu sang châu Âu")
    until(lambda: len(telegram.call("sent")) == 2)
    assert SIGNED in telegram.call("sent")[0]["text"]
    until(lambda: "trả lời gần nhất: vừa xong" in line(ask(file)[0], "Telegram"))
    text, level = ask(file, "--json")
    data = json.loads(text)
    assert (level, data["exit_status"]) == (0, 0)
    assert data["process"]["alive"]
    assert data["process"]["pulse"]["pid"] == pid(bot)
    index = Path(yaml.safe_load(file.read_text(encoding="utf-8"))["storage"]["index"])
    assert data["process"]["pulse"]["condition"]["index"]["version"] == versions.check(index).name
    assert data["database"]["tallies"]["asked_week"] == 2
    assert data["database"]["tallies"]["unanswered_week"] == 1
    assert data["database"]["tallies"]["people"] == {"administrator": 1}
    assert str(MAI) not in text


def pid(bot: Program) -> int:
    assert bot._process
    return bot._process.pid


def end(bot: Program) -> None:
    assert bot._process
    bot._process.send_signal(signal.SIGTERM)
    assert bot._process.wait(20) == 0


def test_a_messenger_that_lets_the_bot_in_no_more_is_told_while_the_other_serves(
    config: Config, tmp_path: Path, zalo: Zalo
) -> None:
    bot = Bot(config, tmp_path)
    bot.settings["backups"]["folder"] = str(tmp_path / "backups")
    with own_process(TOKEN) as telegram:
        bot.on_telegram(telegram.url)
        bot.on_zalo(zalo.url)
        bot.start()
        try:
            refusal = {"status": 401, "description": "Unauthorized"}
            telegram.call("fault", method="getUpdates", kind="status", times=None, **refusal)
            telegram.call("text", chat=MAI, text="chào")
            until(lambda: "đã ngắt" in line(told(tmp_path / "config.yml")[0], "Telegram"))
            text, level = told(tmp_path / "config.yml")
        finally:
            assert bot.process
            bot.process.kill()
            bot.process.wait()
    assert level == 1
    assert line(text, "Telegram").startswith("! ")
    assert line(text, "Zalo").startswith("  Zalo")
    assert "bật" in line(text, "Zalo")
    assert "lấy lại token" in text


# --- damaged files ---


@pytest.fixture
def kept(config: Config, tmp_path: Path) -> tuple[Path, Path]:
    """A config.yml, and the database with letters that it names."""
    database = tmp_path / "so-tay.sqlite3"
    db = open_store(database)
    with transaction(db):
        for number in range(400):
            Mailbox(db).write("test", "a", Reply(f"thư số {number} " * 20))
    db.conn.close()
    return write_config(config, tmp_path), database


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_told_with_the_command_that_restores_it_and_left_as_it_is(
    damage: str, kept: tuple[Path, Path]
) -> None:
    file, database = kept
    assert "đang hỏng" not in told(file)[0]
    DAMAGES[damage](database)
    before = contents(database.parent)
    text, level = told(file)
    assert level == 2
    missing = damage == "only the journal beside it"
    assert ("không có tệp" if missing else "đang hỏng") in line(text, "Cơ sở dữ liệu")
    assert "scripts/backup.py --restore" in text
    assert contents(database.parent) == before


def test_a_restore_that_was_broken_off_is_told(kept: tuple[Path, Path]) -> None:
    file, database = kept
    database.with_name(f"{database.name}-restoring").write_text("2026-11-26_020000", encoding="utf-8")
    text, level = told(file)
    assert level == 2
    assert "đang khôi phục dở" in line(text, "Cơ sở dữ liệu")


def test_a_database_of_a_killed_process_is_read_with_what_it_wrote_last(kept: tuple[Path, Path]) -> None:
    file, database = kept
    code = (
        "import os, pathlib, sys; from bot.store import open_store;"
        "db = open_store(pathlib.Path(sys.argv[1]));"
        "db.execute(\"INSERT INTO drafts VALUES (1, 'a', 'b', 'c', 1, 'd', 'e', 'f')\");"
        "os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(database)], cwd=app.ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    before = contents(database.parent)
    text, _ = told(file)
    assert "1 báo cáo đang soạn dở" in line(text, "Bản nháp")
    assert contents(database.parent) == before


def test_an_older_and_a_newer_schema_are_told(kept: tuple[Path, Path]) -> None:
    file, database = kept
    with contextlib.closing(open_store(database).conn) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'so_tay', 'm999_later', '')")
    assert line(told(file)[0], "Cơ sở dữ liệu").startswith("! ")
    with contextlib.closing(open_store(database).conn) as db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name NOT LIKE 'm001%'")
    text = line(told(file)[0], "Cơ sở dữ liệu")
    assert "cấu trúc 1, sẽ nâng lên" in text
    assert text.startswith("  ")


@pytest.fixture
def index(kept: tuple[Path, Path], config: Config, tmp_path: Path) -> Path:
    """An index of its own with two whole versions, the newer one serving."""
    copied = tmp_path / "index"
    shutil.copytree(config.storage.index, copied)
    versions.serve(shutil.copytree(versions.check(copied), copied / _later(versions.check(copied).name)))
    change(kept[0], storage={"index": str(copied)})
    return copied


def _later(version: str) -> str:
    return f"29{version[2:]}"


def test_a_damaged_index_is_told_and_the_version_before_that_would_serve(
    kept: tuple[Path, Path], index: Path
) -> None:
    whole = line(told(kept[0])[0], "Kho văn bản")
    assert "/2926 (" in whole
    (versions.check(index) / "documents.json").write_text("[]", encoding="utf-8")
    text = told(kept[0])[0]
    assert "tệp documents.json đã bị thay đổi" in line(text, "Kho văn bản (đĩa)")
    assert line(text, "Kho văn bản (đĩa)").startswith("! ")
    assert "/2926 (" not in line(text, "Kho văn bản")
    assert "reload_knowledge.py" in text


def test_an_index_of_which_nothing_is_whole_is_broken_and_one_never_made_too(
    kept: tuple[Path, Path], index: Path
) -> None:
    for file in filter(Path.is_file, index.glob("*/*")):
        file.write_bytes(b"damaged")
    text = line(told(kept[0])[0], "Kho văn bản")
    assert text.startswith("X")
    assert "hỏng" in text
    shutil.rmtree(index)
    assert "chưa dựng kho văn bản" in line(told(kept[0])[0], "Kho văn bản")


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"monitoring": {"cong": 1}}, "khóa lạ cong"),
        ({"monitoring": {"port": "9100"}}, "monitoring: port: cần kiểu int"),
        ({"conversation": {"timezone": "Asia/Quang_Ngai"}}, "không có múi giờ “Asia/Quang_Ngai”"),
        ({"people": {"default_role": "vua"}}, "không có vai trò “vua”"),
        ({"reporting": {"office_hours": "sáng"}}, "cần dạng 07:30-17:00"),
    ],
)
def test_a_wrong_setting_is_told_with_what_to_do(
    config: Config, tmp_path: Path, groups: dict[str, dict[str, Any]], said: str
) -> None:
    file = change(write_config(config, tmp_path), **groups)
    text, level = told(file)
    assert level == 2
    assert said in line(text, "Cài đặt")
    assert "docs/tra-cuu.md" in text
    assert json.loads(status.tell(file, app.ROOT, as_json=True)[0])["exit_status"] == 2


def test_no_config_and_one_that_is_no_yaml_are_told(tmp_path: Path) -> None:
    assert "Không đọc được" in told(tmp_path / "config.yml")[0]
    (tmp_path / "config.yml").write_text("a: [", encoding="utf-8")
    text, level = ask(tmp_path / "config.yml")
    assert "không phải YAML hợp lệ" in text
    assert level == 2


def test_a_message_set_aside_is_counted_by_its_day(kept: tuple[Path, Path]) -> None:
    db = open_store(kept[1])
    for number, days in enumerate((0, 3, 30)):
        message = Inbound("telegram", "1", "1", str(number), "chào", NOW)
        inbox_id = Mailbox(db).accept(message)
        assert inbox_id
        Mailbox(db).finish(inbox_id, message, [], failed=True)
        db.execute("UPDATE inbox SET done_at = ? WHERE id = ?", [ago(days * 86400 + 5), inbox_id])
    db.conn.close()
    found = survey.look_into(kept[1], NOW, whole=False).tallies
    assert found
    assert (found.set_aside_day, found.set_aside_week, found.set_aside) == (1, 2, 3)
    assert found.channels["test"].waiting == 400
