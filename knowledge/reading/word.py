"""The text of a Word file (.docx) as Word shows it, with the numbers of its lists.

Text inserted under "track changes" is in, deleted text is out; so are headers and footers, page numbers,
comments, hidden text and footnotes. A text box follows the paragraph that it is anchored in.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from knowledge import DocumentRefused
from knowledge.reading import Reading
from knowledge.reading.layout import Block, Paragraph, Table, text
from knowledge.reading.package import MAIN, Package
from knowledge.reading.plaintext import MAX_CHARACTERS
from knowledge.reading.word_lists import Lists
from knowledge.reading.word_styles import Style, Styles, of_paragraph, of_run, over
from knowledge.reading.xml import Element, blocks, child, local, too_large, tree, value

MAX_BLOCKS = 30_000  # paragraphs; a code of law has 5,000
_SEEN_THROUGH = (
    "ins",
    "moveTo",
    "hyperlink",
    "smartTag",
    "sdt",
    "sdtContent",
    "fldSimple",
    "customXml",
    "bdo",
    "dir",
)
_REMARKS = {
    "del": "có sửa đổi chưa chấp nhận (track changes): giữ chữ được chèn, bỏ chữ bị xóa",
    "moveFrom": "có sửa đổi chưa chấp nhận (track changes): giữ chữ được chèn, bỏ chữ bị xóa",
    "ins": "có sửa đổi chưa chấp nhận (track changes): giữ chữ được chèn, bỏ chữ bị xóa",
    "footnoteReference": "có chú thích cuối trang: không đưa vào văn bản",
    "endnoteReference": "có chú thích cuối văn bản: không đưa vào văn bản",
    "vanish": "có chữ ẩn: không đưa vào văn bản",
    "txbxContent": "có khung chữ (text box): đặt sau đoạn chứa nó, hãy kiểm tra thứ tự",
    "drawing": "có hình ảnh: chữ trong hình không được đọc",
}
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)
_SYMBOLS = {"f02d": "-", "f02b": "+", "f0b7": "•"}


def read(data: bytes, name: str) -> Reading:
    """The text of the file. Raises DocumentRefused when it is damaged or larger than any document."""
    try:
        package = Package(data, name)
        body = _Body(name, Styles(_part(package, "word/styles.xml", name)), _lists(package, name))
        with package.open(MAIN) as stream:
            written = text(body.read(blocks(stream, name)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise DocumentRefused(
            f"{name}: tệp .docx bị hỏng ({error}). Hãy mở bằng Word, lưu lại rồi chạy lại."
        ) from error
    return Reading(written, "word", tuple(dict.fromkeys(body.notes)))


def _lists(package: Package, name: str) -> Lists:
    return Lists(_part(package, "word/numbering.xml", name))


def _part(package: Package, part: str, name: str) -> Element | None:
    if part not in package:
        return None
    with package.open(part) as stream:
        return tree(stream, name)


class _Body:
    """Reads the blocks of a body in order: the numbers of lists go up from one to the next."""

    def __init__(self, name: str, styles: Styles, lists: Lists) -> None:
        self._name = name
        self._styles = styles
        self._lists = lists
        self._counted: Counter[str] = Counter()
        self._field = ""  # the instruction of a field whose result is being read
        self.notes: list[str] = []

    def read(self, elements: Iterator[Element]) -> Iterator[Block]:
        """What each element is. Raises DocumentRefused when there are too many."""
        for element in elements:
            yield from self._blocks(element)

    def _blocks(self, element: Element) -> Iterator[Block]:
        kind = local(element)
        if kind == "p":
            yield from self._paragraphs(element)
        elif kind == "tbl":
            yield self._table(element)
        elif kind in _SEEN_THROUGH:
            for each in element:
                yield from self._blocks(each)

    def _table(self, element: Element) -> Table:
        rows = [each for each in _within(element) if local(each) == "tr"]
        return Table(
            tuple(tuple(self._cell(cell) for cell in _within(row) if local(cell) == "tc") for row in rows)
        )

    def _cell(self, element: Element) -> tuple[Paragraph, ...]:
        found: list[Paragraph] = []
        for block in (block for each in element for block in self._blocks(each)):
            if isinstance(block, Paragraph):
                found.append(block)
            else:
                found += [paragraph for row in block.rows for cell in row for paragraph in cell]
        return tuple(found)

    def _paragraphs(self, element: Element) -> Iterator[Paragraph]:
        """The paragraph, and those of the text boxes anchored in it."""
        properties = child(element, "pPr")
        named = self._styles.style(value(child(properties, "pStyle")))
        style = over(of_paragraph(properties), named)
        boxes: list[Element] = []
        words = "".join(self._words(element, style, boxes))
        if words.strip():
            words = self._label(style) + words.lstrip(" \t")
        self._count(words)
        yield Paragraph(words, bool(style.centred))
        for box in boxes:
            for each in box:
                yield from (block for block in self._blocks(each) if isinstance(block, Paragraph))

    def _label(self, style: Style) -> str:
        if style.list_id in ("", "0"):
            return ""
        return self._lists.label(style.list_id, style.level or 0)

    def _words(self, element: Element, style: Style, boxes: list[Element]) -> Iterator[str]:
        for each in element:
            kind = local(each)
            if kind in _REMARKS:
                self.notes.append(_REMARKS[kind])
            if kind == "r":
                yield from self._run(each, style, boxes)
            elif kind in _SEEN_THROUGH and not (
                kind == "fldSimple" and _PAGE_FIELD.match(value(each, "instr"))
            ):
                yield from self._words(each, style, boxes)

    def _run(self, run: Element, style: Style, boxes: list[Element]) -> Iterator[str]:
        properties = child(run, "rPr")
        own = over(
            of_run(properties), over(self._styles.style(value(child(properties, "rStyle")) or "-"), style)
        )
        shown: list[str] = []
        for each in run:
            kind = local(each)
            if kind in ("AlternateContent", "drawing", "pict", "object"):
                self._anchored(each, boxes)
            elif kind == "fldChar":
                self._turn(value(each, "fldCharType"))
            elif kind == "instrText":
                self._field += each.text or ""
            elif kind in _REMARKS:
                self.notes.append(_REMARKS[kind])
            elif not _PAGE_FIELD.match(self._field):
                shown.append(_character(kind, each))
        words = "".join(shown)
        if own.hidden and words.strip():
            self.notes.append(_REMARKS["vanish"])
            return
        yield words.upper() if own.capitals else words

    def _turn(self, kind: str) -> None:
        """A field begins with its instruction; its result follows until it ends."""
        if kind in ("begin", "end"):
            self._field = ""

    def _anchored(self, element: Element, boxes: list[Element]) -> None:
        """The text boxes inside, each once: a fallback says the same again for older versions of Word."""
        found = [
            each
            for each in element.iter("{*}txbxContent")
            if not any(local(above) == "Fallback" for above in each.iterancestors())
        ]
        if found:
            boxes += found
            self.notes.append(_REMARKS["txbxContent"])
        elif next(element.iter("{*}blip", "{*}imagedata"), None) is not None:
            self.notes.append(_REMARKS["drawing"])

    def _count(self, words: str) -> None:
        self._counted["blocks"] += 1
        self._counted["characters"] += len(words)
        if self._counted["blocks"] > MAX_BLOCKS:
            raise too_large(self._name, f"hơn {MAX_BLOCKS:,} đoạn")
        if self._counted["characters"] > MAX_CHARACTERS:
            raise too_large(self._name, f"hơn {MAX_CHARACTERS:,} ký tự")


def _within(element: Element) -> Iterator[Element]:
    """The children, those of content controls around rows or cells in their place."""
    for each in element:
        if local(each) in _SEEN_THROUGH:
            yield from _within(each)
        else:
            yield each


def _character(kind: str, element: Element) -> str:
    if kind == "t":
        return element.text or ""
    if kind == "tab":
        return "\t"
    if kind in ("br", "cr"):
        return "" if value(element, "type") in ("page", "column") else "\n"
    if kind == "noBreakHyphen":
        return "-"
    if kind == "sym":
        return _SYMBOLS.get(value(element, "char").lower(), "")
    return ""
