"""What the report conversation shows: questions, echoes, the summary, what is wrong with a value."""

from __future__ import annotations

import datetime
from dataclasses import replace

from bot import Choice, Reply
from bot.form import Draft, Field, Form, Problem, Value, check, show
from bot.namesakes import Namesakes
from bot.periods import Periods
from bot.reports import Report
from bot.units import Units
from bot.wording import Wording

# Types that are not listed among the answers.
_UNLISTED = ("unit",)


class Prompts:
    """Replies about one form."""

    def __init__(
        self, form: Form, units: Units, namesakes: Namesakes, periods: Periods, wording: Wording
    ) -> None:
        self._form = form
        self._units = units
        self._namesakes = namesakes
        self._periods = periods
        self._say = wording
        self.listed = [f for f in form.fields if f.type not in _UNLISTED]

    def question(self, item: Field, draft: Draft, lead: str = "") -> Reply:
        """The question for one field, or which of the namesakes a place is; its choices, the ways out."""
        if places := self.namesakes(item, draft):
            return self._which_place(item, draft, places, lead)
        ask = self._say("report_more", ask=item.ask, hint=item.hint)
        options = tuple(
            Choice(option.label, f"report:set:{draft.id}:{item.name}:{option.name}", True)
            for option in item.choices
        )
        back = (Choice(self._say("choice_back"), f"report:back:{draft.id}"),) if draft.trail else ()
        cancel = Choice(self._say("choice_cancel"), f"report:cancel:{draft.id}")
        return Reply(f"{lead}\n{ask}".strip(), (*options, *back, cancel))

    def namesakes(self, item: Field, draft: Draft) -> tuple[str, ...]:
        """What a place of that name may be, () when it is clear."""
        return self._namesakes.of(str(draft.fields.get(item.name, ""))) if item.type == "place" else ()

    def _which_place(self, item: Field, draft: Draft, places: tuple[str, ...], lead: str) -> Reply:
        ask = self._say("report_which_place", place=draft.fields[item.name])
        choices = tuple(Choice(each, f"report:set:{draft.id}:{item.name}:{each}", True) for each in places)
        cancel = Choice(self._say("choice_cancel"), f"report:cancel:{draft.id}")
        return Reply(f"{lead}\n{ask}".strip(), (*choices, cancel))

    def pending(self, draft: Draft, *, whole: bool = False) -> Reply:
        """What the draft waits for, after something else was talked about.

        The answers to choose from stand above already; they are listed again only in the `whole` question.
        """
        if not draft.asked:
            return Reply(self._say("nil_pending" if draft.nil else "report_pending"), self.ready(draft))
        item = self._form.field(draft.asked)
        again = self.question(item, draft, self._say("report_return"))
        return again if whole else replace(again, choices=again.choices[len(item.choices) :])

    def ready(self, draft: Draft) -> tuple[Choice, ...]:
        """The choices of a draft that lacks nothing."""
        actions = [("confirm", "choice_send"), ("edit", "choice_edit"), ("cancel", "choice_cancel")]
        if draft.nil:
            actions.pop(1)
        return tuple(Choice(self._say(key), f"report:{action}:{draft.id}") for action, key in actions)

    def summary(self, draft: Draft, today: datetime.date, before: dict[str, Value] | None = None) -> Reply:
        """The whole draft, to be confirmed; values that are right but rare are asked about.

        `before` is what the stored report says that the draft changes.
        """
        head = self._heading(draft)
        if draft.nil:
            return Reply("\n".join([head, self._say("nil_confirm")]), self.ready(draft))
        lines = [self._with_before(f, line, draft, before) for f, line in self._numbered(draft)]
        problems = [check(f, draft.fields[f.name], today) for f in self.listed if f.name in draft.fields]
        doubts = [self._say("report_doubt", doubt=self.problem(p, today)) for p in problems if p]
        text = "\n".join([head, *lines, *doubts, self._say("report_confirm")])
        return Reply(text, self.ready(draft))

    def _with_before(self, item: Field, line: str, draft: Draft, before: dict[str, Value] | None) -> str:
        """The line, with what stood there before where the draft changes it."""
        if before is None or before.get(item.name) == draft.fields.get(item.name):
            return line
        return self._say("report_was", line=line, value=self._value(item, Draft(before)))

    def _heading(self, draft: Draft) -> str:
        """What the confirmation stores, and that it is only practice."""
        if draft.nil:
            head = self._say("nil_summary", period=self._periods.named(draft.nil))
        elif draft.of:
            head = self._say("report_summary_edit", number=draft.of)
        else:
            head = self._say("report_summary")
        return self._say("training_head", head=head) if draft.training else head

    def lines(self, fields: dict[str, Value], approximate: tuple[str, ...]) -> list[str]:
        """A stored report's answers, a line each."""
        draft = Draft(fields, approximate)
        return [line for f, line in self._numbered(draft) if f.name in fields]

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
        if now := self._namesakes.now(name):
            return self._say("report_place_now", value=name, now=now)
        unit = self._units.resolve(name)
        if unit is None:
            return self._say("report_place_unknown", value=name)
        return self._say("report_place_now", value=name, now=", ".join(unit.now)) if unit.now else name


def _brief(item: Field, text: str) -> str:
    return f"{item.label.lower()} {text}" if item.type == "integer" else text
