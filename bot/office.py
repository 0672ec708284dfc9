"""What the office does in chat: review reports, sum up a period, see who is silent, export, close.

Every request needs a right of roles.yml, looked up at the message. Only a button or an exact number decides
on a report or closes a period.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot import Choice, Reply, audit
from bot.figures.chat import Figures
from bot.form import Form
from bot.gate import Gate
from bot.periods import Period, PeriodError
from bot.privacy import mask
from bot.prompts import Prompts
from bot.records import Records
from bot.reports import Report
from bot.requests import Requests, named
from bot.reviews import Decision, ReasonMissing
from bot.scene import Scene
from bot.wording import Wording
from nlu.text import syllables

# The right that each request needs.
_RIGHTS = {
    "waiting": "review",
    "approve": "review",
    "return": "review",
    "reject": "review",
    "missing": "summarise",
    "summary": "summarise",
    "chart": "summarise",
    "export": "export",
    "export_period": "export",
    "close": "close",
}
_DECISIONS: dict[str, Decision] = {"approve": "approved", "return": "returned", "reject": "rejected"}
_BUTTONS = {"approve": "choice_approve", "return": "choice_return", "reject": "choice_reject"}
_DONE = {
    "approved": "reviewed_approved",
    "returned": "reviewed_returned",
    "rejected": "reviewed_rejected",
}
_LETTERS = {"approved": "told_approved", "returned": "told_returned", "rejected": "told_rejected"}
_ASKED = ("waiting", "missing", "chart", "summary", "export")  # these may be put as a question
_SHORT = 6  # syllables of "tổng hợp" without a period
_SHOWN = 10  # reports in one list
_FORMATS = {"workbook": "xlsx", "csv": "csv", "photos": "photos"}  # requests, the first one said counts
_WHY = re.compile(r"(?i)\b(?:vì|vi|do)\b|:")  # before the reason of a decision
_BARE = 2  # syllables of a message that says no more than that something is wanted: "xuất đi"


@dataclass(frozen=True)
class Bureau:
    """The collaborators."""

    records: Records
    form: Form
    figures: Figures
    requests: Requests
    prompts: Prompts
    wording: Wording
    gate: Gate


class Office:
    """The office's side of the conversation."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._records = bureau.records
        self._say = bureau.wording
        self._handlers: dict[str, Callable[[Scene], list[Reply]]] = {
            "waiting": self._waiting,
            "missing": self._missing,
            "chart": self._chart,
            "summary": self.summary,
            "export": self._export,
            "export_period": self._export,
            "close": self._ask_to_close,
        }

    def act(self, scene: Scene) -> list[Reply] | None:
        """Replies to what only the office does; None when the message is nothing of the kind."""
        action, _, what = scene.command.partition(":")
        if action in (*_DECISIONS, "review", "closing"):
            return self._tapped(scene, action, what)
        if scene.command:
            return None
        if scene.state.awaiting and not scene.phrase:
            if not self._may(scene, "review"):
                return self._bureau.gate.refusal(scene, "review")
            action, number, _ = scene.state.awaiting.split(":")
            return self._decide(scene, action, number, mask(scene.said.text.strip()))
        request = "" if scene.phrase else self._bureau.requests.find(scene.said.text, _RIGHTS)
        if not request or (scene.is_question and request not in _ASKED):
            return None
        if request in _DECISIONS:
            return self._decide_by_words(scene, request)
        if request == "summary" and not self._asks_for_figures(scene):
            return None
        if request == "export_period" and not self._is_all_said(scene):
            return None
        return self._handlers[request](scene) if self._may(scene, _RIGHTS[request]) else None

    def summary(self, scene: Scene) -> list[Reply]:
        """The figures of the period named, or due; for an officer, where they are to be had."""
        if self._may(scene, "summarise"):
            return [self._summary(self._said(scene) or self._due(scene))]
        mine = Choice(self._say("choice_mine"), "mine")
        count = self._records.reports.count(scene.message)
        return [Reply(self._say("summary_elsewhere", count=count), (mine,))]

    def _asks_for_figures(self, scene: Scene) -> bool:
        """Whether "tổng hợp" means the reports: a period is named, or it is all that is said."""
        short = len(syllables(scene.said.text)) <= _SHORT and not scene.is_question
        return (short and scene.said.intent == "summarise") or self._said(scene) is not None

    def _is_all_said(self, scene: Scene) -> bool:
        """Whether nothing but "xuất" is said, or a period with it."""
        return len(syllables(scene.said.text)) <= _BARE or self._said(scene) is not None

    def _summary(self, period: Period) -> Reply:
        return Reply(self._bureau.figures.summary(period))

    def _may(self, scene: Scene, right: str) -> bool:
        return right in scene.rights

    def _said(self, scene: Scene) -> Period | None:
        return self._records.periods.said(scene.said.text, scene.message.sent_at.date())

    def _due(self, scene: Scene) -> Period:
        return self._records.periods.due(scene.message.sent_at.date())

    # --- review ---

    def _tapped(self, scene: Scene, action: str, what: str) -> list[Reply]:
        right = "close" if action == "closing" else "review"
        if not self._may(scene, right):
            return self._bureau.gate.refusal(scene, right)
        if action == "closing":
            try:
                return self._close(scene, self._records.periods.named(what))
            except PeriodError:  # made by hand
                return [Reply(self._say("stale_choice"))]
        if action == "review":
            report = self._reviewed(what)
            return [self._review(report)] if report else [Reply(self._say("report_unknown", number=what))]
        return self._decide(scene, action, what, "")

    def _waiting(self, scene: Scene) -> list[Reply]:
        waiting = self._records.reports.waiting()
        if not waiting:
            return [Reply(self._say("review_none"))]
        shown = waiting[:_SHOWN]
        lines = [self._say("review_waiting", count=len(waiting))]
        lines += [
            self._say("review_row", row=row, number=r.number, unit=r.unit, line=self._bureau.prompts.line(r))
            for row, r in enumerate(shown, 1)
        ]
        lines += [self._say("review_more", shown=len(shown))] if len(waiting) > len(shown) else []
        choices = tuple(Choice(str(row), f"review:{r.number}") for row, r in enumerate(shown, 1))
        return [Reply("\n".join([*lines, self._say("review_open")]), choices)]

    def _review(self, report: Report) -> Reply:
        """The whole report with its photos, and what may be decided."""
        lines = [self._say("review_report", number=report.number, unit=report.unit)]
        lines += self._bureau.prompts.lines(report.fields, report.approximate)
        changes = [reason for version, reason, _ in self._records.reports.versions(report) if version > 1]
        lines += [self._say("review_changed", reason=reason) for reason in changes]
        choices = tuple(
            Choice(self._say(key), f"{action}:{report.number}") for action, key in _BUTTONS.items()
        )
        return Reply("\n".join(lines), choices, self._bureau.figures.photos(report))

    def _decide_by_words(self, scene: Scene, action: str) -> list[Reply] | None:
        """ "trả lại BC-2025-000003: thiếu số người": the words beside the number are the reason.

        Without a number, "trả lại vì thiếu số người", the report that was just opened is meant.
        """
        found = named(scene.said.text, scene.message.sent_at.year, self._bureau.form.number_prefix)
        brief = self._bureau.requests.starts(scene.said.text, action) <= _BARE
        number = found.number if found else _on_screen(scene, action) if brief else ""
        if not number:
            return None
        if not self._may(scene, "review"):
            return self._bureau.gate.refusal(scene, "review")
        why = _WHY.search(scene.said.text)
        told = scene.said.text[found.end if found else why.end() if why else len(scene.said.text) :]
        reason = mask(told.strip(" :,.-–"))
        return self._decide(scene, action, number, reason.removeprefix("vì ").removeprefix("do "))

    def _decide(self, scene: Scene, action: str, number: str, reason: str) -> list[Reply]:
        report = self._reviewed(number)
        if report is None:
            return [Reply(self._say("report_unknown", number=number))]
        if self._records.closings.covers(report.day):
            return [Reply(self._say("report_closed", number=number))]
        decision = _DECISIONS[action]
        if decision == report.state == "approved":  # tapped twice: the officer is told once
            return [Reply(self._say(_DONE[decision], number=number), self._next(report))]
        try:
            self._records.reviews.decide(report, decision, reason, scene.message)
        except ReasonMissing:
            return self._ask_why(scene, action, number)
        audit.record(self._records.db, scene.message, f"report {decision}", number)
        self._tell(report, decision, reason)
        return [Reply(self._say(_DONE[decision], number=number), self._next(report))]

    def _reviewed(self, number: str) -> Report | None:
        """The report of that number, None for none and for one made in training, which nobody reviews."""
        report = self._records.reports.get(number)
        return None if report is None or report.training else report

    def _ask_why(self, scene: Scene, action: str, number: str) -> list[Reply]:
        waits = replace(scene.state, awaiting=f"{action}:{number}:{scene.inbox_id}")
        self._records.conversations.remember(scene.message, waits)
        return [Reply(self._say("review_why", number=number))]

    def _tell(self, report: Report, decision: Decision, reason: str) -> None:
        """Nothing; sends the decision to the officer, who can answer it."""
        text = self._say(_LETTERS[decision], number=report.number, reason=reason)
        edit = (Choice(self._say("choice_edit_sent"), f"edit:{report.number}"),)
        reply = Reply(text, edit if decision == "returned" else ())
        self._records.mailbox.write(report.channel, report.chat, reply)

    def _next(self, report: Report) -> tuple[Choice, ...]:
        """The way to the next report that waits."""
        waiting = [r for r in self._records.reports.waiting() if r.id != report.id]
        return (Choice(self._say("choice_next"), f"review:{waiting[0].number}"),) if waiting else ()

    # --- figures ---

    def _missing(self, scene: Scene) -> list[Reply]:
        period = self._said(scene) or self._due(scene)
        if not (expected := self._records.people.reporting_units()):
            return [Reply(self._say("missing_nobody"))]
        silent = self._bureau.figures.missing(period)
        if not silent:
            return [Reply(self._say("missing_none", period=period.name, count=len(expected)))]
        head = self._say("missing", period=period.name, count=len(silent), expected=len(expected))
        return [Reply("\n".join([head, *(self._say("missing_row", unit=unit) for unit in silent)]))]

    def _chart(self, scene: Scene) -> list[Reply]:
        period = self._said(scene) or self._due(scene)
        self._wish(scene, "charts", {"period": period.key})
        return [Reply(self._say("charts_begun", period=period.name))]

    def _export(self, scene: Scene) -> list[Reply]:
        period = self._said(scene) or self._due(scene)
        kind = _FORMATS.get(self._bureau.requests.spelt(scene.said.text, _FORMATS), "xlsx")
        self._wish(scene, "export", {"period": period.key, "format": kind})
        audit.record(self._records.db, scene.message, f"reports exported as {kind}", period.key)
        return [Reply(self._say("export_begun", period=period.name))]

    def _wish(self, scene: Scene, kind: str, content: dict[str, str]) -> None:
        """Nothing; it is made in the workshop, so that nobody waits for it, and comes as a letter."""
        self._records.tasks.add(scene.message.channel, scene.message.chat, kind, content)

    # --- closing ---

    def _ask_to_close(self, scene: Scene) -> list[Reply]:
        period = self._said(scene) or self._records.periods.before(self._due(scene))
        if objection := self._open_period(scene, period):
            return objection
        counted: Sequence[Report] = self._records.reports.counted(period)
        waiting = sum(r.state in ("new", "returned") for r in counted)
        text = self._say("close_ask", period=period, count=len(counted), waiting=waiting)
        return [Reply(text, (Choice(self._say("choice_close"), f"closing:{period.key}"),))]

    def _close(self, scene: Scene, period: Period) -> list[Reply]:
        if objection := self._open_period(scene, period):
            return objection
        count = self._records.closings.close(period, scene.message)
        audit.record(self._records.db, scene.message, "period closed", period.key)
        return [Reply(self._say("closed", period=period.name, count=count))]

    def _open_period(self, scene: Scene, period: Period) -> list[Reply]:
        """Why the period cannot be closed now, [] when it can."""
        if when := self._records.closings.closed_at(period):
            return [Reply(self._say("close_again", period=period.name, day=when[:10]))]
        if period.last >= scene.message.sent_at.date():
            return [
                Reply(self._say("close_early", period=period.name, last=period.last.strftime("%d/%m/%Y")))
            ]
        return []


def _on_screen(scene: Scene, action: str) -> str:
    """The number of the report under which that decision stands as a choice; "" for none."""
    values = (choice.value.partition(":") for choice in scene.state.choices)
    return next((number for name, _, number in values if name == action), "")
