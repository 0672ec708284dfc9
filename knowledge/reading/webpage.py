"""The text of a web page (.html): what it shows, without scripts, styles and menus of links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from knowledge import DocumentRefused
from knowledge.reading import Reading
from knowledge.reading.layout import Block, Paragraph, Table, text
from knowledge.reading.plaintext import MAX_CHARACTERS
from knowledge.reading.xml import Element, local, too_large

_MAX_ELEMENTS = 500_000
_UNSEEN = frozenset(
    "script style noscript template head title meta link iframe object embed svg canvas audio video form "
    "input select button textarea nav footer aside".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr o:p".split()
)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_CENTRED = re.compile(r"text-align\s*:\s*center")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\0"
_DEEPEST = 200


def read(data: bytes, name: str) -> Reading:
    """The text of the page. Raises DocumentRefused when its encoding is wrong or it holds too much."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        parser.feed(_decoded(data, name))
        root = parser.close()
    except etree.LxmlError as error:
        raise DocumentRefused(
            f"{name}: trang web bị hỏng ({str(error)[:120]}). Hãy mở bằng trình duyệt, lưu lại rồi chạy lại."
        ) from error
    if root is None:
        return Reading("", "web")
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise too_large(name, f"hơn {_MAX_ELEMENTS:,} phần tử")
    return Reading(text(_blocks(root, centred=False, depth=0)), "web")


def _decoded(data: bytes, name: str) -> str:
    """The page's characters; without a mark or a declaration they are UTF-8."""
    declared = _DECLARED.search(data[:4096])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf") or encoding == "utf-8":
        encoding = "utf-8-sig"
    try:
        content = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise DocumentRefused(
            f"{name}: không giải mã được trang web (bảng mã “{encoding}”). "
            "Hãy mở bằng trình duyệt, lưu lại với bảng mã UTF-8 rồi chạy lại."
        ) from error
    if len(content) > 2 * MAX_CHARACTERS:
        raise too_large(name, f"{len(content):,} ký tự")
    # A declaration of XML would forbid to parse what is decoded already.
    return re.sub(r"\A\s*<\?xml[^>]*>", "", content).replace(_BREAK, "")


def _blocks(element: Element, *, centred: bool, depth: int, before: str = "") -> Iterator[Block]:
    """The paragraphs and tables inside, in order; the words between two of them are a paragraph of their own.

    `before` is the mark of a list's item, for the first paragraph.
    """
    centred = centred or _is_centred(element)
    ordered = local(element).lower() == "ol"
    words: list[str] = [before, element.text or ""]
    items = 0
    for each in element:
        tag = local(each).lower()
        if tag in _UNSEEN or _is_hidden(each):
            pass
        elif tag in _INLINE and not _holds_blocks(each):
            words.append(_inline(each, depth))
        elif depth > _DEEPEST:
            words.append(" ".join(each.itertext()))
        else:
            if any(word.strip() for word in words[1:]):
                yield from _paragraph(words, centred)
                words[0] = ""
            items += tag == "li"
            mark = words[0] if tag != "li" else f"{items}. " if ordered else "- "
            yield from _block(each, tag, depth, centred=centred, before=mark)
            words = ["", ""]
        words.append(each.tail or "")
    if any(word.strip() for word in words[1:]):
        yield from _paragraph(words, centred)


def _block(element: Element, tag: str, depth: int, *, centred: bool, before: str) -> Iterator[Block]:
    if tag == "table":
        yield _table(element, depth)
    elif tag == "pre":
        yield Paragraph("".join(element.itertext()))
    else:
        yield from _blocks(element, centred=centred, depth=depth + 1, before=before)


def _table(element: Element, depth: int) -> Table:
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    return Table(
        tuple(tuple(_cell(cell, depth) for cell in row if local(cell) in ("td", "th")) for row in rows)
    )


def _cell(element: Element, depth: int) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    for block in _blocks(element, centred=False, depth=depth + 1):
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found += [paragraph for row in block.rows for cell in row for paragraph in cell]
    return tuple(found)


def _inline(element: Element, depth: int) -> str:
    if local(element) == "br":
        return _BREAK
    if local(element) in ("img", "wbr") or depth > _DEEPEST:
        return ""
    parts = [element.text or ""]
    for each in element:
        if local(each).lower() not in _UNSEEN and not _is_hidden(each):
            parts.append(_inline(each, depth + 1))
        parts.append(each.tail or "")
    return "".join(parts)


def _paragraph(words: list[str], centred: bool) -> Iterator[Paragraph]:
    yield Paragraph(_SPACE.sub(" ", "".join(words)).replace(_BREAK, "\n").strip(), centred)


def _is_hidden(element: Element) -> bool:
    return _HIDDEN.search(element.get("style") or "") is not None or element.get("hidden") is not None


def _holds_blocks(element: Element) -> bool:
    return any(
        local(each).lower() in ("p", "div", "table", "ul", "ol", "li") for each in element.iterdescendants()
    )


def _is_centred(element: Element) -> bool:
    return (
        local(element).lower() == "center"
        or (element.get("align") or "").lower() == "center"
        or _CENTRED.search(element.get("style") or "") is not None
    )
