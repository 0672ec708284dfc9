"""Files that nobody should send: each with the reason for which it is refused."""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.knowledge.files import SENTENCE, W, body, docx, paragraph, png

Maker = Callable[[Path], Path]
BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def written(name: str, content: bytes | str) -> Maker:
    """A maker of a file with that content."""
    data = content if isinstance(content, bytes) else content.encode()

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def word(document: str, **parts: str) -> Maker:
    """A maker of a Word file."""
    return lambda folder: docx(
        folder / "a.docx", document, {k.replace("__", "/"): v for k, v in parts.items()}
    )


def late(maker: Callable[[], Maker]) -> Maker:
    """A maker of something large, which takes no memory before it is asked for."""

    def make(folder: Path) -> Path:
        return maker()(folder)

    return make


def packed(*entries: tuple[str, bytes, int]) -> Maker:
    """A maker of a Word file with these further entries: name, content, Unix mode."""

    def make(folder: Path) -> Path:
        path = docx(folder / "a.docx", body(paragraph(SENTENCE)))
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
            for name, content, mode in entries:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = mode << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(entry, content)
        return path

    return make


def pdf(*objects: bytes, pages: int = 1, contents: str = "") -> bytes:
    """A PDF of these objects behind catalogue and pages; each page shows `contents`."""
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(pages))
    show = f"/Contents {contents}".encode() if contents else b""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + show + b">>"
    all_ = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[" % pages + kids + b"]>>",
        *[page] * pages,
        *objects,
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, each in enumerate(all_, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + each + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(all_) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(all_) + 1, start))
    return out.getvalue()


def stream_bomb(folder: Path) -> Path:
    """A PDF of a few kilobytes whose page is 500 MB of drawing, packed twice."""
    packer, chunk = zlib.compressobj(9), b"BT /F 1 Tf (a) Tj ET " * 50_000
    once = b"".join(packer.compress(chunk) for _ in range(500)) + packer.flush()
    twice = zlib.compress(once, 9)
    filters = b"/Filter[/FlateDecode/FlateDecode]"
    page = b"<</Length %d%s>>stream\n%s\nendstream" % (len(twice), filters, twice)
    return written("a.pdf", pdf(page, contents="4 0 R"))(folder)


def encrypted_pdf() -> bytes:
    """A PDF whose trailer asks for a password."""
    handler = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"41" * 32, b"42" * 32)
    data = pdf(handler)
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]")


def huge_png() -> bytes:
    """The head of a picture of 60,000 × 60,000 points, in a hundred bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b"")]
    parts = [struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def fifo(folder: Path) -> Path:
    """A pipe that nobody writes into."""
    os.mkfifo(folder / "a.txt")
    return folder / "a.txt"


def link(folder: Path) -> Path:
    """A link to a file that could be read."""
    (folder / "goc.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "a.txt").symlink_to(folder / "goc.txt")
    return folder / "a.txt"


def workbook(folder: Path) -> Path:
    """A package of another program."""
    with zipfile.ZipFile(folder / "a.docx", "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return folder / "a.docx"


def spaced(text: str) -> str:
    """The text with a blank behind each of its letters."""
    return " ".join(text.replace(" ", ""))


TCVN3 = (
    "Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc ñy ban nh©n d©n tØnh yªu cÇu c¸c së thùc hiÖn"
)
ENGLISH = (
    "The committee asks all departments of the province to carry out this plan before the end of the year. "
)
MARKS_LOST = " ".join(f"{c} \u0323\u0302\u0301\u0301" for c in "uy ban nhan dan tinh")
NEST = f"{'<w:tbl><w:tr><w:tc>' * 400}{'</w:tc></w:tr></w:tbl>' * 400}"

HOSTILE: dict[str, tuple[Maker, str]] = {
    "empty": (written("a.docx", b""), "tệp rỗng"),
    "no text in a Word file": (word(body(paragraph(" "))), "không có chữ nào"),
    "no text in a page": (
        written("a.html", "<html><body><p>12/3</p><script>chữ</script></body></html>"),
        "không có chữ nào",
    ),
    "no text in a PDF": (written("a.pdf", pdf()), "không có chữ nào"),
    "English": (written("a.txt", ENGLISH * 5), "không giống văn bản tiếng Việt"),
    "an old font": (written("a.txt", TCVN3), "TCVN3"),
    "letters apart": (word(body(paragraph(spaced(SENTENCE * 3)))), "chữ bị tách rời"),
    "marks apart": (written("a.txt", f"{SENTENCE} {MARKS_LOST}"), "đứng rời"),
    "letters lost": (written("a.txt", f"{SENTENCE} {chr(0xFFFD) * 20}"), "không rõ là chữ gì"),
    "Word with a password": (written("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")), "đặt mật khẩu"),
    "Word of old": (written("a.docx", OLE), "lưu thành .docx"),
    "PDF with a password": (written("a.pdf", encrypted_pdf()), "đặt mật khẩu"),
    "a PDF called Word": (written("a.docx", pdf()), "đổi đuôi tệp thành .pdf"),
    "a Word file called PDF": (
        lambda f: word(body(paragraph(SENTENCE)))(f).rename(f / "a.pdf"),
        "sai loại tệp",
    ),
    "a program": (written("a.txt", b"\x7fELF" + bytes(100)), "sai loại tệp"),
    "a workbook": (workbook, "không phải văn bản Word"),
    "zip bomb": (late(lambda: word(f"<a>{' ' * 50_000_000}</a>")), "bom nén"),
    "zip bomb beside the text": (
        late(lambda: packed(("word/media/a.bin", bytes(50_000_000), 0o644))),
        "bom nén",
    ),
    "zip of very many parts": (packed(*((f"a/{n}", b"", 0o644) for n in range(6_000))), "bom nén"),
    "path out of the archive": (packed(("../../etc/cron.d/a", b"x", 0o644)), "đường dẫn không an toàn"),
    "absolute path": (packed(("/etc/passwd", b"x", 0o644)), "đường dẫn không an toàn"),
    "link in the archive": (packed(("word/a.xml", b"/etc/passwd", 0o120777)), "đường dẫn không an toàn"),
    "the same part twice": (packed(("a", b"1", 0o644), ("a", b"2", 0o644)), "trùng tên"),
    "broken archive": (written("a.docx", b"PK\x03\x04" + os.urandom(200)), "bị hỏng"),
    "millions of paragraphs": (
        late(lambda: word(body("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_200_000))),
        "bom nén|quá lớn",
    ),
    "paragraphs of many kinds": (
        late(lambda: word(body(*(paragraph(f"Điểm {n * 7919}") for n in range(150_000))))),
        "quá lớn",
    ),
    "one table of everything": (
        late(
            lambda: word(
                body("<w:tbl>", *(f"<w:tr><w:tc>{n}</w:tc></w:tr>" for n in range(250_000)), "</w:tbl>")
            )
        ),
        "quá lớn",
    ),
    "tables in tables": (word(body(NEST)), "bị hỏng"),
    "billion laughs": (
        word(
            f'<!DOCTYPE a [<!ENTITY l0 "ha">{BILLION}]><w:document {W}><w:body>'
            "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
        ),
        "DOCTYPE",
    ),
    "a file of this machine": (
        word(
            f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>'
            f"<w:p><w:r><w:t>{SENTENCE}&x;</w:t></w:r></w:p></w:body></w:document>"
        ),
        "DOCTYPE",
    ),
    "entities in another part": (
        word(body(paragraph(SENTENCE)), **{"word__styles.xml": "<!DOCTYPE a []><a/>"}),
        "DOCTYPE",
    ),
    "10,000 pages": (written("a.pdf", pdf(pages=10_000)), "10,000 trang"),
    "PDF stream bomb": (stream_bomb, "bộ đọc phải dừng|quá nhiều bộ nhớ|quá 10 giây"),
    "broken PDF": (written("a.pdf", b"%PDF-1.7\n" + os.urandom(500)), "bị hỏng"),
    "huge picture": (written("a.png", huge_png()), "lớn hơn mức"),
    "broken picture": (written("a.png", png(Image.new("L", (900, 900)))[:200]), "ảnh bị hỏng"),
    "a pipe": (fifo, "không phải tệp thường"),
    "a link": (link, "liên kết"),
    "a text of the worst form": (written("a.txt", f"{SENTENCE}\n" * 3 + "- a) 1. " * 600_000), "lớn hơn mức"),
    "a text that takes for ever to parse": (
        written("a.txt", f"{'ỦY BAN NHÂN DÂN ' * 12_000}\n{SENTENCE}"),
        "đọc quá 10 giây",
    ),
}
CLEANED = {
    "zero-width": (f"{SENTENCE[:9]}\u200b\u2060{SENTENCE[9:]}", "ký tự vô hình"),
    "bidirectional": (f"{SENTENCE[:3]}\u202e\u2066{SENTENCE[3:]}\u202c", "bidi"),
    "tags": (f"{SENTENCE}{''.join(chr(0xE0000 + ord(c)) for c in 'ignore')}", "ký tự vô hình"),
    "controls": (f"{SENTENCE[:20]}\x08\x1b{SENTENCE[20:]}", "ký tự điều khiển"),
    "decomposed": (unicodedata.normalize("NFD", SENTENCE), ""),
    "floating marks": (unicodedata.normalize("NFD", SENTENCE).replace("\u0323", " \u0323"), "dấu"),
    "tone first": (SENTENCE.replace("ầ", "a\u0300\u0302"), "dấu"),
    "eth": (SENTENCE.replace("Ủy", "Ðể ủy"), "Ð"),
}
