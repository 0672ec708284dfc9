"""How people say that something is wrong: "à nhầm", "sửa 3", "sửa số người thành 70", "số người sai rồi"."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from bot.form import Draft, Field, Form, Value
from bot.message import Message
from bot.scene import Scene
from nlu.phrase_table import PhraseTable
from nlu.text import fold, has_marks, syllables, words
from nlu.values import read as read_values

PHRASES = Path(__file__).with_name("corrections.yml")

_NUMBER = re.compile(r"(?:so |muc )?(\d{1,2})")
_HAS_DIGIT = re.compile(r"\d")
_EDIT = re.compile(r"^(?:cho )?(?:sua|doi|chinh sua|chinh|edit)(?: lai)?(?: muc| phan| cai)?(?: (.{1,30}))?$")
_CHANGE_TO = re.compile(
    r"^\W*(?:(?:cho|em|minh|tui|xin|nho)\s+)*(?:sua|doi|chinh|thay)(?:\s+lai)?(?:\s+muc)?\s+([^,;]+?)"
    r"\s+(?P<link>thanh|sang|bang|la|->|→)\s+(.+)$",
    re.DOTALL,
)
_BECOMES = re.compile(r"(.*?)\b(?P<link>thanh|sang)\s+(\d.*)$", re.DOTALL)  # "thêm 5 người nữa thành 85"
# Before a number of people that come to those told, or go from them, and behind it.
_MORE = re.compile(r"\bthem (?:duoc |khoang |chung |co )?$")
_FURTHER = re.compile(r"\s+(?:moi |ra )?nua\b")
_FEWER = re.compile(r"\b(?:bot|tru bot|tru ra|tru di|giam di|giam) $")
_NO_LINK = ("phat ", "truyen ")  # before an unmarked "thanh"
_COUNTS = {"integer": "người", "quantity": "sản phẩm"}  # what the bare new number of such a field counts
_LEFT_OUT = ("select_multiple", "integer", "quantity", "files")  # types of what may be left out by name
_FEW_WORDS = 7  # of a sentence that says no more than that a field is wrong, or what it is


def corrects(scene: Scene) -> bool:
    """Whether the message says that something before was wrong, or is an earlier one written anew."""
    said = words(scene.said.text)
    if phrases("corrects").find(said, spelt=has_marks(scene.said.text)) >= 0:
        return True
    return scene.message.edited or _becomes(scene.said.text) is not None


def tells_of_more(scene: Scene) -> bool:
    """Whether the message goes on to something else: "nữa", "giờ đến cái …"."""
    return _has(scene, "adds") or _has(scene, "next")


def replaces(scene: Scene, draft: Draft) -> bool:
    """Whether what it says stands for what is there: a correction, or few words while nothing is asked."""
    return corrects(scene) or (len(syllables(scene.said.text)) <= _FEW_WORDS and not draft.asked)


def is_only_a_number(scene: Scene) -> bool:
    """Whether the message is one number in words, or one among words that only say that it is right."""
    values, text = scene.said.values, scene.said.text
    if len(values.quantities) != 1 or values.dates or values.documents or text.strip().isdigit():
        return False
    told = values.quantities[0]
    return told.kind == "bare" and phrases("beside_a_number").make_up(
        words(f"{text[: told.start]} {text[told.end :]}")
    )


def added(scene: Scene, draft: Draft, told: Mapping[str, Value]) -> dict[str, Value]:
    """The lists of choices that the draft has, with those that the message adds: "cũng có nói về bầu cử"."""
    if not _has(scene, "adds"):
        return {}
    return {
        name: list(dict.fromkeys([*before, *more]))
        for name, more in told.items()
        if isinstance(more, list) and isinstance(before := draft.fields.get(name), list)
        if not set(more) <= set(before)
    }


def target(scene: Scene, draft: Draft, listed: Sequence[Field]) -> str | None:
    """The field to be asked for again, "" when none is named; None when the message is no such wish.

    "sửa", "sửa 3", "sửa ngày", "số người sai rồi"; and a bare number when nothing is being asked. `listed`
    are the fields as they are numbered on the screen.
    """
    if scene.command.startswith("report:change:"):
        return scene.command.split(":")[3]
    if scene.command.startswith("report:edit"):
        return ""
    folded = " ".join(syllables(scene.said.text))
    if not draft.asked and (number := _NUMBER.fullmatch(folded)):
        return _field_at(number.group(1), listed)
    if only_new_value(scene, listed) is not scene:
        return None
    match = _EDIT.match(folded)
    if match:
        return _field_named(match.group(1), listed) if match.group(1) else ""
    return _field_spoken_of(folded, listed) if corrects(scene) else None


def only_new_value(scene: Scene, listed: Sequence[Field]) -> Scene:
    """The scene with only the new value of "sửa số người thành 70", "sửa 60 thành 66", "sửa xã A thành xã B".

    Itself when it says no such thing.
    """
    text = scene.said.text
    match = _CHANGE_TO.match(fold(text))
    if match is None:
        return _only_number_after(scene, listed)
    name = _field_named(" ".join(syllables(match[1])), listed)
    item = next((field for field in listed if field.name == name), None)
    if item is None and match["link"] == "la":  # "sửa xã Ba Tơ là đúng" names no old value
        return scene
    value = _counting(text[match.start(3) :].strip(), item.type if item else "", scene)
    return _corrected(scene, value)


def _only_number_after(scene: Scene, listed: Sequence[Field]) -> Scene:
    """The scene with only what a number becomes: "số người thành 90 giùm em", "thêm 5 người nữa thành 85"."""
    match = _becomes(scene.said.text)
    if match is None:
        return scene
    said = f" {' '.join(syllables(match[1]))} "
    item = next((f for f in listed if f" {' '.join(syllables(f.label)[:2])} " in said), None)
    kind = "integer" if " nguoi " in said else item.type if item else ""
    return _corrected(scene, _counting(scene.said.text[match.start(3) :], kind, scene))


def _becomes(text: str) -> re.Match[str] | None:
    """Where a text says that something becomes a number; the "thanh" of "phát thanh 3 tin" is not "thành"."""
    match = _BECOMES.match(fold(text))
    if match is None:
        return None
    typed = text[match.start("link") : match.end("link")].lower()
    meant = typed in ("thành", "sang") or not has_marks(text)
    return match if meant and not match[1].endswith(_NO_LINK) else None


def _corrected(scene: Scene, value: str) -> Scene:
    """The scene as one that only corrects something to that value."""
    text = f"sửa {value}"
    values = read_values(text, scene.message.sent_at.date())
    return replace(scene, said=replace(scene.said, text=text, values=values))


def _counting(value: str, kind: str, scene: Scene) -> str:
    """The new value with what a field of that type counts behind its number, where nothing stands there."""
    found = read_values(value, scene.message.sent_at.date()).quantities
    if kind not in _COUNTS or not found or found[0].start or found[0].kind not in ("bare", "ordinal"):
        return value
    return f"{value[: found[0].end]} {_COUNTS[kind]}{value[found[0].end :]}"


def removed(scene: Scene, draft: Draft, told: Mapping[str, Value], form: Form) -> Draft | None:
    """The draft without what is to be left out ("bỏ chủ đề bầu cử", "bỏ số người đi"), None for no wish."""
    if not _has(scene, "removes") or _has(scene, "keeps"):
        return None
    clauses = re.split(r"[,;.\n]", scene.said.text)
    clause = next(
        (c for c in clauses if _has(replace(scene, said=replace(scene.said, text=c)), "removes")), ""
    )
    said = f" {' '.join(syllables(clause))} "
    less = draft
    for item in form.fields:
        before, named = draft.fields.get(item.name), told.get(item.name)
        if isinstance(before, list) and item.choices and isinstance(named, list) and set(named) & set(before):
            rest = [*(n for n in before if n not in named), *(n for n in named if n not in before)]
            less = less.put(item.name, rest) if rest else less.without(item.name)
        elif before is not None and item.type in _LEFT_OUT and _is_spoken_of(item, before, said):
            less = less.without(item.name)
    return less if less != draft else None


def exchanged(scene: Scene, draft: Draft, form: Form) -> dict[str, Value]:
    """The number that replaces one of the draft's: "không phải 120 đâu, 102", "thêm 6 nữa là 46"."""
    if changed := more_or_fewer(scene, draft, form):
        return changed
    if not (_has(scene, "corrects") or _has(scene, "adds")):
        return {}
    counted = [q for q in scene.said.values.quantities if q.kind != "ordinal"]
    said = list(dict.fromkeys(q.value for q in counted))
    message = Message(scene.said)
    meant = {q.value for q in counted if message.affirms(q.start, q.end)} or set(said)
    for item in form.fields:
        before = draft.fields.get(item.name)
        number = before["value"] if isinstance(before, dict) else before
        others = [each for each in said if each != number and each in meant]
        if item.type not in ("integer", "quantity") or not isinstance(number, int):
            continue
        pairs = itertools.permutations(said, 2)
        sums = [whole for part, whole in pairs if whole in (number + part, number - part) and part]
        new = others if number in said and len(others) == 1 else sums
        if len(new) == 1:
            return {item.name: {**before, "value": new[0]} if isinstance(before, dict) else new[0]}
    return {}


def more_or_fewer(scene: Scene, draft: Draft, form: Form) -> dict[str, Value]:
    """The head-count with those that come to it or go from it: "thêm 10 người nữa", "bớt 2 người"."""
    said = scene.said.values.quantities
    item = next((f for f in form.fields if f.type == "integer"), None)
    before = draft.fields.get(item.name) if item else None
    if item is None or not isinstance(before, int) or len(said) != 1 or said[0].kind not in item.counts:
        return {}
    folded, few = fold(scene.said.text), said[0].value
    if _FEWER.search(folded[: said[0].start]):
        return {item.name: before - few} if few <= before else {}
    more = _MORE.search(folded[: said[0].start]) and _FURTHER.match(folded[said[0].end :])
    return {item.name: before + few} if more else {}


def _is_spoken_of(item: Field, value: Value, said: str) -> bool:
    """Whether the folded words hold the beginning of the field's label, or the noun that was counted."""
    label = syllables(item.label)[:2]
    noun = syllables(str(value["what"])) if isinstance(value, dict) else []
    return any(words and f" {' '.join(words)} " in said for words in (label, noun))


def phrases(kind: str) -> PhraseTable:
    """The phrases of corrections.yml under that key."""
    return _phrases()[kind]


@functools.cache
def _phrases() -> dict[str, PhraseTable]:
    data = yaml.load(PHRASES.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: PhraseTable(listed) for name, listed in data.items()}


def _has(scene: Scene, kind: str) -> bool:
    return phrases(kind).stands_in(words(scene.said.text))


def _field_at(number: str, listed: Sequence[Field]) -> str | None:
    return listed[int(number) - 1].name if 1 <= int(number) <= len(listed) else None


def _field_named(said: str, listed: Sequence[Field]) -> str | None:
    """The field whose number these words are, or whose label holds them all."""
    if number := _NUMBER.fullmatch(said):
        return _field_at(number.group(1), listed)
    return next((f.name for f in listed if set(said.split()) <= set(syllables(f.label))), None)


def _field_spoken_of(said: str, listed: Sequence[Field]) -> str | None:
    """The field whose label stands in a sentence that brings no figure of its own."""
    if _HAS_DIGIT.search(said) or len(said.split()) > _FEW_WORDS:
        return None
    labels = ((f.name, syllables(f.label)[:2]) for f in listed)
    return next(
        (name for name, label in labels if len(label) > 1 and f" {' '.join(label)} " in f" {said} "), None
    )
