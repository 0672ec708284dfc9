import io
import time

from knowledge.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_a_line_comes_now_and_then() -> None:
    out = io.StringIO()
    with Progress(out, line_s=0.1) as progress:
        progress("đọc a.txt", 1, 3)
        progress("đọc b.txt", 2, 3)
        time.sleep(0.5)
        progress("dựng chỉ mục", 0, 0)
        time.sleep(0.3)
    lines = out.getvalue().splitlines()
    assert lines[0] == "… đọc b.txt (2/3), 0 giây"
    assert lines[-1] == "… dựng chỉ mục, 0 giây"
    assert len(lines) < 12


def test_what_is_done_at_once_leaves_no_line() -> None:
    out = io.StringIO()
    with Progress(out) as progress:
        progress("đọc a.txt", 1, 1)
    assert out.getvalue() == ""


def test_on_a_terminal_there_is_a_bar_that_goes_away() -> None:
    out = Terminal()
    with Progress(out) as progress:
        progress("đọc a.txt", 1, 3)
        progress("đọc b.txt", 2, 3)
        progress("dựng chỉ mục", 0, 0)
    shown = out.getvalue()
    assert "Đọc b.txt" in shown
    assert "2/3" in shown
    assert "Dựng chỉ mục" in shown
    assert shown.rpartition("\r")[2].strip() == ""
