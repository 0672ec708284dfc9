"""What the report conversation shows: questions, echoes, the summary, what is wrong with a value."""

from __future__ import annotations

import datetime

from bot import Choice, Reply
from bot.form import Draft, Field, Form, Problem, check, show
from bot.reports import Report
from bot.units import Units
from bot.wording import Wording

# Types that are not listed among the answers.
_UNLISTED = ("unit",)


class Prompts:
    """Replies about one form."""

    def __init__(self, form: Form, units: Units, wording: Wording) -> None:
        self._form = form
        self._units = units
        self._say = wording
        self.listed = [f for f in form.fields if f.type not in _UNLISTED]

    def question(self, item: Field, draft: Draft, lead: str = "") -> Reply:
        """The question for one field, with its choices and the ways out."""
        ask = self._say("report_more", ask=item.ask, hint=item.hint)
        options = tuple(
            Choice(option.label, f"report:set:{draft.id}:{item.name}:{option.name}", True)
            for option in item.choices
        )
        back = (Choice(self._say("choice_back"), f"report:back:{draft.id}"),) if draft.trail else ()
        cancel = Choice(self._say("choice_cancel"), f"report:cancel:{draft.id}")
        return Reply(f"{lead}\n{ask}".strip(), (*options, *back, cancel))

    def pending(self, draft: Draft) -> Reply:
        """What the draft waits for, after something else was talked about."""
        if not draft.asked:
            return Reply(self._say("report_pending"), self.ready(draft))
        return self.question(self._form.field(draft.asked), draft, self._say("report_return"))

    def ready(self, draft: Draft) -> tuple[Choice, ...]:
        """The choices of a draft that lacks nothing."""
        actions = ("confirm", "choice_send"), ("edit", "choice_edit"), ("cancel", "choice_cancel")
        return tuple(Choice(self._say(key), f"report:{action}:{draft.id}") for action, key in actions)

    def summary(self, draft: Draft, today: datetime.date) -> Reply:
        """The whole draft, to be confirmed; values that are right but rare are asked about."""
        lines = [line for _, line in self._numbered(draft)]
        problems = [check(f, draft.fields[f.name], today) for f in self.listed if f.name in draft.fields]
        doubts = [self._say("report_doubt", doubt=self.problem(p, today)) for p in problems if p]
        text = "\n".join([self._say("report_summary"), *lines, *doubts, self._say("report_confirm")])
        return Reply(text, self.ready(draft))

    def which(self, draft: Draft) -> Reply:
        """Which field is to be corrected: the list is the choices."""
        choices = tuple(
            Choice(line.partition(". ")[2], f"report:change:{draft.id}:{f.name}", numbered=True)
            for f, line in self._numbered(draft)
        )
        return Reply(self._say("report_edit_which"), choices)

    def echo(self, draft: Draft, names: tuple[str, ...]) -> str:
        """What was just understood, "" for nothing."""
        fields = [f for f in self._form.fields if f.name in names]
        if not fields:
            return ""
        lines = [self._say("report_line", label=f.label, value=self._value(f, draft)) for f in fields]
        return "\n".join([self._say("report_understood"), *lines])

    def problem(self, problem: Problem, today: datetime.date) -> str:
        """What is wrong with a value, with an example of a good one."""
        item = self._form.field(problem.field)
        return self._say(
            problem.wording,
            value=show(item, problem.value),
            label=item.label,
            minimum=item.minimum,
            days=item.confirm_older_days,
            today=today.strftime("%d/%m/%Y"),
        )

    def line(self, report: Report) -> str:
        """A stored report in one line: its first answers."""
        told = [f for f in self.listed if f.name in report.fields][:4]
        return ", ".join(_brief(f, show(f, report.fields[f.name])) for f in told)

    def _numbered(self, draft: Draft) -> list[tuple[Field, str]]:
        return [
            (f, self._say("report_numbered", number=i, label=f.label, value=self._value(f, draft)))
            for i, f in enumerate(self.listed, 1)
        ]

    def _value(self, item: Field, draft: Draft) -> str:
        if item.name not in draft.fields:
            return self._say("report_empty")
        text = show(item, draft.fields[item.name])
        if item.name in draft.approximate:
            return self._say("report_approximate", value=text)
        if item.type == "place":
            return self._place(text)
        return text

    def _place(self, name: str) -> str:
        """The place, with the unit it belongs to now, or with a word that the table does not have it."""
        unit = self._units.resolve(name)
        if unit is None:
            return self._say("report_place_unknown", value=name)
        return self._say("report_place_now", value=name, now=", ".join(unit.now)) if unit.now else name


def _brief(item: Field, text: str) -> str:
    return f"{item.label.lower()} {text}" if item.type == "integer" else text
