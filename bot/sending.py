"""What happens to a draft that is confirmed: it is stored as a report, or as the next version of one.

A likely duplicate is asked about first: the same unit, day, place and type. A report of a closed period is
kept, but does not enter the figures of that period; one that is there already cannot be changed any more.
"""

from __future__ import annotations

import datetime

from bot import Choice, Reply, audit
from bot.form import Draft, Form, Value
from bot.namesakes import Namesakes
from bot.prompts import Prompts
from bot.records import Records
from bot.reports import Filing, Report
from bot.scene import Scene
from bot.units import Units
from bot.wording import Wording

# Types of the fields which, with the day and the unit, make two reports likely the same.
_SAME = ("select_one", "place")


class Sending:
    """Stores drafts inside the transaction of the confirming message."""

    def __init__(
        self,
        records: Records,
        form: Form,
        units: Units,
        namesakes: Namesakes,
        prompts: Prompts,
        wording: Wording,
    ) -> None:
        self._records = records
        self._form = form
        self._units = units
        self._namesakes = namesakes
        self._prompts = prompts
        self._say = wording

    def before(self, draft: Draft) -> dict[str, Value] | None:
        """What the stored report says that the draft changes, None for a draft of a new one."""
        report = self._records.reports.get(draft.of) if draft.of else None
        return report.fields if report else None

    def objection(self, scene: Scene, draft: Draft) -> Reply | None:
        """Why the draft is not stored as it is; None when nothing stands against it."""
        filing = self._filing(scene, draft)
        if draft.of:
            before = self._records.reports.get(draft.of)
            if before is None or not self._records.people.is_own(
                scene.message, before.channel, before.sender
            ):
                if before:
                    audit.record(self._records.db, scene.message, "refused", draft.of)
                return Reply(self._say("report_unknown", number=draft.of))
            days = {filing.day, before.day}
            if not draft.training and any(map(self._records.closings.covers, days)):
                return Reply(self._say("report_closed", number=draft.of))
            if before.fields == draft.fields:
                return Reply(self._say("report_unchanged", number=draft.of), self._prompts.ready(draft))
            return None
        if draft.separate or draft.training:
            return None
        like = self._like(scene, draft, filing)
        return self._duplicate(scene, draft, like) if like else None

    def store(self, scene: Scene, draft: Draft) -> Reply:
        """Stores the draft; says under which number, and what to know about it."""
        filing = self._filing(scene, draft)
        if draft.of:
            report = self._records.reports.revise(scene.inbox_id, self._form, draft, filing)
            audit.record(
                self._records.db, scene.message, f"report changed to version {report.version}", report.number
            )
            text = self._say("report_revised", number=report.number, version=report.version)
        else:
            report = self._records.reports.add(scene.inbox_id, scene.message, self._form, draft, filing)
            audit.record(self._records.db, scene.message, "report stored", report.number)
            text = self._say("training_stored" if report.training else "report_stored", number=report.number)
        lines = [text, *self._remarks(report)]
        return Reply("\n".join(lines), (Choice(self._say("choice_mine"), "mine"),))

    def _remarks(self, report: Report) -> list[str]:
        """What to know of a report that was just stored: a closed period, missing photos."""
        remarks = []
        if not report.training and self._records.closings.covers(report.day):
            remarks.append(self._say("report_late", day=report.day.strftime("%d/%m/%Y")))
        photos = self._form.first("files")
        if photos and report.kind == "activity" and not report.fields.get(photos.name):
            remarks.append(self._say("report_without_photo"))
        return remarks

    def _like(self, scene: Scene, draft: Draft, filing: Filing) -> Report | None:
        anybody = bool(self._own_unit(scene, draft))  # the unit that follows from the place may be another's
        if draft.nil:
            return self._records.reports.like(scene.message, {}, filing, anybody=anybody, kind="nil")
        fields = [f for f in map(self._form.first, _SAME) if f and f.name in draft.fields]
        same = {f.name: draft.fields[f.name] for f in fields}
        if len(same) < len(_SAME):
            return None
        return self._records.reports.like(scene.message, same, filing, anybody=anybody)

    def _duplicate(self, scene: Scene, draft: Draft, like: Report) -> Reply:
        """What is already stored, and the ways out; only one's own report may be replaced."""
        if draft.nil:
            return Reply(self._say("nil_already", number=like.number), self._prompts.ready(draft))
        mine = self._records.people.is_own(scene.message, like.channel, like.sender)
        update = (Choice(self._say("choice_update"), f"report:update:{draft.id}:{like.number}"),)
        choices = (
            *(update if mine and not self._records.closings.covers(like.day) else ()),
            Choice(self._say("choice_separate"), f"report:separate:{draft.id}"),
            Choice(self._say("choice_cancel"), f"report:cancel:{draft.id}"),
        )
        return Reply(self._say("report_like", number=like.number, line=self._prompts.line(like)), choices)

    def _filing(self, scene: Scene, draft: Draft) -> Filing:
        return Filing(self._day(scene, draft), self._unit(scene, draft))

    def _day(self, scene: Scene, draft: Draft) -> datetime.date:
        """The day of the activity, today when the form asks for none; for "nil" the last of its period."""
        if draft.nil:
            return self._records.periods.named(draft.nil).last
        item = self._form.first("date")
        told = draft.fields.get(item.name) if item else None
        return datetime.date.fromisoformat(str(told)) if told else scene.message.sent_at.date()

    def _unit(self, scene: Scene, draft: Draft) -> str:
        """The unit told, else the sender's own, else that of the place."""
        place = self._form.first("place")
        at = str(draft.fields.get(place.name, "")) if place else ""
        return self._own_unit(scene, draft) or self._belongs_to(at)

    def _own_unit(self, scene: Scene, draft: Draft) -> str:
        """The unit told, else the sender's own, "" when it is not known."""
        said = self._form.first("unit")
        told = draft.fields.get(said.name) if said else None
        return str(told) if told else self._records.people.who(scene.message).unit

    def _belongs_to(self, place: str) -> str:
        """The unit that the place is or belongs to now, the place as typed when the table lacks it."""
        if told := self._namesakes.now(place):
            return told
        unit = self._units.resolve(place) if place else None
        return (unit.now or (unit.name,))[0] if unit else place
