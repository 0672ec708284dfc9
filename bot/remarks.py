"""What is told beside the figures of a report and belongs into its content: a part of those who came
("trong đó 30 nữ"), a hamlet by its number ("thôn 4")."""

from __future__ import annotations

from bot import corrections
from bot.form import Draft, Field, Form, Value
from bot.scene import Scene
from nlu import Quantity
from nlu.text import fold, syllables, words

_FEW_WORDS = 7  # syllables


def with_remarks(scene: Scene, draft: Draft, form: Form, values: dict[str, Value]) -> dict[str, Value]:
    """The values without what counts only a part of what the draft counts; that goes into the content."""
    kept = {n: v for n, v in values.items() if not _is_part(scene, draft, form, form.field(n), v)}
    item = next((f for f in form.fields if f.first_message), None)
    if item is None or (kept == values and (values or not _names_a_hamlet(scene))):
        return values
    before, text = str(draft.fields.get(item.name, "")), scene.said.text.strip()
    return {**kept, item.name: before if text in before else f"{before}; {text}".strip("; ")}


def _is_part(scene: Scene, draft: Draft, form: Form, item: Field, value: Value) -> bool:
    """Whether the smaller number counts some of them: "trong đó 30", "60 nữ", "10 đảng viên"."""
    before = draft.fields.get(item.name)
    if item.type != "integer" or not isinstance(value, int) or not isinstance(before, int) or value >= before:
        return False
    counted = [q for q in scene.said.values.quantities if q.kind in item.counts]
    told = next((q for q in counted if q.value == value), None)
    return told is not None and (
        corrections.phrases("within").stands_in(words(scene.said.text[: told.start]))
        or _is_among("halves", told)
        or not (corrections.corrects(scene) or _is_among("whole", told) or _is_known(told, draft, form))
    )


def _is_among(kind: str, told: Quantity) -> bool:
    return corrections.phrases(kind).find(words(told.what)) == 0


def _is_known(told: Quantity, draft: Draft, form: Form) -> bool:
    """Whether the draft's own words count by that noun, or the message by none."""
    content = " ".join(str(draft.fields.get(f.name, "")) for f in form.fields if f.first_message)
    return f" {fold(told.what)} " in f" {' '.join(syllables(content))} " or not told.what


def _names_a_hamlet(scene: Scene) -> bool:
    """Whether the few words hold no figure but that of a hamlet: "ở thôn 4", "tổ dân phố 7"."""
    told = scene.said.values.quantities
    return (
        bool(told)
        and not scene.command
        and not scene.is_question
        and len(syllables(scene.said.text)) <= _FEW_WORDS
        and all(q.kind == "ordinal" and _is_among("hamlets", q) for q in told)
    )
