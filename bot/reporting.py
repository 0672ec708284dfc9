"""The report conversation: from the first words to a stored report.

    start ──► asking        asking: the first missing field is asked for
               │  ▲
               ▼  │ correction
              ready ──► stored        ready: nothing is missing, rare values are pointed out; waits for "gửi"

"hủy" leads out of every state. Only an exact phrase or a button stores or cancels, never an intent.
"""

from __future__ import annotations

from dataclasses import replace

from bot import Choice, Reply, audit, corrections
from bot.conversations import Conversations
from bot.form import Draft, Field, Form, Held, Problem, Value, check, is_required, missing
from bot.privacy import mask
from bot.prompts import Prompts
from bot.reading import Reader, Reading, answer
from bot.reports import Reports
from bot.scene import Scene
from bot.store import Database
from bot.wording import Wording
from nlu.text import syllables

# What a person may turn to in the middle of a report.
_ASIDES = frozenset(
    [
        *("ask_document", "list_documents", "list_reports", "summarise", "help", "greet", "thank", "goodbye"),
        *("write_for_me", "watch_people", "out_of_scope"),
    ]
)
# Fields that together tell one activity from another.
_IDENTIFYING = ("activity_type", "held_on", "place")
_TELLING = (*_IDENTIFYING, "attendees", "quantity")
_FEW_WORDS = 5  # syllables: "150 người", "ngày 12/3", "xã Bình Châu"
_LONG_SENTENCE = 8  # syllables; a message of that length tells something of the activity itself


class Reporting:
    """The conversation about the chat's one draft."""

    def __init__(
        self,
        db: Database,
        form: Form,
        reader: Reader,
        conversations: Conversations,
        reports: Reports,
        prompts: Prompts,
        wording: Wording,
    ) -> None:
        self._db = db
        self._form = form
        self._reader = reader
        self._conversations = conversations
        self._reports = reports
        self._prompts = prompts
        self._say = wording

    def read(self, scene: Scene) -> Reading:
        """What the message says for the fields of the form."""
        return self._reader.read(scene.said)

    def start(self, scene: Scene) -> list[Reply]:
        """Open a draft; a message that tells of an activity fills it at once."""
        reading = self.read(scene)
        draft = self._conversations.keep(scene.message, self._form, Draft())
        if not reading.values and not reading.impossible:
            return [Reply(self._say("report_start")), *self._go_on(scene, draft)]
        return self._put(scene, draft, reading, dict(reading.values))

    def take(self, scene: Scene, draft: Draft) -> list[Reply] | None:
        """Replies to a message about the draft; None when the message is about something else."""
        action = scene.command.split(":")[1] if scene.command.startswith("report:") else scene.phrase
        if action in ("confirm", "cancel", "skip", "back"):
            return self._act(scene, draft, action)
        if action == "set":
            name, value = scene.command.split(":")[3:]
            item = self._form.field(name)
            return self._put(
                scene, draft, Reading(), {name: [value] if item.type == "select_multiple" else value}
            )
        if action in ("show_all", "more", "related", "help") or (
            scene.command and not scene.command.startswith("report:")
        ):
            return None
        if action in ("yes", "no", "right", "wrong", "continue"):
            return [self.resume(draft)]
        if (wanted := corrections.target(scene, draft, self._prompts.listed)) is not None:
            return self._edit(scene, draft, wanted)
        scene = corrections.only_new_value(scene, self._prompts.listed)
        reading = self.read(scene)
        if self._is_another(scene, draft, reading):
            return self._hold(scene, draft, reading)
        values = self._values(scene, draft, reading)
        if self._is_aside(scene, draft, values, reading):
            return None
        return self._put(scene, draft, reading, values)

    def attach(self, scene: Scene) -> list[Reply]:
        """Put the message's photos into the draft, a new one when none is open; then go on with its words."""
        item = next(f for f in self._form.fields if f.type == "files")
        draft = scene.draft or self._conversations.keep(scene.message, self._form, Draft())
        before = draft.fields.get(item.name, [])
        photos = [*(before if isinstance(before, list) else []), *(f.sha256 for f in scene.message.files)]
        photos = list(dict.fromkeys(photos))
        if isinstance(item.maximum, int) and len(photos) > item.maximum:
            return [Reply(self._say("report_photos_full", most=item.maximum)), self.resume(draft)]
        draft = draft.put(item.name, photos)
        self._keep(scene, draft)
        first = Reply(self._say("report_photos", count=len(photos)))
        if syllables(scene.said.text):
            return [first, *(self.take(replace(scene, draft=draft), draft) or [self.resume(draft)])]
        return [first, *self._go_on(scene, _answered(draft, [item.name]))]

    def resume(self, draft: Draft) -> Reply:
        """The question that the draft waits with, after something else was talked about."""
        return self._prompts.pending(draft)

    def _act(self, scene: Scene, draft: Draft, action: str) -> list[Reply]:
        if action == "cancel":
            return self._cancel(scene, draft)
        if action == "back":
            return self._back(scene, draft)
        if action == "confirm":
            return self._store(scene, draft)
        if action == "skip" and draft.asked:
            return self._skip(scene, draft, self._form.field(draft.asked))
        return [self.resume(draft)]

    def _hold(self, scene: Scene, draft: Draft, reading: Reading) -> list[Reply]:
        """Keep a message about another activity until this draft is sent or dropped."""
        held = Held(mask(scene.said.text.strip()), reading.values, reading.approximate)
        self._keep(scene, replace(draft, held=(*draft.held, held)))
        return [Reply(self._say("report_another"), self._prompts.ready(draft))]

    def _skip(self, scene: Scene, draft: Draft, item: Field) -> list[Reply]:
        if is_required(item, draft) and item.name not in draft.fields:
            return [Reply(self._say("report_cannot_skip", label=item.label)), self.resume(draft)]
        return self._go_on(scene, replace(draft, asked=""))

    def _cancel(self, scene: Scene, draft: Draft) -> list[Reply]:
        self._conversations.drop(scene.message)
        audit.record(self._db, scene.message, "draft cancelled", str(draft.id))
        return [Reply(self._say("report_cancelled")), *self._open_held(scene, draft)]

    def _store(self, scene: Scene, draft: Draft) -> list[Reply]:
        if lacking := missing(self._form, draft):
            labels = ", ".join(f.label.lower() for f in lacking)
            first = Reply(self._say("report_not_yet", labels=labels))
            return [first, *self._ask(scene, draft, lacking[0])]
        report = self._reports.add(scene.inbox_id, scene.message, self._form, draft)
        self._conversations.drop(scene.message)
        audit.record(self._db, scene.message, "report stored", report.number)
        mine = Choice(self._say("choice_mine"), "mine")
        stored = Reply(self._say("report_stored", number=report.number), (mine,))
        return [stored, *self._open_held(scene, draft)]

    def _open_held(self, scene: Scene, draft: Draft) -> list[Reply]:
        """Open the next draft from the first message that was held back, if there is one."""
        if not draft.held:
            return []
        first, *others = draft.held
        said = replace(scene.said, text=first.text)
        fresh = self._conversations.keep(scene.message, self._form, Draft(held=tuple(others)))
        reading = Reading(first.values, first.approximate)
        return self._put(replace(scene, said=said, command=""), fresh, reading, first.values)

    def _back(self, scene: Scene, draft: Draft) -> list[Reply]:
        if not draft.trail:
            return [Reply(self._say("report_no_back")), self.resume(draft)]
        name = draft.trail[-1]
        draft = replace(draft.without(name), trail=draft.trail[:-1])
        return self._ask(scene, draft, self._form.field(name))

    def _edit(self, scene: Scene, draft: Draft, name: str) -> list[Reply]:
        if name and self._form.field(name).ask:
            return self._ask(scene, draft, self._form.field(name))
        return [self._prompts.which(draft)]

    def _values(self, scene: Scene, draft: Draft, reading: Reading) -> dict[str, Value]:
        """What of the message goes into the draft: the answer to what was asked, new values, corrections.

        A value that is there already gives way only to a correction or to a few words that are nothing else.
        """
        few_words = len(syllables(scene.said.text)) <= _FEW_WORDS and not draft.asked
        replacing = corrections.corrects(scene) or few_words
        values = {
            name: value
            for name, value in reading.values.items()
            if name not in draft.fields or (replacing and value != draft.fields[name])
        }
        target = draft.asked or (
            self._only_number(draft) if corrections.corrects(scene) and not values else ""
        )
        if target and not scene.is_question:
            item = self._form.field(target)
            direct = answer(item, scene.said, reading)
            is_place = item.type == "place" and item.name not in reading.values
            if direct is not None and not (is_place and (reading.values or scene.said.intent in _ASIDES)):
                values[item.name] = direct
        return values

    def _only_number(self, draft: Draft) -> str:
        """The one whole number of the draft, all that "à nhầm 90" can mean; "" for none or more."""
        numbers = [f.name for f in self._form.fields if f.type == "integer" and f.name in draft.fields]
        return numbers[0] if len(numbers) == 1 else ""

    def _is_another(self, scene: Scene, draft: Draft, reading: Reading) -> bool:
        """Whether the message tells of an activity other than the draft's, rather than correcting it."""
        told = [n for n in _TELLING if n in reading.values]
        other = [
            n
            for n in _IDENTIFYING
            if n in told and reading.values[n] != draft.fields.get(n, reading.values[n])
        ]
        sentence = len(syllables(scene.said.text)) > _FEW_WORDS
        of_its_own = len(told) > 2 and (len(other) > 1 or "activity_type" in other)
        return of_its_own and sentence and not corrections.corrects(scene) and not scene.is_question

    def _is_aside(self, scene: Scene, draft: Draft, values: dict[str, Value], reading: Reading) -> bool:
        if draft.asked in reading.values and draft.asked in values and not scene.is_question:
            return False
        if scene.said.intent in ("write_for_me", "watch_people") and len(values) < 2:
            return scene.said.confidence >= 0.5
        if scene.is_question and len(values) < 2:
            return True
        return not values and not reading.impossible and scene.said.intent in _ASIDES

    def _put(self, scene: Scene, draft: Draft, reading: Reading, values: dict[str, Value]) -> list[Reply]:
        """Put the values in; a wrong one is named with an example, a rare one asked about in the summary."""
        today = scene.message.sent_at.date()
        problems: list[Problem] = []
        taken: list[str] = []
        for name, told in values.items():
            value = mask(told) if isinstance(told, str) else told
            problem = check(self._form.field(name), value, today)
            if problem and not problem.doubtful:
                problems.append(problem)
                continue
            draft = draft.put(name, value, approximate=name in reading.approximate)
            taken.append(name)
        draft = _answered(self._summarised(scene, draft) if values else draft, taken)
        if problems:
            return self._object(scene, draft, problems[0])
        wrong = {n: t for n, t in reading.impossible.items() if n not in draft.fields}
        if wrong:
            name, text = next(iter(wrong.items()))
            words = self._say("form_date_impossible", value=text, today=today.strftime("%d/%m/%Y"))
            return [Reply(words), *self._ask(scene, draft, self._form.field(name))]
        if not taken:
            return self._not_understood(scene, draft)
        return self._go_on(scene, draft, changed=tuple(taken))

    def _summarised(self, scene: Scene, draft: Draft) -> Draft:
        """What was told serves as the summary: the first sentence, the short answers until there is one."""
        text = mask(scene.said.text.strip())
        sentence = len(syllables(text)) >= _LONG_SENTENCE and not corrections.corrects(scene)
        for item in self._form.fields:
            if not item.first_message or scene.command or draft.asked == item.name:
                continue
            before = str(draft.fields.get(item.name, ""))
            if not before:
                draft = draft.put(item.name, text)
            elif text not in before and (
                sentence or (len(syllables(before)) < _LONG_SENTENCE and draft.asked)
            ):
                draft = draft.put(item.name, f"{before}; {text}")
        return draft

    def _object(self, scene: Scene, draft: Draft, problem: Problem) -> list[Reply]:
        item = self._form.field(problem.field)
        text = self._prompts.problem(problem, scene.message.sent_at.date())
        return [Reply(text), *self._ask(scene, draft, item)]

    def _not_understood(self, scene: Scene, draft: Draft) -> list[Reply]:
        if draft.asked:
            item = self._form.field(draft.asked)
            words = self._say("report_not_understood", label=item.label)
            return [Reply(words), *self._ask(scene, draft, item)]
        return [Reply(self._say("report_nothing_changed")), self.resume(draft)]

    def _go_on(self, scene: Scene, draft: Draft, changed: tuple[str, ...] = ()) -> list[Reply]:
        """Ask for the next missing field, or show the whole and ask for the confirmation."""
        lacking = missing(self._form, draft)
        if lacking:
            return self._ask(scene, draft, lacking[0], self._prompts.echo(draft, changed))
        self._keep(scene, replace(draft, asked=""))
        return [self._prompts.summary(draft, scene.message.sent_at.date())]

    def _ask(self, scene: Scene, draft: Draft, item: Field, lead: str = "") -> list[Reply]:
        draft = replace(draft, asked=item.name)
        self._keep(scene, draft)
        return [self._prompts.question(item, draft, lead)]

    def _keep(self, scene: Scene, draft: Draft) -> None:
        self._conversations.keep(scene.message, self._form, draft)


def _answered(draft: Draft, taken: list[str]) -> Draft:
    """The draft with its question answered, when the field asked for was taken."""
    if draft.asked in taken:
        return replace(draft, asked="", trail=(*draft.trail, draft.asked))
    return draft
