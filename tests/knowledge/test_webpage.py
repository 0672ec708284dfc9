"""A web page reads as a browser shows it."""

from pathlib import Path

from knowledge.reader import read
from tests.knowledge.files import SENTENCE

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Trang</title><style>p {{}}</style></head>
<body>
<nav>Trang chủ</nav><script>var a = "xấu";</script>
<table><tr><td>ỦY BAN NHÂN DÂN<br>TỈNH</td><td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table>
<p align="center">KẾ HOẠCH</p><p style="text-align: center">Tổ chức <b>ngày sách</b></p>
<div>{SENTENCE}<p>Căn cứ <i>Luật</i>
 Xuất bản;</p></div>
<ol><li>Việc một<ul><li>Ở xã</li></ul></li><li>Việc hai</li></ol>
<table><tr><th>TT</th><th>Việc</th></tr><tr><td>1</td><td>Sách</td></tr></table>
<p style="display:none">ẩn</p></body></html>"""


def test_what_is_shown_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    reading = read(tmp_path / "a.html")
    assert reading.method == "web"
    assert reading.text.split("\n\n") == [
        "ỦY BAN NHÂN DÂN\nTỈNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KẾ HOẠCH\nTổ chức ngày sách",
        SENTENCE,
        "Căn cứ Luật Xuất bản;",
        "1. Việc một",
        "- Ở xã",
        "2. Việc hai",
        "| TT | Việc |\n| 1 | Sách |\n",
    ]
