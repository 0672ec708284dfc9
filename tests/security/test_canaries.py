"""Canary secrets through the whole life of the assistant: in nothing that it writes, keeps or sends.

The real process at real servers, with all that goes wrong there, and every library at DEBUG.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from PIL import Image

from bot import app
from bot.config import Config
from bot.people import People, load_rights
from bot.store import open_store, transaction
from tests.security.driver import POISON
from tests.telegram_control import Remote, own_process

TOKENS = {
    "TELEGRAM_BOT_TOKEN": "4839201746:AAHq-canary_telegram_token_93x",
    "ZALO_BOT_TOKEN": "9917364520:ZzQw-canary_zalo_token_77y",
    "TELEGRAM_WEBHOOK_SECRET": "canary-webhook_secret-telegram-0123",
    "ZALO_WEBHOOK_SECRET": "canary-webhook_secret-zalo-4567890",
}
PHONE, IDENTITY, COMMENT = "0912345678", "051088001234", "canary-comment-of-a-camera"
BOSS, OFFICER, NEW, STRANGER = 1001, 1002, 1003, 1004
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
WAIT_S = 30.0


@dataclass
class Life:
    """One assistant with its folder and its servers; `codes` are all that it ever gave, with to whom."""

    folder: Path
    index: str
    telegram: Remote
    zalo: str
    codes: dict[str, int] = field(default_factory=dict)

    def config(self, **more: Any) -> Path:
        settings = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
        kept = {"database": "so-tay.sqlite3", "photos": "photos", "exports": "exports", "logs": "logs"}
        settings["storage"] |= {key: str(self.folder / name) for key, name in kept.items()}
        settings["storage"]["index"] = self.index
        settings["telegram"] |= {"base_url": self.telegram.url}
        settings["zalo"] |= {"base_url": self.zalo}
        settings["albums"] |= {"quiet_s": 0.2, "most_s": 1.0}
        for name, values in more.items():
            settings[name] |= values
        path = self.folder / "config.yml"
        path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        return path

    @contextlib.contextmanager
    def running(self, config: Path, *how: str) -> Iterator[subprocess.Popen[bytes]]:
        """The process, ended afterwards; what it prints goes into the folder."""
        environment = os.environ | TOKENS | {"PYTHONASYNCIODEBUG": "1"}
        command = [sys.executable, "-m", "tests.security.driver", str(config), *how]
        printed = self.folder / f"printed-{time.monotonic_ns()}.log"
        with printed.open("wb") as out:
            process = subprocess.Popen(command, cwd=app.ROOT, env=environment, stdout=out, stderr=out)
            try:
                until(lambda: "đang chạy" in printed.read_text(encoding="utf-8"))
                yield process
            finally:
                process.kill()
                process.wait()

    def hears(self, chat: int, wanted: str, since: int = 0) -> list[dict[str, Any]]:
        """All that the chat was sent since then, once the words are in it."""

        def told() -> list[dict[str, Any]]:
            return [each for each in self.telegram.call("sent", since=since) if each["chat_id"] == chat]

        until(lambda: any(wanted in (each["text"] or "") for each in told()))
        return told()

    def say(self, chat: int, text: str, wanted: str) -> str:
        """The replies to the text."""
        since = len(self.telegram.call("sent"))
        self.telegram.call("text", chat=chat, text=text)
        heard = "\n".join(each["text"] or "" for each in self.hears(chat, wanted, since))
        self.codes.update(dict.fromkeys(CODE.findall(heard), chat))
        return heard

    def say_by_zalo(self, person: str, text: str, count: int = 1) -> None:
        before = len(self._zalo("sent"))
        self._zalo("text", person=person, text=text)
        until(lambda: len(self._zalo("sent")) >= before + count)

    def _zalo(self, name: str, **told: Any) -> Any:
        return httpx.post(f"{self.zalo}/control/{name}", json=told, timeout=10).json()["result"]

    def fault(self, method: str, kind: str, **settings: Any) -> None:
        self.telegram.call("fault", method=method, kind=kind, **settings)

    def zalo_fault(self, method: str, kind: str, **settings: Any) -> None:
        self._zalo("fault", method=method, kind=kind, **settings)

    def sent(self) -> str:
        return json.dumps([self.telegram.call("sent"), self._zalo("sent")], ensure_ascii=False)


def until(done: Callable[[], Any]) -> None:
    ends = time.monotonic() + WAIT_S
    while not done():
        assert time.monotonic() < ends, "it did not come to pass"
        time.sleep(0.1)


@contextlib.contextmanager
def zalo_server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.zalo_server", "--token", TOKENS["ZALO_BOT_TOKEN"]]
    with subprocess.Popen(command, cwd=app.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture
def life(config: Config, tmp_path: Path) -> Iterator[Life]:
    db = open_store(tmp_path / "so-tay.sqlite3")
    people = People(db, load_rights(), {"": "guest"})
    with transaction(db):
        people.add("Sếp", "administrator", "Sở", ("telegram", str(BOSS), str(BOSS)))
        people.add("Cán bộ", "officer", "Xã Bình Minh", ("telegram", str(OFFICER), str(OFFICER)))
    db.conn.close()
    with own_process(TOKENS["TELEGRAM_BOT_TOKEN"]) as telegram, zalo_server() as zalo:
        yield Life(tmp_path, config.storage.index, telegram, zalo)


def photo() -> bytes:
    """A photo with a place, a camera and a comment in it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x9C9C] = COMMENT, COMMENT.encode("utf-16-le")
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(target, "JPEG", exif=exif, comment=COMMENT.encode())
    return target.getvalue()


def found(folder: Path, canaries: dict[str, str]) -> list[str]:
    """Which canaries stand where: in raw files, and in what is packed in them."""
    places: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            contents = {path.name: path.read_bytes()}
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as packed:
                    contents |= {f"{path.name}/{name}": packed.read(name) for name in packed.namelist()}
            places += [
                f"{name} in {where}"
                for where, data in contents.items()
                for name, canary in canaries.items()
                if canary.encode() in data or canary.encode("utf-16-le") in data
            ]
    return places


def canaries(life: Life) -> dict[str, str]:
    codes = {f"code {number}": code for number, code in enumerate(sorted(life.codes))}
    tight = {f"{name} tight": code.replace("-", "") for name, code in codes.items()}
    return {**TOKENS, **codes, **tight, "phone": PHONE, "identity": IDENTITY, "comment": COMMENT}


@pytest.mark.slow
def test_no_canary_is_found_in_anything_that_a_life_leaves_behind(life: Life) -> None:
    today = datetime.datetime.now(datetime.UTC).astimezone().strftime("%d/%m/%Y")
    with life.running(life.config()) as process:
        polled(life, today)
        time.sleep(2.5)  # the clock empties the log
        process.kill()  # what lies in the files now, lies there
        process.wait()
    assert len(life.codes) == 3
    assert found(life.folder, canaries(life)) == []
    with life.running(by_webhook(life), "crash") as process:
        life.say(NEW, f"gọi cho tôi số {PHONE} nhé, ai ký công văn 356", "356/UBND")
        life.say_by_zalo("z1", f"CCCD {IDENTITY}, số {PHONE}")
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_S)
        assert process.returncode == 1
    assert found(life.folder, canaries(life)) == []
    printed = "".join(path.read_text(encoding="utf-8") for path in life.folder.glob("printed-*"))
    assert int(re.findall(r"(\d+) records at DEBUG", printed)[0]) > 20
    assert "Poisoned at" in printed
    assert "the process ends by an error" in printed
    told = life.sent()
    assert [
        name for name, each in canaries(life).items() if not name.startswith("code") and each in told
    ] == []
    got = [
        (code, each["chat_id"])
        for each in life.telegram.call("sent")
        for code in CODE.findall(each["text"] or "")
    ]
    assert set(got) == set(life.codes.items())


def polled(life: Life, today: str) -> None:
    """All that people do and all that goes wrong while the messengers are asked for news."""
    code = CODE.findall(life.say(BOSS, "mời cán bộ xã Ba Tơ", "Mã"))[0]
    life.say(BOSS, "mời người duyệt", "Mã")  # never used
    life.say(STRANGER, "4K7P-9QZ2-X3TM-8V5C", "mã")
    life.say(NEW, f"dạ mã của em là {code.lower().replace('-', ' ')}", "Đã nhận mã")
    life.say(NEW, "liên kết Zalo", "Mã liên kết")
    life.fault("sendMessage", "status", retry_after_s=1)
    life.fault("sendMessage", "status", status=500)
    life.fault("sendMessage", "cut", accepted=True)
    life.fault("sendMessage", "garbage")
    life.fault("getUpdates", "status", status=502)
    life.fault("getUpdates", "cut")
    report = (
        f"Hôm nay {today} xã Bình Chánh tổ chức hội nghị tuyên truyền bầu cử, 120 người dự, liên hệ "
        f"ông Tèo sđt {PHONE}, CCCD {IDENTITY}"
    )
    life.say(OFFICER, report, "đã che")
    life.telegram.call("photo", chat=OFFICER, data=photo())
    life.hears(OFFICER, "ảnh")
    life.say(OFFICER, "gửi", "Đã lưu báo cáo số")
    for number in range(40):  # pages of the database fill, split and are used again
        life.telegram.call("text", chat=OFFICER, text=f"{'chữ ' * number} {PHONE} {IDENTITY} {number}")
        if number % 20 == 19:
            time.sleep(1)
    life.say(NEW, f"{POISON} {PHONE}", "Xin lỗi")
    for kind in ("excel", "csv", "ảnh"):
        life.say(BOSS, f"xuất {kind} tháng này", "Số liệu")
    life.zalo_fault("sendMessage", "code", error_code=429)
    life.zalo_fault("sendMessage", "status", status=500)
    life.zalo_fault("getUpdates", "status", status=500)
    life.say_by_zalo("z1", f"gọi {PHONE}, CCCD {IDENTITY}")
    life.say_by_zalo("z1", "ai ký công văn 356")
    life.fault("sendMessage", "status", status=401, description="Unauthorized")
    life.telegram.call("text", chat=STRANGER, text="xin chào")
    time.sleep(1)


def by_webhook(life: Life) -> Path:
    """The settings with which both messengers bring their news themselves."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    urls = {name: {"webhook_url": f"http://127.0.0.1:{port}/{name}"} for name in ("telegram", "zalo")}
    return life.config(webhooks={"port": port}, **urls)
