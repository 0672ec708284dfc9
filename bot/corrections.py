"""How people say that something is wrong: "à nhầm", "sửa 3", "sửa số người thành 70", "số người sai rồi"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.form import Draft, Field
from bot.scene import Scene
from nlu.text import syllables, typed_as, words
from nlu.values import read as read_values

_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        *("nhầm", "lộn", "sửa", "đổi", "chỉnh", "sai", "không phải", "ko phải", "k phải", "chứ không"),
        *("chứ ko", "chứ k", "đúng ra", "mới đúng", "chính xác", "cập nhật", "lại là", "thực ra", "à quên"),
    )
)
_NUMBER = re.compile(r"(?:so |muc )?(\d{1,2})")
_HAS_DIGIT = re.compile(r"\d")
_EDIT = re.compile(r"^(?:cho )?(?:sua|doi|chinh sua|chinh|edit)(?: lai)?(?: muc| phan| cai)?(?: (.{1,30}))?$")
_CHANGE_TO = re.compile(r"^(?:sua|doi|chinh)(?: lai)?(?: muc)? (.+?) (?:thanh|sang|la) (.+)$")


def corrects(scene: Scene) -> bool:
    """Whether the message says that something before was wrong."""
    typed = words(scene.said.text)
    return any(
        typed_as(typed[start : start + len(phrase)], phrase)
        for start in range(len(typed))
        for phrase in _PHRASES
    )


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
    match = _EDIT.match(folded)
    if match:
        return _field_named(match.group(1), listed) if match.group(1) else ""
    return _field_spoken_of(folded, listed) if corrects(scene) else None


def only_new_value(scene: Scene, listed: Sequence[Field]) -> Scene:
    """The scene with only the new value of "sửa số người thành 70"; itself when it says no such thing."""
    match = _CHANGE_TO.match(" ".join(syllables(scene.said.text)))
    name = _field_named(match.group(1), listed) if match else None
    if match is None or name is None:
        return scene
    item = next(f for f in listed if f.name == name)
    text = match.group(2)
    if item.type == "integer" and text.isdigit():
        text = f"{text} người"
    text = f"sửa {text}"  # still a correction
    values = read_values(text, scene.message.sent_at.date())
    return replace(scene, said=replace(scene.said, text=text, values=values))


def _field_at(number: str, listed: Sequence[Field]) -> str | None:
    return listed[int(number) - 1].name if 1 <= int(number) <= len(listed) else None


def _field_named(said: str, listed: Sequence[Field]) -> str | None:
    """The field whose number these words are, or whose label holds them all."""
    if number := _NUMBER.fullmatch(said):
        return _field_at(number.group(1), listed)
    return next((f.name for f in listed if set(said.split()) <= set(syllables(f.label))), None)


def _field_spoken_of(said: str, listed: Sequence[Field]) -> str | None:
    """The field whose label stands in a sentence that brings no figure of its own."""
    if _HAS_DIGIT.search(said):
        return None
    labels = ((f.name, syllables(f.label)[:2]) for f in listed)
    return next(
        (name for name, label in labels if len(label) > 1 and f" {' '.join(label)} " in f" {said} "), None
    )
