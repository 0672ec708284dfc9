"""The pages in a real browser: their words are there, a picture of them is not blank, also on a phone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from bot.browsing import words
from tests.browsed import Looked

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars"
).split()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (Debian: apt install chromium)"),
]


def browser(folder: Path, address: str, *options: str) -> str:
    """What the browser prints of the page."""
    command = [str(CHROMIUM), *OPTIONS, f"--user-data-dir={folder / 'profile'}", *options, address]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    return ended.stdout


def address(looked: Looked, path: str) -> str:
    """The page with the secret, by which the browser is let in."""
    base, _, secret = looked.served.entry.partition("/?")
    return f"{base}{path}?{secret}"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", [page.title for page in words.load().pages.values()]),
        ("/xem/bao_cao", ["Loại hoạt động", "Hội nghị, sinh hoạt, tuyên truyền miệng", "Xã Ba Dinh"]),
        ("/bieu-do", ["Báo cáo hoạt động theo tuần", "có câu trả lời"]),
    ],
)
def test_the_browser_shows_the_page(looked: Looked, tmp_path: Path, path: str, told: list[str]) -> None:
    shown = browser(tmp_path, address(looked, path), "--dump-dom")
    assert [each for each in told if each not in shown] == []


@pytest.mark.parametrize("path", ["/xem/bao_cao", "/bieu-do"])
@pytest.mark.parametrize("width", [1200, 500])
def test_a_picture_of_the_page_is_not_blank(looked: Looked, tmp_path: Path, path: str, width: int) -> None:
    file = tmp_path / "page.png"
    browser(tmp_path, address(looked, path), f"--window-size={width},900", f"--screenshot={file}")
    with Image.open(file) as picture:
        colours = picture.convert("RGB").getcolors(1 << 20) or []
    assert picture.width == width
    blue = sum(count for count, colour in colours if colour == (0x1F, 0x5C, 0x99))
    assert blue > 20 * width  # the head of the page, and on the charts the bars: its style was loaded
    assert len(colours) > 50
