"""scripts/browse.py over HTTP: who may look, what nobody may see or do, and that nothing is left behind."""

from __future__ import annotations

import html
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.browsing import words
from bot.config import Config
from tests.browsed import CANARIES, SCRIPT, Looked, days_ago, serving, settings, stored
from tests.reported import Reported

NAMES = list(words.load().pages)


def texts(looked: Looked) -> dict[str, str]:
    """What stands at the addresses that the pages lead to, some steps deep, and in the files of each page."""
    found: dict[str, str] = {}
    wait = ["/", "/bieu-do", *(f"/xem/{name}{kind}" for name in NAMES for kind in ("", ".json", ".csv"))]
    while wait and len(found) < 90:
        path = wait.pop(0)
        found[path] = looked.client.get(path, follow_redirects=True).text
        links = (html.unescape(each) for each in re.findall(r'href="(/[^"]*)"', found[path]))
        wait += [each for each in links if each not in found and each not in wait]
    return found


def test_nothing_that_must_not_be_seen_stands_on_any_page(looked: Looked) -> None:
    held = looked.folder.joinpath("so-tay.sqlite3").read_bytes()
    held += looked.folder.joinpath("so-tay.sqlite3-wal").read_bytes()
    assert [name for name, canary in looked.canaries.items() if canary.encode() not in held] == []
    seen = texts(looked)
    assert len(seen) == 90
    places = [
        (path, name) for path in seen for name, canary in looked.canaries.items() if canary in seen[path]
    ]
    assert places == []


@pytest.mark.parametrize(
    "path",
    [
        *("/xem", "/xem.json", "/xem.db", "/_internal", "/_memory", "/xem/bao_cao_tim", "/xem/sqlite_master"),
        *(
            "/-/settings.json",
            "/-/databases.json",
            "/-/plugins",
            "/-/auth-token",
            "/-/static/app.css",
            "/-/logout",
        ),
        *(
            "/xem?sql=select+1",
            "/xem.json?sql=select+1",
            "/tinh/../site.py",
            "/tinh/..%2fsite.py",
            "/xem%2Fbao_cao",
        ),
        *("/xem/bao_cao.db", "/xem/bao_cao.blob", "//example.com", "/xem/bao_cao/a/b"),
    ],
)
def test_no_other_path_leads_anywhere(looked: Looked, path: str) -> None:
    with socket.create_connection(
        (urlsplit(looked.served.base).hostname, urlsplit(looked.served.base).port)
    ) as raw:
        cookie = "; ".join(f"{name}={value}" for name, value in looked.client.cookies.items())
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        raw.sendall(request.encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 404"), answer[:200]
    assert "Không có" in answer


@pytest.mark.parametrize(
    "query", ["_where=1", "_where=1+union+select+1", "sql=select+1", "_trace=1", "_context=1"]
)
def test_no_statement_of_a_visitor_is_run(looked: Looked, query: str) -> None:
    answer = looked.client.get(f"/xem/bao_cao?{query}")
    assert answer.status_code in (200, 403)
    assert re.findall(r"(?i)select .* from|sqlite_master", answer.text) == []
    assert (
        '<td data-label="Số báo cáo"><a href="/xem/bao_cao/' in answer.text
        or "_where" in query
        or "sql" in query
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_written(looked: Looked, method: str) -> None:
    before = looked.rows("bao_cao")
    answer = looked.client.request(method, "/xem/bao_cao", content="x=1")
    assert (answer.status_code, "chỉ xem được" in answer.text) == (405, True)
    assert looked.rows("bao_cao") == before


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1.example.com:80", "", "10.0.0.1", "so-tay.local:8001"]
)
def test_another_name_of_the_host_is_refused(looked: Looked, host: str) -> None:
    answer = looked.client.get("/xem/bao_cao", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "BC-2025" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9999", "127.0.0.1:1"])
def test_a_tunnel_comes_by_another_port(looked: Looked, host: str) -> None:
    assert looked.client.get("/xem/bao_cao", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "so-tay-xem=", "so-tay-xem=x", "so-tay-xem=é", "so-tay-xem;;=\x7f"])
@pytest.mark.parametrize("path", ["/", "/xem/bao_cao.json", "/tinh/xem.css", "/?ma=", "/?ma=wrong", "/-/x"])
def test_without_the_link_of_this_run_nothing_is_answered(looked: Looked, path: str, cookie: str) -> None:
    answer = httpx.get(f"{looked.served.base}{path}", headers={b"cookie": cookie.encode()})
    assert answer.status_code in (400, 403)
    assert "scripts/browse.py" in answer.text or answer.status_code == 400
    assert "BC-2025" not in answer.text


def test_the_cookie_is_not_for_scripts_and_the_link_disappears_from_the_address(looked: Looked) -> None:
    answer = httpx.get(looked.served.entry.replace("/?", "/xem/doan?_search=a+b&"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/xem/doan?_search=a+b")
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert answer.headers["referrer-policy"] == "no-referrer"


# --- the database, the end ---


def test_the_database_is_left_as_it_is(looked: Looked) -> None:
    kept = looked.office.db.execute("PRAGMA data_version").fetchone()
    for path in ("/", "/xem/bao_cao", "/bieu-do"):
        looked.text(path)
    assert looked.office.db.execute("PRAGMA data_version").fetchone() == kept
    with sqlite3.connect(looked.folder / "so-tay.sqlite3", timeout=0, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert looked.text("/xem/bao_cao")
        other.execute("ROLLBACK")
    other.close()


def test_what_was_stored_meanwhile_is_seen(tmp_path: Path, config: Config) -> None:
    office = Reported(tmp_path)
    office.add("Xã Ba Dinh", days_ago(1), stored_at=stored(1), activity_type="hoi_nghi", summary="lần một")
    with serving(settings(tmp_path, config)) as served, served.client() as client:
        assert "lần một" in client.get("/xem/bao_cao").text
        office.add(
            "Xã Ba Dinh", days_ago(1), stored_at=stored(0), activity_type="hoi_nghi", summary="lần hai"
        )
        ends = time.monotonic() + 60
        while "lần hai" not in client.get("/xem/bao_cao").text:
            assert time.monotonic() < ends
            time.sleep(0.3)
        assert "<b>2</b> dòng" in client.get("/xem/bao_cao?_search=lan").text
    office.db.conn.close()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind_however_it_ends(tmp_path: Path, config: Config, sign: int) -> None:
    office = Reported(tmp_path / "kept")
    office.add("Xã Ba Dinh", activity_type="hoi_nghi", summary="còn đây")
    office.db.conn.close()
    path = settings(tmp_path / "kept", config)
    before = {each: each.read_bytes() for each in sorted((tmp_path / "kept").iterdir())}
    with serving(path) as served:
        with served.client() as client:
            assert "còn đây" in client.get("/xem/bao_cao").text
        status, out, errors = served.end(sign)
    assert {each: each.read_bytes() for each in sorted((tmp_path / "kept").iterdir())} == before
    assert errors == ""
    if sign == signal.SIGINT:
        assert (status, out) == (0, "Đã dừng.\n")
    with pytest.raises(httpx.ConnectError):
        httpx.get(served.base)


# --- what it says when it cannot ---


def run(*options: str) -> tuple[int, str]:
    command = [sys.executable, str(SCRIPT), "--no-open", *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return ended.returncode, ended.stderr


def test_a_port_that_is_taken_is_told_with_another(looked: Looked) -> None:
    port = str(urlsplit(looked.served.base).port)
    status, told = run("--port", port, "--config", str(looked.folder / "config.yml"))
    assert status == 1
    assert told.startswith(f"Không mở được cổng {port}")
    assert "--port" in told


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, config: Config) -> None:
    status, told = run("--config", str(settings(tmp_path, config)))
    assert (status, told.partition(" ")[0]) == (1, "Chưa")
    assert [each.name for each in tmp_path.iterdir()] == ["config.yml"]


def test_a_damaged_database_is_told_and_left_alone(tmp_path: Path, config: Config) -> None:
    path = tmp_path / "so-tay.sqlite3"
    path.write_bytes(b"no database" * 1000)
    status, told = run("--config", str(settings(tmp_path, config)))
    assert status == 1
    assert told.startswith("Không đọc được cơ sở dữ liệu")
    assert path.read_bytes() == b"no database" * 1000


def test_a_store_of_documents_that_is_damaged_is_said_to_be(tmp_path: Path, config: Config) -> None:
    office = Reported(tmp_path)
    office.db.conn.close()
    path = settings(tmp_path, config)
    path.write_text(path.read_text(encoding="utf-8").replace(config.storage.index, str(tmp_path / "none")))
    with serving(path) as served, served.client() as client:
        for name in ("van_ban", "doan"):
            text = client.get(f"/xem/{name}").text
            assert "Kho văn bản chưa dùng được" in text
            assert "không phải là không có văn bản" in text
        assert client.get("/xem/bao_cao").status_code == 200


def test_the_canaries_are_as_long_as_secrets(looked: Looked) -> None:
    assert all(len(each) > 8 for each in looked.canaries.values())
    assert set(looked.canaries) == set(CANARIES)
