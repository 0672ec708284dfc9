"""The site served on 127.0.0.1 until it is told to end."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import uvicorn

from bot.browsing import words
from bot.browsing.site import Site
from bot.browsing.view import Viewing
from bot.config import Config
from bot.figures import labels
from bot.form import Form

HOST, PORT = "127.0.0.1", 8001
_OPENING = '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}">'


class PortTaken(Exception):
    """The port cannot be listened at; the message says what to do, in Vietnamese."""


def site(settings: Config, form: Form, root: Path) -> Site:
    """The site with those settings, whose paths count from `root`. Raises SourceUnusable, ConfigError."""
    index_dir, told = root / settings.storage.index, words.load()
    viewing = Viewing(settings, form, labels.load(), told, index_dir)
    return Site(root / settings.storage.database, index_dir, viewing, told)


def serve(site: Site, port: int, *, browser: bool) -> None:
    """Nothing; serves until Ctrl+C or SIGTERM. With port 0 any free one is taken. Raises PortTaken."""
    with contextlib.closing(site), contextlib.closing(_listening(port)) as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}/{site.entry}"
        print(f"Mở bằng trình duyệt trên máy này (chỉ ai có đường dẫn này mới xem được):\n  {address}")
        print("Dừng: Ctrl+C", flush=True)
        server = uvicorn.Server(uvicorn.Config(site.app, log_level="error"))
        with contextlib.suppress(KeyboardInterrupt), _opened(address) if browser else nullcontext():
            server.run(sockets=[listener])
        print("Đã dừng.")


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise PortTaken(
            f"Không mở được cổng {port} ({error}). Hãy chọn cổng khác, ví dụ: "
            f"python3 scripts/browse.py --port {PORT + 1}"
        ) from error


@contextlib.contextmanager
def _opened(address: str) -> Iterator[None]:
    """The browser is at the address, where there is a screen for one.

    It is led there by a file of the user's own: a command line, with the secret in it, everybody can read.
    """
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="so-tay-") as folder:
        file = Path(folder) / "mo.html"
        file.write_text(_OPENING.format(address=address), encoding="utf-8")
        webbrowser.open(file.as_uri())
        yield
