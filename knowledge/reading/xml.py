"""XML of a Word file, parsed without entities, without the network, and with a bound on its elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from knowledge import DocumentRefused

MAX_ELEMENTS = 3_000_000
MAX_IN_BLOCK = 400_000  # of one paragraph or table, which is held in memory as a whole

Element = Any  # lxml has no types of its own


def local(element: Element) -> str:
    """The element's name without its namespace, "" for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, attribute: str = "val") -> str:
    """The attribute whatever its namespace, "" when the element or it is missing."""
    if element is not None:
        for name, content in element.attrib.items():
            if name.rpartition("}")[2] == attribute:
                return str(content)
    return ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first child at the end of the path of names, None when there is none."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def tree(stream: IO[bytes], name: str) -> Element:
    """The root of a small part, whole."""
    root = None
    for event, element, depth in _events(stream, name):
        if event == "end" and depth == 0:
            root = element
    return root


def blocks(stream: IO[bytes], name: str) -> Iterator[Element]:
    """Each child of the body with all that is in it, one by one; it is gone when the next comes."""
    inside = 0
    for event, element, depth in _events(stream, name):
        inside += 1
        if inside > MAX_IN_BLOCK:
            raise too_large(name, f"một bảng hay một đoạn có hơn {MAX_IN_BLOCK:,} phần tử")
        if event == "end" and depth == 2:
            yield element
            parent = element.getparent()
            element.clear()
            while element.getprevious() is not None:
                del parent[0]
            inside = 0


def too_large(name: str, what: str) -> DocumentRefused:
    """The refusal of a document that no office has ever written."""
    return DocumentRefused(
        f"{name}: quá lớn so với một văn bản ({what}). Hãy kiểm tra tệp gốc, hoặc tách thành nhiều tệp."
    )


def _events(stream: IO[bytes], name: str) -> Iterator[tuple[str, Element, int]]:
    """("start" or "end", element, how many elements it stands in). Raises DocumentRefused."""
    depth = count = 0
    try:
        walk = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in walk:
            if event == "start":
                if not depth and element.getroottree().docinfo.internalDTD is not None:
                    raise DocumentRefused(
                        f"{name}: trong XML của tệp có khai báo DOCTYPE/ENTITY, "
                        "Word không bao giờ ghi như vậy; không mở. Hãy xin lại tệp gốc."
                    )
                count += 1
                if count > MAX_ELEMENTS:
                    raise too_large(name, f"hơn {MAX_ELEMENTS:,} phần tử")
                depth += 1
            else:
                depth -= 1
            yield event, element, depth
    except etree.XMLSyntaxError as error:
        raise DocumentRefused(
            f"{name}: phần chữ của tệp bị hỏng ({str(error)[:120]}). Hãy mở bằng Word, lưu lại rồi chạy lại."
        ) from error
