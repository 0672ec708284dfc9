"""What a Word file's styles say of a paragraph: its list, its place on the line, its capitals."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.reading.xml import Element, child, local, value

_LONGEST_CHAIN = 12
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Style:
    """`list_id` and `level` are "" and None where nothing is said; `centred`, `capitals` likewise None."""

    list_id: str = ""
    level: int | None = None
    centred: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None


def of_paragraph(properties: Element | None) -> Style:
    """What w:pPr itself says; the capitals are those of a style's own w:rPr."""
    alignment = value(child(properties, "jc"))
    return Style(
        value(child(properties, "numPr", "numId")),
        whole(value(child(properties, "numPr", "ilvl"))),
        alignment == "center" if alignment else None,
    )


def of_run(properties: Element | None) -> Style:
    """What w:rPr says."""
    return Style(capitals=_switch(properties, "caps"), hidden=_switch(properties, "vanish"))


class Styles:
    """The styles of styles.xml by their ids, each with what it takes from the one that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._own: dict[str, tuple[Style, str]] = {}
        self._default = ""
        for each in root if root is not None else ():
            if local(each) != "style" or value(each, "type") not in ("paragraph", "character"):
                continue
            named, run = of_paragraph(child(each, "pPr")), of_run(child(each, "rPr"))
            own = Style(named.list_id, named.level, named.centred, run.capitals, run.hidden)
            self._own[value(each, "styleId")] = (own, value(child(each, "basedOn")))
            if value(each, "type") == "paragraph" and value(each, "default") in ("1", "true"):
                self._default = value(each, "styleId")

    def style(self, name: str) -> Style:
        """The style of that id; the default one for ""."""
        result = Style()
        name = name or self._default
        for _ in range(_LONGEST_CHAIN):
            if name not in self._own:
                break
            own, name = self._own[name]
            result = over(result, own)
        return result


def over(first: Style, second: Style) -> Style:
    """The first style, and the second where the first says nothing."""
    return Style(
        first.list_id or second.list_id,
        second.level if first.level is None else first.level,
        second.centred if first.centred is None else first.centred,
        second.capitals if first.capitals is None else first.capitals,
        second.hidden if first.hidden is None else first.hidden,
    )


def whole(digits: str) -> int | None:
    """The whole number, None for anything else or an unreasonable one."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None


def _switch(properties: Element | None, name: str) -> bool | None:
    element = child(properties, name)
    return None if element is None else value(element) not in _OFF
