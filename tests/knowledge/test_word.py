"""A Word file reads as Word shows it."""

from pathlib import Path

from knowledge.passages import document
from knowledge.reader import read
from tests.knowledge.files import SENTENCE, W, body, docx, listed, paragraph, table

NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf02d"/></w:lvl>
<w:lvl w:ilvl="4"><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%5."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
</w:numbering>"""


def lines(path: Path) -> list[str]:
    return [line for line in read(path).text.split("\n") if line]


def test_the_numbers_that_word_puts_before_paragraphs_stand_in_the_text(tmp_path: Path) -> None:
    document = body(
        listed("NHIỆM VỤ", 0), listed("Tuyên truyền", 1), listed("Treo băng rôn", 2),
        listed("Phát tờ rơi", 2),
        listed("ở chợ", 3), listed("Kiểm tra", 1), listed("Ở thôn", 4), listed("Ở xã", 4),
        listed("TỔ CHỨC", 0),
        listed("Sở Nội vụ", 1), listed("Sở Y tế", 1, "2"), listed("Sở Tài chính", 1, "2"),
    )  # fmt: skip
    path = docx(tmp_path / "a.docx", document, {"word/numbering.xml": NUMBERING})
    assert lines(path) == [
        "I. NHIỆM VỤ", "1. Tuyên truyền", "a) Treo băng rôn", "b) Phát tờ rơi", "- ở chợ", "2. Kiểm tra",
        "2.1. Ở thôn", "2.2. Ở xã", "II. TỔ CHỨC", "1. Sở Nội vụ", "4. Sở Y tế", "5. Sở Tài chính",
    ]  # fmt: skip


def test_a_list_and_a_place_on_the_line_may_come_from_a_style(tmp_path: Path) -> None:
    styles = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr>
    <w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="MucCon"><w:basedOn w:val="Muc"/></w:style>
    <w:style w:type="paragraph" w:styleId="Ten"><w:pPr><w:jc w:val="center"/></w:pPr>
    <w:rPr><w:caps/></w:rPr></w:style>
    </w:styles>"""
    document = body(
        paragraph("Kế hoạch", '<w:pStyle w:val="Ten"/>'),
        paragraph("Tổ chức ngày sách", '<w:pStyle w:val="Ten"/>'),
        paragraph("Việc một", '<w:pStyle w:val="MucCon"/>'),
        paragraph("Việc hai", '<w:pStyle w:val="MucCon"/>'),
    )
    path = docx(tmp_path / "a.docx", document, {"word/numbering.xml": NUMBERING, "word/styles.xml": styles})
    assert read(path).text == "KẾ HOẠCH\nTỔ CHỨC NGÀY SÁCH\n\n1. Việc một\n\n2. Việc hai\n"


def test_header_and_tail_in_tables_are_read_as_an_officer_reads_them(tmp_path: Path) -> None:
    letter = body(
        table(
            (
                "ỦY BAN NHÂN DÂN\nHUYỆN AN BÌNH",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
            ),
            ("Số: 45/UBND-VX\nV/v tổ chức ngày sách", "An Bình, ngày 03 tháng 3 năm 2025"),
        ),
        paragraph("Kính gửi: Ủy ban nhân dân các xã."),
        paragraph("1. Treo băng rôn."),
        table(("TT", "Việc"), ("1", "Băng rôn")),
        table(("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Bình")),
    )
    found = document(read(docx(tmp_path / "a.docx", letter)).text)
    assert (found.number, found.issuer) == ("45/UBND-VX", "Ủy ban nhân dân huyện An Bình")
    assert (f"{found.date:%d/%m/%Y}", found.subject) == ("03/03/2025", "tổ chức ngày sách")
    assert (found.signatory, found.recipients) == ("Trần Văn Bình", ("Như trên", "Lưu: VT"))
    assert "| 1 | Băng rôn |" in found.text


def test_changes_that_nobody_accepted_hidden_words_and_page_numbers_are_seen_through(tmp_path: Path) -> None:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>17</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    changed = (
        "<w:p><w:r><w:t>Nộp </w:t></w:r><w:del><w:r><w:delText>tháng ba</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>tháng tư</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bí mật</w:t></w:r></w:p>"
    )
    reading = read(docx(tmp_path / "a.docx", body(paragraph(SENTENCE), field, changed)))
    assert reading.text == f"{SENTENCE}\n\nNộp tháng tư\n"
    assert reading.method == "word"
    assert [note.split(":")[0] for note in reading.notes] == [
        "có sửa đổi chưa chấp nhận (track changes)",
        "có chữ ẩn",
    ]


def test_a_text_box_is_read_once_behind_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('DỰ THẢO')}</w:txbxContent>"
    drawn = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>"
    )
    assert lines(docx(tmp_path / "a.docx", body(drawn))) == [SENTENCE, "DỰ THẢO"]
