"""What an officer does with reports that were sent: see them, change one, repeat one, report none.

An edit opens a draft filled with the report; what is confirmed becomes the report's next version.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot import Choice, Reply, audit, corrections
from bot.form import Draft, Form
from bot.privacy import mask
from bot.prompts import Prompts
from bot.reading import Reading
from bot.records import Records
from bot.reporting import Reporting
from bot.reports import Report
from bot.requests import Requests, named
from bot.scene import Scene
from bot.wording import Wording
from nlu.text import syllables, typed_as, words
from nlu.values import read as read_values

_REQUESTS = frozenset(["training_off", "training_on", "copy", "nil", "edit"])
_WITHDRAWING = frozenset(["withdraw", "withdraw_it"])
_STATES = {
    "new": "state_new",
    "returned": "state_returned",
    "approved": "state_approved",
    "rejected": "state_rejected",
}
_OF_ONE_DAY = ("date", "integer", "files")  # types of fields that the next activity has otherwise
_JUST_SENT = datetime.timedelta(hours=12)  # within which "à nhầm, 150 người" means the report sent last
_WHO = ("ai", "nào", "đâu", "mấy", "sao")
_FEW_WORDS = 8  # syllables of a correction: "à nhầm, số người là 150 mới đúng"
_OWN_LOOKED_AT = 20  # reports among which the one that a message tells of is looked for


@dataclass(frozen=True)
class Desk:
    """The collaborators."""

    records: Records
    form: Form
    reporting: Reporting
    requests: Requests
    prompts: Prompts
    wording: Wording
    shown: int


class Sent:
    """The conversation about reports that were sent, while no draft is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._records = desk.records
        self._say = desk.wording
        self._handlers: dict[str, Callable[[Scene], list[Reply]]] = {
            "training_on": lambda scene: self._train(scene, on=True),
            "training_off": lambda scene: self._train(scene, on=False),
            "copy": self._copy_last,
            "nil": self._nil,
            "edit": self.edit,
        }

    def act(self, scene: Scene) -> list[Reply] | None:
        """Replies to a choice or a request about reports sent; None when the message is none."""
        action, _, number = scene.command.partition(":")
        if action == "mine":
            return self.own(scene)
        if action in ("show", "edit", "copy") and number:
            return self._with_own(scene, number, action)
        if scene.command:
            return None
        if (replies := self.withdraw(scene)) is not None:
            return replies
        request = self._desk.requests.find(scene.said.text, _REQUESTS)
        if scene.is_question and request != "nil":
            return None
        if request in ("training_on", "training_off") and len(syllables(scene.said.text)) > _FEW_WORDS:
            return None
        if request == "edit" and self._tells_a_new_one(scene):
            return None
        if request == "nil" and not self.tells_of_none(scene):
            return None
        if request:
            return self._handlers[request](scene)
        if (number := self._number(scene)) and not self._told(scene):
            return self._with_own(scene, number, "show")
        if self._begins_another(scene):
            return self._cannot_begin(scene) or self._desk.reporting.start(scene)
        corrected = self._corrected(scene)
        return self._open(scene, corrected) if corrected else None

    def withdraw(self, scene: Scene) -> list[Reply] | None:
        """That a report that was sent cannot be deleted here; None when no such thing is wished for.

        "rút lại báo cáo", "xóa BC-2025-000012"; where no draft of a new report is open, "xóa báo cáo đó đi".
        """
        wish = self._desk.requests.find(scene.said.text, _WITHDRAWING)
        if scene.command or not wish or len(syllables(scene.said.text)) > _FEW_WORDS:
            return None
        number, own = self._number(scene), self._named(scene)
        if wish == "withdraw_it" and (self._told(scene) or not (number or self._speaks_of_sent(scene))):
            return None
        if number and own is None:
            return self._not_own(scene, number)
        report = own or self._last(scene)
        if report is None:
            return None
        first = Reply(self._say("report_not_withdrawn", number=report.number))
        return [first, self._desk.reporting.resume(scene.draft)] if scene.draft else [first]

    def _speaks_of_sent(self, scene: Scene) -> bool:
        """Whether "báo cáo" is one that was sent: none is being made, or a change that goes on."""
        making = scene.draft is not None and (not scene.draft.of or scene.phrase == "cancel")
        return scene.speaks_of_reporting and not making

    def _last(self, scene: Scene) -> Report | None:
        return next(iter(self._records.reports.of(scene.message, 1)), None)

    def tells_of_none(self, scene: Scene) -> bool:
        """Whether the message reports that there was no activity."""
        request = self._desk.requests.find(scene.said.text, _REQUESTS)
        return request == "nil" and not (self._asks_who(scene) or self._tells_of_one(scene))

    def own(self, scene: Scene) -> list[Reply]:
        """The sender's own reports with their states."""
        reports = self._records.reports.of(scene.message, self._desk.shown)
        if not reports:
            return [Reply(self._say("reports_none"))]
        count = self._records.reports.count(scene.message)
        lines = [self._say("reports_mine", count=count)]
        lines += [
            self._say("report_row", row=row, number=r.number, line=self._line(r), state=self._state(r))
            for row, r in enumerate(reports, 1)
        ]
        if count > len(reports):
            lines.append(self._say("reports_more", shown=len(reports), number=reports[-1].number))
        choices = tuple(Choice(str(row), f"show:{r.number}") for row, r in enumerate(reports, 1))
        return [Reply("\n".join([*lines, self._say("reports_open")]), choices)]

    def edit(self, scene: Scene) -> list[Reply]:
        """Open the report that the message means for changes, with those that it names."""
        report = self._named(scene)
        if report is None and (number := self._number(scene)):
            return self._not_own(scene, number)
        report = report or self._meant(scene)
        if report is None:
            return [Reply(self._say("reports_none"))]
        return self._open(self._without_number(scene), report)

    def _open(self, scene: Scene, report: Report) -> list[Reply]:
        if refusal := self._cannot_begin(scene):
            return refusal
        if report.kind == "nil":
            return [Reply(self._say("nil_not_edited", number=report.number))]
        if self._records.closings.covers(report.day) and not report.training:
            return [Reply(self._say("report_closed", number=report.number))]
        draft = Draft(
            report.fields,
            report.approximate,
            of=report.number,
            reason=mask(scene.said.text.strip()),
            training=report.training,
        )
        reading = Reading() if scene.command else self._desk.reporting.read(scene)
        changes = self._desk.reporting.changes(scene, draft, reading)
        return self._desk.reporting.open(scene, draft, reading, changes)

    def _with_own(self, scene: Scene, number: str, action: str) -> list[Reply]:
        report = self._records.reports.get(number)
        if report is None or not self._is_own(scene, report):
            return self._not_own(scene, number)
        if action == "edit":
            return self._open(scene, report)
        return self._repeat(scene, report) if action == "copy" else [self._show(report)]

    def _not_own(self, scene: Scene, number: str) -> list[Reply]:
        """The same words whether there is no such report or it is another's; the latter is written down."""
        if self._records.reports.get(number):
            audit.record(self._records.db, scene.message, "refused", number)
        return [Reply(self._say("report_unknown", number=number))]

    def _cannot_begin(self, scene: Scene) -> list[Reply]:
        """Why no further draft is opened, [] when one may be."""
        if scene.draft:
            return [Reply(self._say("report_other_open"))]
        return [Reply(self._say("too_many_drafts"))] if scene.full else []

    def _show(self, report: Report) -> Reply:
        """The whole report, with its state and what the office said."""
        lines = [self._say("report_shown", number=report.number, state=self._state(report))]
        lines += self._desk.prompts.lines(report.fields, report.approximate)
        if reviews := self._records.reviews.of(report):
            lines += [self._say("report_reviewed", reason=reviews[0].reason)] if reviews[0].reason else []
        choices = (
            Choice(self._say("choice_edit_sent"), f"edit:{report.number}"),
            Choice(self._say("choice_copy"), f"copy:{report.number}"),
        )
        return Reply("\n".join(lines), choices if report.kind == "activity" else ())

    def _copy_last(self, scene: Scene) -> list[Reply]:
        own = [r for r in self._records.reports.of(scene.message, self._desk.shown) if r.kind == "activity"]
        return self._repeat(scene, own[0]) if own else [Reply(self._say("reports_none"))]

    def _repeat(self, scene: Scene, report: Report) -> list[Reply]:
        """A draft with what lasts of the report; the message may tell the new one's day and people."""
        if refusal := self._cannot_begin(scene):
            return refusal
        kept = {f.name for f in self._desk.form.fields if f.type not in _OF_ONE_DAY}
        fields = {n: _undated(v) if isinstance(v, str) else v for n, v in report.fields.items() if n in kept}
        reading = Reading() if scene.command else self._desk.reporting.read(scene)
        draft = Draft(fields, training=scene.is_training)
        replayed = replace(scene, command=scene.command or "copy")  # its words are no summary
        replies = self._desk.reporting.open(replayed, draft, reading, dict(reading.values))
        return [Reply(self._say("report_copied", number=report.number)), *replies]

    def _nil(self, scene: Scene) -> list[Reply]:
        """A draft that says that there was no activity in the period named, or in the one that is due."""
        if refusal := self._cannot_begin(scene):
            return refusal
        today = scene.message.sent_at.date()
        period = self._records.periods.said(scene.said.text, today) or self._records.periods.due(today)
        item = next((f for f in self._desk.form.fields if f.first_message), None)
        fields = {item.name: mask(scene.said.text.strip())} if item else {}
        draft = Draft(dict(fields), nil=period.key, training=scene.is_training)
        return self._desk.reporting.open(scene, draft, Reading(), {})

    def _train(self, scene: Scene, *, on: bool) -> list[Reply]:
        day = scene.message.sent_at.date().isoformat() if on else ""
        self._records.conversations.remember(scene.message, replace(scene.state, training=day))
        return [Reply(self._say("training_on" if on else "training_off"))]

    def _corrected(self, scene: Scene) -> Report | None:
        """The report that a short message answers or changes: one sent back, or that sent just now."""
        if len(syllables(scene.said.text)) > _FEW_WORDS or not self._desk.reporting.read(scene).values:
            return None
        if returned := self._records.reports.returned(scene.message):
            return returned
        last = self._just_sent(scene)
        return last if last and corrections.corrects(scene) else None

    def _just_sent(self, scene: Scene) -> Report | None:
        last = self._last(scene)
        return last if last and scene.message.sent_at - last.sent_at <= _JUST_SENT else None

    def _begins_another(self, scene: Scene) -> bool:
        """Whether an activity of another kind than the one just reported is told: "còn phát thanh nữa"."""
        last, kind = self._just_sent(scene), self._desk.form.first("select_one")
        if last is None or kind is None or scene.draft or not corrections.tells_of_more(scene):
            return False
        reading = self._desk.reporting.read(scene)
        changed = self._desk.reporting.changes(scene, Draft(last.fields), reading)
        return kind.name in changed and len(syllables(scene.said.text)) <= _FEW_WORDS

    def _tells_a_new_one(self, scene: Scene) -> bool:
        """Whether "bổ sung báo cáo …" tells of an activity that none of the sender's reports is about."""
        told = self._desk.reporting.read(scene).values
        identifying = [n for n in self._desk.form.identifying if n in told]
        meant = None if self._named(scene) else self._meant(scene)
        same = sum(meant.fields.get(n) == told[n] for n in identifying) if meant else 0
        return len(identifying) > 1 and same < len(identifying) - 1 and self._named(scene) is None

    def _asks_who(self, scene: Scene) -> bool:
        """Whether it is asked who had none: "đơn vị nào không có hoạt động"."""
        start = self._desk.requests.starts(scene.said.text, "nil")
        before = words(scene.said.text)[:start]
        return scene.said.text.rstrip().endswith("?") or any(
            typed_as([word], [asked]) for word in before for asked in _WHO
        )

    def _tells_of_one(self, scene: Scene) -> bool:
        """Whether the message tells of an activity all the same ("không có hoạt động …, 50 người dự")."""
        told = self._desk.reporting.read(scene).values
        return any(f.name in told for f in self._desk.form.fields if f.type in ("integer", "quantity"))

    def _named(self, scene: Scene) -> Report | None:
        number = self._number(scene)
        report = self._records.reports.get(number) if number else None
        return report if report and self._is_own(scene, report) else None

    def _number(self, scene: Scene) -> str:
        """The report's number that the message names, "" for none."""
        found = named(scene.said.text, scene.message.sent_at.year, self._desk.form.number_prefix)
        return found.number if found else ""

    def _meant(self, scene: Scene) -> Report | None:
        """The report sent back last; else of the last ones that which shares most with what is told."""
        if returned := self._records.reports.returned(scene.message):
            return returned
        told = self._desk.reporting.read(scene).values
        own = self._records.reports.of(scene.message, _OWN_LOOKED_AT)
        return max(own, key=lambda r: sum(r.fields.get(n) == v for n, v in told.items()), default=None)

    def _told(self, scene: Scene) -> bool:
        """Whether the message that names a report says anything else of it."""
        reading = self._desk.reporting.read(self._without_number(scene))
        return bool(reading.values or reading.impossible)

    def _without_number(self, scene: Scene) -> Scene:
        """The scene without the report's number in its words, whose figures say nothing."""
        found = named(scene.said.text, scene.message.sent_at.year, self._desk.form.number_prefix)
        if found is None:
            return scene
        text = f"{scene.said.text[: found.start]}{scene.said.text[found.end :]}".strip(" :,.-")
        values = read_values(text, scene.message.sent_at.date())
        return replace(scene, said=replace(scene.said, text=text, values=values, entities=()))

    def _is_own(self, scene: Scene, report: Report) -> bool:
        return self._records.people.is_own(scene.message, report.channel, report.sender)

    def _line(self, report: Report) -> str:
        return (
            self._say("nil_line", day=report.day.strftime("%d/%m/%Y"))
            if report.kind == "nil"
            else (self._desk.prompts.line(report))
        )

    def _state(self, report: Report) -> str:
        return self._say("state_training" if report.training else _STATES[report.state])


def _undated(text: str) -> str:
    """The text without the days that it names: they are those of the report that is repeated."""
    for day in sorted(read_values(text, datetime.date.today()).dates, key=lambda d: -d.start):
        text = text[: day.start] + text[day.end :]
    return " ".join(text.split()).strip(" ,;:-")
