"""The report conversation: from the first words to a stored report.

    start ──► asking        asking: the first missing field is asked for
               │  ▲
               ▼  │ correction
              ready ──► stored        ready: nothing is missing, rare values are pointed out; waits for "gửi"

"hủy" leads out of every state. Only an exact phrase or a button stores or cancels, never an intent.
"""

from __future__ import annotations

from dataclasses import replace

from bot import Reply, audit, corrections, telling
from bot.conversations import Conversations
from bot.form import Draft, Field, Form, Held, Problem, Value, check, is_required, missing
from bot.namesakes import Namesakes
from bot.privacy import mask
from bot.prompts import Prompts
from bot.reading import Reader, Reading, is_estimate
from bot.scene import Scene
from bot.sending import Sending
from bot.store import Database
from bot.taking import Taking
from bot.wording import Wording
from nlu.text import syllables

_LONG_SENTENCE = 8  # syllables; a message of that length tells something of the activity itself


class Reporting:
    """The conversation about the chat's one draft."""

    def __init__(
        self,
        db: Database,
        form: Form,
        reader: Reader,
        conversations: Conversations,
        sending: Sending,
        namesakes: Namesakes,
        prompts: Prompts,
        wording: Wording,
    ) -> None:
        self._db = db
        self.form = form
        self._reader = reader
        self._conversations = conversations
        self._sending = sending
        self._taking = Taking(form, namesakes, reader)
        self._namesakes = namesakes
        self.telling = frozenset(form.telling)
        self.counted = self.telling - frozenset(form.identifying)
        self._prompts = prompts
        self._say = wording

    def read(self, scene: Scene) -> Reading:
        """What the message says for the fields of the form."""
        return self._reader.read(scene.said)

    def start(self, scene: Scene) -> list[Reply]:
        """Open a draft; a message that tells of an activity fills it at once."""
        reading = self.read(scene)
        if self._tells_of_no_activity(scene, reading):
            return [Reply(self._say("report_not_done"))]
        if not reading.values and not reading.impossible:
            draft = self._conversations.keep(scene.message, self.form, Draft(training=scene.is_training))
            return [Reply(self._say("report_start")), *self._go_on(scene, draft)]
        return self.open(scene, Draft(training=scene.is_training), reading, dict(reading.values))

    def _tells_of_no_activity(self, scene: Scene, reading: Reading) -> bool:
        """Whether all that is told of a day did not take place: no kind and no number is left beside it."""
        kind, day = self.form.first("select_one"), self.form.first("date")
        if kind is None or day is None or day.name not in reading.values:
            return False
        told = kind.name in reading.values or self.counted & reading.values.keys()
        return not told and telling.load().tells_of_undone(scene.said.text)

    def changes(self, scene: Scene, draft: Draft, reading: Reading) -> dict[str, Value]:
        """What the message says otherwise than that draft of a stored report."""
        return self._taking.changes(scene, draft, reading)

    def open(self, scene: Scene, draft: Draft, reading: Reading, values: dict[str, Value]) -> list[Reply]:
        """Open that draft, with the values put in."""
        draft = self._conversations.keep(scene.message, self.form, draft)
        if values or reading.impossible:
            return self._put(scene, draft, reading, values)
        return [self._prompts.which(draft)] if draft.of else self._go_on(scene, draft)

    def take(self, scene: Scene, draft: Draft) -> list[Reply] | None:
        """Replies to a message about the draft; None when the message is about something else."""
        action = scene.command.split(":")[1] if scene.command.startswith("report:") else scene.phrase
        if action in ("confirm", "cancel", "skip", "back", "separate", "update"):
            return self._act(scene, draft, action)
        if draft.nil:
            return (
                None
                if scene.command or self._taking.is_aside(scene, draft, {}, Reading())
                else [self.resume(draft)]
            )
        if action == "set":
            name, value = scene.command.split(":")[3:]
            item = self.form.field(name)
            return self._put(
                scene, draft, Reading(), {name: [value] if item.type == "select_multiple" else value}
            )
        if action in ("show_all", "more", "related", "help") or (
            scene.command and not scene.command.startswith("report:")
        ):
            return None
        if action in ("yes", "no", "right", "wrong", "continue"):
            stop = [Reply(self._say("report_stop"))] if action == "no" and draft.asked else []
            return [*stop, self.resume(draft)]
        told = self.read(scene).values
        if (less := corrections.removed(scene, draft, told, self.form)) is not None:
            return self._go_on(scene, less)
        if (wanted := corrections.target(scene, draft, self._prompts.listed)) is not None:
            return self._edit(scene, draft, wanted)
        scene = corrections.only_new_value(scene, self._prompts.listed)
        reading = self.read(scene)
        if self._taking.is_another(scene, draft, reading):
            return self._hold(scene, draft, reading)
        values = self._taking.values(scene, draft, reading)
        if self._taking.is_aside(scene, draft, values, reading):
            return None
        return self._put(scene, draft, reading, values)

    def attach(self, scene: Scene) -> list[Reply]:
        """Put the message's photos into the draft, a new one when none is open; then go on with its words."""
        item = next(f for f in self.form.fields if f.type == "files")
        fresh = Draft(training=scene.is_training)
        draft = scene.draft or self._conversations.keep(scene.message, self.form, fresh)
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

    def resume(self, draft: Draft, *, whole: bool = False) -> Reply:
        """The question that the draft waits with, after something else was talked about (see `Prompts`)."""
        return self._prompts.pending(draft, whole=whole)

    def _act(self, scene: Scene, draft: Draft, action: str) -> list[Reply]:
        if action == "cancel":
            return self._cancel(scene, draft)
        if action == "back":
            return self._back(scene, draft)
        if action in ("separate", "update"):
            draft = self._unlike(scene, draft, action)
        if action in ("confirm", "separate", "update"):
            return self._store(scene, draft)
        if action == "skip" and draft.asked:
            return self._skip(scene, draft, self.form.field(draft.asked))
        return [self.resume(draft)]

    def _hold(self, scene: Scene, draft: Draft, reading: Reading) -> list[Reply]:
        """Keep a message about another activity until this draft is sent or dropped."""
        held = Held(mask(scene.said.text.strip()), reading.values, reading.approximate, reading.impossible)
        self._keep(scene, replace(draft, held=(*draft.held, held)))
        return [Reply(self._say("report_another"), self._prompts.ready(draft))]

    def _skip(self, scene: Scene, draft: Draft, item: Field) -> list[Reply]:
        if is_required(item, draft) and item.name not in draft.fields:
            return [Reply(self._say("report_cannot_skip", label=item.label)), self.resume(draft)]
        return self._go_on(scene, replace(draft, asked=""))

    def _cancel(self, scene: Scene, draft: Draft) -> list[Reply]:
        self._conversations.drop(scene.message)
        audit.record(self._db, scene.message, "draft cancelled", str(draft.id))
        dropped = self._say("report_change_dropped", number=draft.of) if draft.of else ""
        return [Reply(dropped or self._say("report_cancelled")), *self._open_held(scene, draft)]

    def _store(self, scene: Scene, draft: Draft) -> list[Reply]:
        if lacking := self._lacking(draft):
            labels = ", ".join(f.label.lower() for f in lacking)
            first = Reply(self._say("report_not_yet", labels=labels))
            return [first, *self._ask(scene, draft, lacking[0])]
        if objection := self._sending.objection(scene, draft):
            return [objection]
        stored = self._sending.store(scene, draft)
        self._conversations.drop(scene.message)
        return [stored, *self._open_held(scene, draft)]

    def _unlike(self, scene: Scene, draft: Draft, action: str) -> Draft:
        """The draft as one of its own, or as the next version of the report that it is like."""
        if action == "separate" or scene.command.count(":") < 3:
            return replace(draft, separate=True)
        return replace(draft, of=scene.command.split(":")[3], reason=self._say("report_updated"))

    def _open_held(self, scene: Scene, draft: Draft) -> list[Reply]:
        """Open the next draft from the first message that was held back, if there is one."""
        if not draft.held:
            return []
        first, *others = draft.held
        said = replace(scene.said, text=first.text)
        fresh = self._conversations.keep(scene.message, self.form, Draft(held=tuple(others)))
        reading = Reading(first.values, first.approximate, first.impossible)
        return self._put(replace(scene, said=said, command=""), fresh, reading, first.values)

    def _back(self, scene: Scene, draft: Draft) -> list[Reply]:
        if not draft.trail:
            return [Reply(self._say("report_no_back")), self.resume(draft)]
        name = draft.trail[-1]
        draft = replace(draft.without(name), trail=draft.trail[:-1])
        return self._ask(scene, draft, self.form.field(name))

    def _edit(self, scene: Scene, draft: Draft, name: str) -> list[Reply]:
        if name and self.form.field(name).ask:
            return self._ask(scene, draft, self.form.field(name))
        return [self._prompts.which(draft)]

    def _put(self, scene: Scene, draft: Draft, reading: Reading, values: dict[str, Value]) -> list[Reply]:
        """Put the values in; a wrong one is named with an example, a rare one asked about in the summary."""
        today = scene.message.sent_at.date()
        problems: list[Problem] = []
        taken: list[str] = []
        for name, told in values.items():
            value = mask(told) if isinstance(told, str) else told
            if isinstance(value, str) and self.form.field(name).type == "place":
                value = self._namesakes.told(value, scene.said.text)
            problem = check(self.form.field(name), value, today)
            if problem and not problem.doubtful:
                problems.append(problem)
                continue
            estimated = name not in reading.values and is_estimate(value, scene.said)
            draft = draft.put(name, value, approximate=estimated or name in reading.approximate)
            taken.append(name)
        draft = _answered(self._summarised(scene, draft) if values else draft, taken)
        if draft.of and taken and (said := mask(scene.said.text.strip())) not in draft.reason:
            draft = replace(draft, reason=f"{draft.reason}; {said}" if draft.reason else said)
        if problems:
            return self._object(scene, draft, problems[0])
        insists = taken or corrections.replaces(scene, draft)  # "sửa ngày thành 31/6"
        known = draft.without(draft.asked).fields
        wrong = {n: t for n, t in reading.impossible.items() if insists or n not in known}
        if wrong:
            name, text = next(iter(wrong.items()))
            words = self._say("form_date_impossible", value=text, today=today.strftime("%d/%m/%Y"))
            return [Reply(words), *self._ask(scene, draft, self.form.field(name))]
        if not taken:
            return self._not_understood(scene, draft)
        return self._go_on(scene, draft, changed=tuple(taken))

    def _summarised(self, scene: Scene, draft: Draft) -> Draft:
        """What was told serves as the summary: the first sentence, the short answers until there is one."""
        text = mask(scene.said.text.strip())
        long = len(syllables(text)) >= _LONG_SENTENCE
        sentence, anew = long and not corrections.corrects(scene), long and scene.message.edited
        for item in self.form.fields:
            if not item.first_message or scene.command or draft.of or draft.asked == item.name:
                continue
            before = str(draft.fields.get(item.name, ""))
            if not before or anew:
                draft = draft.put(item.name, text)
            elif text not in before and (
                sentence or (len(syllables(before)) < _LONG_SENTENCE and draft.asked)
            ):
                draft = draft.put(item.name, f"{before}; {text}")
        return draft

    def _object(self, scene: Scene, draft: Draft, problem: Problem) -> list[Reply]:
        item = self.form.field(problem.field)
        text = self._prompts.problem(problem, scene.message.sent_at.date())
        return [Reply(text), *self._ask(scene, draft, item)]

    def _not_understood(self, scene: Scene, draft: Draft) -> list[Reply]:
        if draft.asked:
            item = self.form.field(draft.asked)
            words = self._say("report_not_understood", label=item.label)
            return [Reply(words), *self._ask(scene, draft, item)]
        return [Reply(self._say("report_nothing_changed")), self.resume(draft)]

    def _go_on(self, scene: Scene, draft: Draft, changed: tuple[str, ...] = ()) -> list[Reply]:
        """Ask for the next missing field, or show the whole and ask for the confirmation."""
        if lacking := self._lacking(draft):
            return self._ask(scene, draft, lacking[0], self._prompts.echo(draft, changed))
        self._keep(scene, replace(draft, asked=""))
        before = self._sending.before(draft)
        return [self._prompts.summary(draft, scene.message.sent_at.date(), before)]

    def _lacking(self, draft: Draft) -> list[Field]:
        """What must still be asked: fields without a value, and a place that may be one of two."""
        if draft.nil:
            return []
        unclear = [f for f in self.form.fields if self._prompts.namesakes(f, draft)]
        return [*missing(self.form, draft), *unclear]

    def _ask(self, scene: Scene, draft: Draft, item: Field, lead: str = "") -> list[Reply]:
        draft = replace(draft, asked=item.name)
        self._keep(scene, draft)
        return [self._prompts.question(item, draft, lead)]

    def _keep(self, scene: Scene, draft: Draft) -> None:
        self._conversations.keep(scene.message, self.form, draft)


def _answered(draft: Draft, taken: list[str]) -> Draft:
    """The draft with its question answered, when the field asked for was taken."""
    if draft.asked in taken:
        return replace(draft, asked="", trail=(*draft.trail, draft.asked))
    return draft
