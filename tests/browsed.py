"""An office to be looked at, with canaries in all that must not be seen, and scripts/browse.py serving it."""

from __future__ import annotations

import contextlib
import datetime
import html
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot import app, audit
from bot.config import Config
from bot.form import Draft
from bot.store import now, transaction
from tests.reported import TIMEZONE, Reported

SCRIPT = app.ROOT / "scripts/browse.py"
SENDER, CHAT = "777000111222", "888000333444"
CANARIES = {
    "account": SENDER,
    "chat": CHAT,
    "raw message": "canary-of-the-inbox",
    "letter": "canary-of-the-outbox",
    "draft": "canary-of-a-draft",
    "state": "canary-of-a-state",
    "code": "canary-of-a-code",
    "task": "canary-of-a-task",
    "photo": "c0ffee" * 10 + "beef",
    "training": "canary-of-training",
    "hash": "",  # of the last line of the audit trail
}
TODAY = datetime.datetime.now(TIMEZONE).date()
UNITS = ("Xã Ba Dinh", "Xã Ngọk Réo", "Phường Sa Huỳnh")


def days_ago(number: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=number)


def stored(number: int) -> str:
    moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=number)
    return moment.isoformat(timespec="milliseconds")


def fill(office: Reported) -> dict[str, str]:
    """The canaries; the office has reports of the last weeks, people, questions, and a trail."""
    office.expect(*UNITS)
    for number in range(24):
        report = office.add(
            UNITS[number % 2],
            days_ago(4 * number),
            nil=number == 7,
            stored_at=stored(4 * number),
            activity_type=("hoi_nghi", "co_dong", "van_nghe")[number % 3],
            place="Xã Ba Dinh",
            attendees=100 + number,
            topic=["niem_tin", "bau_cu"][: 1 + number % 2],
            quantity={"value": 12, "what": "băng rôn"},
            summary='=HYPERLINK("x")' if number == 3 else f"Đường cờ Tổ quốc, lần {number}",
            photos=[CANARIES["photo"]] if number == 0 else [],
        )
        if number in (1, 2):
            office.judge(report, ("approved", "rejected")[number - 1])
    office.add("Xã Ba Dinh", days_ago(1), training=True, summary=CANARIES["training"])
    _people(office)
    _questions(office)
    return CANARIES | {"hash": _hidden(office)}


def _people(office: Reported) -> None:
    message = replace(office.message(), channel="telegram", sender=SENDER, chat=CHAT)
    with transaction(office.db):
        office.records.people.add("Nguyễn Thị Hoa", "administrator", "Xã Ba Dinh", ("telegram", SENDER, CHAT))
        for action, subject in (
            ("report stored", "BC-2025-000001"),
            ("report changed to version 2", "BC-2025-000001"),
            ("joined", "person 4 by invitation 3"),
            ("code locked", "2025-03-20T03:00:00+00:00"),
            ("refused", "summarise"),
        ):
            audit.record(office.db, message, action, subject)
        audit.record_by(office.db, "telegram", "999000", "refused", "ask")
        audit.record_by(office.db, "script", "quantri", "added officer", "person 2")


def _questions(office: Reported) -> None:
    asked: tuple[tuple[str, str, list[str], float, str | None], ...] = (
        ("ai lo cổ động trực quan", "answer", ["356-UBND-KGVX/4"], 0.93, "right"),
        ("AI LO cổ động trực quan?", "answer", ["356-UBND-KGVX/4"], 0.93, "wrong"),
        ("kinh phí in pano lấy ở đâu", "abstain", [], 0.2, None),
        ("KH 324 nói gì", "not_loaded", [], 0.8, None),
    )
    with transaction(office.db):
        for number, (text, outcome, passages, confidence, vote) in enumerate(asked):
            office.db.execute(
                "INSERT INTO questions (inbox_id, asked_at, text, outcome, passages, confidence, feedback,"
                " index_version) VALUES (?, ?, ?, ?, ?, ?, ?, 'v')",
                [number + 1, stored(8 * number), text, outcome, json.dumps(passages), confidence, vote],
            )


def _hidden(office: Reported) -> str:
    """The hash of the last line of the trail; all that must not be seen stands in the database."""
    db, message = office.db, replace(office.message(), channel="telegram", sender=SENDER, chat=CHAT)
    with transaction(db):
        inbox = office.records.mailbox.accept(replace(message, text=CANARIES["raw message"]))
        rows: dict[str, dict[str, object]] = {
            "outbox": {"inbox_id": inbox, "chat": CHAT, "reply": CANARIES["letter"], "created_at": now()},
            "conversations": {"chat": CHAT, "state": CANARIES["state"], "updated_at": now()},
            "tasks": {"chat": CHAT, "kind": "export", "content": CANARIES["task"], "made_at": now()},
            "invitations": {
                "lookup": CANARIES["code"],
                "role": "officer",
                "unit": "",
                "name": "",
                "made_by": f"telegram {SENDER}",
                "made_at": now(),
                "expires_at": now(),
            },
        }
        for table, row in rows.items():
            told = row if table == "invitations" else {"channel": "telegram", **row}
            places = ", ".join("?" * len(told))
            db.execute(f"INSERT INTO {table} ({', '.join(told)}) VALUES ({places})", list(told.values()))
        office.records.conversations.keep(message, office.form, Draft({"summary": CANARIES["draft"]}))
    return audit.head(db)


def settings(folder: Path, config: Config) -> Path:
    """A config.yml with the database in the folder and the index of the tests."""
    data = yaml.safe_load(app.CONFIG.read_text(encoding="utf-8"))
    data["storage"] |= {"database": str(folder / "so-tay.sqlite3"), "index": config.storage.index}
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Served:
    """The running script; `entry` is the address that it printed."""

    process: subprocess.Popen[str]
    entry: str

    @property
    def base(self) -> str:
        return self.entry.partition("/?")[0]

    @contextlib.contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """A client that went in by the address."""
        with httpx.Client(base_url=self.base, timeout=60) as client:
            assert client.get(self.entry).status_code == 303
            yield client

    def end(self, sign: int = signal.SIGINT) -> tuple[int, str, str]:
        """The exit status, and what was printed after the start on both streams."""
        self.process.send_signal(sign)
        out, errors = self.process.communicate(timeout=30)
        return self.process.returncode, out, errors


@contextlib.contextmanager
def serving(config: Path, *options: str) -> Iterator[Served]:
    command = [sys.executable, str(SCRIPT), "--port", "0", "--no-open", "--config", str(config), *options]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=environment,
    ) as process:  # fmt: skip
        try:
            yield Served(process, _printed(process))
        finally:
            process.kill()


def _printed(process: subprocess.Popen[str]) -> str:
    """The address that the script prints when it listens."""
    assert process.stdout
    ends = time.monotonic() + 120
    lines: list[str] = []
    while time.monotonic() < ends and (line := process.stdout.readline()):
        lines.append(line)
        if "Ctrl+C" in line:
            return re.findall(r"http://\S+", "".join(lines))[0]
    raise AssertionError(f"it did not start: {lines} {process.stderr.read() if process.stderr else ''}")


@dataclass(frozen=True)
class Looked:
    """The office, what is hidden in it, and a client that looks at it in its folder's database."""

    office: Reported
    canaries: dict[str, str]
    served: Served
    client: httpx.Client
    folder: Path

    def text(self, path: str) -> str:
        """The answer, which must be a good one."""
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def rows(self, name: str, query: str = "") -> list[dict[str, Any]]:
        found = json.loads(self.text(f"/xem/{name}.json?_shape=objects&_size=max&{query}"))
        rows: list[dict[str, Any]] = found["rows"]
        return rows

    def bars(self, chart: int) -> dict[str, tuple[int, str]]:
        """The number of each bar and where its name leads."""
        section = re.findall(r'<section class="chart">.*?</section>', self.text("/bieu-do"), re.S)[chart]
        bar = r'<a href="([^"]*)">(.*?)</a>.*?<td class="number">([\d.]+)</td>'
        found = re.findall(bar, section, re.S)
        return {
            html.unescape(name): (int(number.replace(".", "")), html.unescape(to))
            for to, name, number in found
        }


@contextlib.contextmanager
def looking(folder: Path, config: Config) -> Iterator[Looked]:
    """A filled office in the folder, served."""
    office = Reported(folder)
    canaries = fill(office)
    with serving(settings(folder, config)) as served, served.client() as client:
        yield Looked(office, canaries, served, client, folder)
    office.db.conn.close()
