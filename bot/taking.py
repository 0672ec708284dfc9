"""What of a message goes into an open draft, and which messages are about something else.

A value that is there already gives way only to a correction, or to a few words that are nothing else: a
remark never changes what a report says.
"""

from __future__ import annotations

from dataclasses import replace

from bot import corrections
from bot.form import Draft, Form, Value
from bot.namesakes import Namesakes
from bot.reading import Reader, Reading, answer
from bot.remarks import with_remarks
from bot.scene import Scene
from nlu.nouns import is_classifier
from nlu.text import syllables
from nlu.values import read as read_values

# What a person may turn to in the middle of a report.
_ASIDES = frozenset(
    [
        *("ask_document", "list_documents", "list_reports", "summarise", "help", "greet", "thank", "goodbye"),
        *("write_for_me", "watch_people", "out_of_scope"),
    ]
)
_REFUSED = ("write_for_me", "watch_people")
_FEW_WORDS = 7  # syllables: "150 người", "ngày 12/3", "văn nghệ, gồm 8 tiết mục"
_REFUSED_FROM = 0.5  # confidence


class Taking:
    """Decides for one form; writes nothing."""

    def __init__(self, form: Form, namesakes: Namesakes, reader: Reader) -> None:
        self._form = form
        self._namesakes = namesakes
        self._reader = reader

    def values(self, scene: Scene, draft: Draft, reading: Reading) -> dict[str, Value]:
        """The answer to what was asked, new values, corrections."""
        corrects, replacing = corrections.corrects(scene), corrections.replaces(scene, draft)
        values = {
            name: value
            for name, value in reading.values.items()
            if name not in draft.fields
            or name == draft.asked
            or (replacing and value != draft.fields[name] and self._is_meant(scene, name, value))
        }
        values = {name: _of_the_same(value, draft.fields.get(name)) for name, value in values.items()}
        values |= corrections.added(scene, draft, reading.values)
        if not draft.asked:
            values |= corrections.exchanged(scene, draft, self._form)
        alone = not values and (corrects or corrections.is_only_a_number(scene))
        target = draft.asked or (self._only_number(draft) if alone else "")
        if target and not _asks(scene):
            values |= self._answer(scene, draft, reading, target)
        return with_remarks(scene, draft, self._form, values)

    def changes(self, scene: Scene, draft: Draft, reading: Reading) -> dict[str, Value]:
        """What a message says otherwise than the report that it changes, of what it really tells."""
        told = {
            name: _of_the_same(value, draft.fields.get(name))
            for name, value in reading.values.items()
            if name not in draft.fields or self._is_meant(scene, name, value)
        }
        told |= corrections.more_or_fewer(scene, draft, self._form)
        told = {name: value for name, value in told.items() if value != draft.fields.get(name)}
        return with_remarks(scene, draft, self._form, told)

    def _is_meant(self, scene: Scene, name: str, value: Value) -> bool:
        """Whether a choice is really told: not by what is counted ("11 tin"), nor as "another subject"."""
        item = self._form.field(name)
        if isinstance(value, list) and item.choices:
            return not all(item.option(each).otherwise for each in value)
        if item.type != "select_one":
            return True
        text = scene.said.text
        for quantity in sorted(scene.said.values.quantities, key=lambda q: -q.start):
            text = f"{text[: quantity.start]},{text[quantity.end :]}"
        values = read_values(text, scene.message.sent_at.date())
        return self._reader.read(replace(scene.said, text=text, values=values)).values.get(name) == value

    def is_another(self, scene: Scene, draft: Draft, reading: Reading) -> bool:
        """Whether the message tells of an activity other than the draft's, rather than correcting it."""
        told = [n for n in self._form.telling if n in reading.values or n in reading.impossible]
        other = [n for n in self._form.identifying if n in told and self._is_other(n, draft, reading)]
        kind, place = self._form.first("select_one"), self._form.first("place")
        elsewhere = place is not None and place.name in other and place.name != draft.asked
        if draft.asked in reading.values and len(other) < 2 and not elsewhere:
            return False
        sentence = len(syllables(scene.said.text)) > _FEW_WORDS
        unlike = elsewhere or len(other) > 1 or (kind is not None and kind.name in other)
        of_its_own = len(told) > 2 and unlike
        return of_its_own and sentence and not corrections.corrects(scene) and not scene.is_question

    def _is_other(self, name: str, draft: Draft, reading: Reading) -> bool:
        """Whether the message says of that field what the draft does not; a day that is none is another."""
        if name in reading.impossible:
            return name in draft.fields
        return reading.values[name] != draft.fields.get(name, reading.values[name])

    def is_aside(self, scene: Scene, draft: Draft, values: dict[str, Value], reading: Reading) -> bool:
        """Whether the message is about something else than the draft."""
        answers = draft.asked in reading.values and draft.asked in values
        if answers and not scene.said.text.rstrip().endswith("?"):
            return False
        if scene.said.intent in _REFUSED and (len(values) < 2 and (scene.asks_to_write or not values)):
            return scene.said.confidence >= _REFUSED_FROM
        if _asks(scene) and len(values) < 2:
            return True
        return not values and not reading.impossible and scene.said.intent in _ASIDES

    def _answer(self, scene: Scene, draft: Draft, reading: Reading, target: str) -> dict[str, Value]:
        """The message as the answer to the question for that field, {} when it is none."""
        item = self._form.field(target)
        before = str(draft.fields.get(target, ""))
        if item.type == "place" and self._namesakes.of(before):
            told = self._namesakes.told(before, scene.said.text)
            return {target: told} if told != before else {}
        direct = answer(item, scene.said, reading)
        is_place = item.type == "place" and item.name not in reading.values
        elsewhere = reading.values or scene.said.intent in _ASIDES or scene.speaks_of_reporting
        return {} if direct is None or (is_place and elsewhere) else {target: direct}

    def _only_number(self, draft: Draft) -> str:
        """The one whole number of the draft, all that "à nhầm 90" can mean; "" for none or more."""
        numbers = [f.name for f in self._form.fields if f.type == "integer" and f.name in draft.fields]
        return numbers[0] if len(numbers) == 1 else ""


def _of_the_same(value: Value, before: Value | None) -> Value:
    """A new number of what was counted before, where only "cái" stands beside it: "45 cái thôi"."""
    if not isinstance(value, dict) or not isinstance(before, dict) or not is_classifier(value["what"]):
        return value
    return {**value, "what": before["what"]}


def _asks(scene: Scene) -> bool:
    """Whether something is asked; "không phải 120 đâu" asks nothing."""
    return scene.is_question and (scene.said.text.rstrip().endswith("?") or not corrections.corrects(scene))
