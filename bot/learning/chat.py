"""What an administrator does in chat about questions that were not answered.

    list ──► question with the nearest passages ──► one passage ──► attached
                     └──► dismissed

Only a button, or its exact words, attaches or dismisses. What officers voted puts a question on the list and
does no more.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from bot import Choice, Reply
from bot.gate import Gate
from bot.learning.lessons import Lessons
from bot.learning.sheet import QuestionSheet, beginning, shortened
from bot.learning.unanswered import DAYS, Unanswered
from bot.requests import Requests
from bot.scene import Scene
from bot.wording import Wording
from knowledge import DocumentRefused, KnowledgeDamaged, Passage
from knowledge.answer import Answerer
from knowledge.hinting import HintRefused, nearest

RIGHT = "learn"
_REQUEST = ("unanswered",)
_LONGEST_REQUEST = 14  # syllables; a longer message only mentions it
_QUOTED = 900  # characters of a passage that fit a message
_SHOWN = 5  # questions in one list, passages under a question


@dataclass(frozen=True)
class Classroom:
    """The collaborators. `answerer` raises KnowledgeDamaged when there is no sound index."""

    answerer: Callable[[], Answerer]
    unanswered: Unanswered
    lessons: Lessons
    sheet: QuestionSheet
    requests: Requests
    gate: Gate
    wording: Wording


class Learning:
    """The administrator's side of the log of questions."""

    def __init__(self, classroom: Classroom) -> None:
        self._room = classroom
        self._say = classroom.wording
        self._handlers: dict[str, Callable[[Scene, int, str], list[Reply]]] = {
            "unanswered": lambda scene, at, _: self._list(scene, at),
            "question": self._question,
            "passage": self._passage,
            "attach": self._attach,
            "dismiss": self._dismiss,
        }

    def act(self, scene: Scene) -> list[Reply] | None:
        """Replies to what only an administrator does about questions; None when it is nothing of the kind."""
        action, _, rest = scene.command.partition(":")
        number, _, passage = rest.partition(":")
        if not scene.command and self._asks_for_list(scene):
            action, number = "unanswered", "0"
        if action not in self._handlers:
            return None
        if RIGHT not in scene.rights:
            return self._room.gate.refusal(scene, RIGHT)
        if not (number.isascii() and number.isdecimal()):  # made by hand
            return [Reply(self._say("stale_choice"))]
        try:
            return self._handlers[action](scene, int(number), passage)
        except KnowledgeDamaged:
            return [Reply(self._say("damaged"))]

    def _asks_for_list(self, scene: Scene) -> bool:
        few = len(scene.said.text.split()) <= _LONGEST_REQUEST
        return few and bool(self._room.requests.find(scene.said.text, _REQUEST))

    def _list(self, scene: Scene, at: int) -> list[Reply]:
        groups = self._room.unanswered.overview(_since(scene)).unanswered
        shown = groups[at : at + _SHOWN]
        if not shown:
            return [Reply(self._say("learn_none", days=DAYS))]
        lines = [self._say("learn_list", days=DAYS, count=len(groups))]
        lines += [
            self._say("learn_row", row=row, question=shortened(g.text), about=self._room.sheet.about(g))
            for row, g in enumerate(shown, at + 1)
        ]
        choices = tuple(Choice(str(row), f"question:{g.number}") for row, g in enumerate(shown, at + 1))
        if at + _SHOWN < len(groups):
            choices += (Choice(self._say("choice_unanswered_more"), f"unanswered:{at + _SHOWN}"),)
        return [Reply("\n".join([*lines, self._say("learn_open")]), choices)]

    def _question(self, scene: Scene, number: int, _: str) -> list[Reply]:
        """The question with the passages that may answer it."""
        group = self._room.unanswered.group(number, _since(scene))
        if group is None:
            return self._gone()
        passages = nearest(group.text, self._room.answerer().index, _SHOWN)
        about = self._room.sheet.about(group)
        lines = [self._say("learn_question", question=shortened(group.text), about=about)]
        if group.goes_on:
            lines.append(self._say("learn_goes_on"))
        if passages:
            lines.append(self._say("learn_nearest"))
        lines += [self._row(row, each) for row, each in enumerate(passages, 1)]
        choices = tuple(
            Choice(str(row), f"passage:{number}:{each.id}") for row, each in enumerate(passages, 1)
        )
        return [Reply("\n".join([*lines, self._say("learn_other")]), (*choices, self._dismissing(number)))]

    def _row(self, row: int, passage: Passage) -> str:
        place, words = passage.place or passage.id, beginning(passage.text)
        return self._say("learn_passage", row=row, place=place, words=words)

    def _passage(self, scene: Scene, number: int, passage: str) -> list[Reply]:
        """The passage chosen, and whether the question is to be attached to it."""
        group = self._room.unanswered.group(number, _since(scene))
        quotes = self._room.answerer().passage(passage).quotes
        if group is None or not quotes:
            return self._gone()
        cited, quoted = quotes[0].citation, quotes[0].text.strip()
        begins = shortened(quoted, _QUOTED).removesuffix("…") if len(quoted) > _QUOTED else quoted
        goes_on = f" {self._say('quote_continues')}" if begins != quoted else ""
        text = self._say(
            "learn_confirm",
            question=shortened(group.text),
            place=f"{cited.document}; {cited.place}" if cited.place else cited.document,
            quote=self._say("quote", text=begins) + goes_on,
        )
        attach = Choice(self._say("choice_attach"), f"attach:{number}:{passage}")
        return [Reply(text, (attach, self._dismissing(number)))]

    def _attach(self, scene: Scene, number: int, passage: str) -> list[Reply]:
        group = self._room.unanswered.group(number, _since(scene))
        if group is None:
            return self._gone()
        try:
            index = self._room.answerer().index
            phrase = self._room.lessons.attach(group.text, passage, index, _by(scene))
        except (HintRefused, DocumentRefused) as refusal:
            return [Reply(self._say("learn_refused", why=refusal), (self._back(),))]
        return [Reply(self._say("learn_attached", question=phrase, passage=passage), (self._back(),))]

    def _dismiss(self, scene: Scene, number: int, _: str) -> list[Reply]:
        group = self._room.unanswered.group(number, _since(scene))
        if group is None:
            return self._gone()
        self._room.lessons.dismiss(group.text, _by(scene))
        return [Reply(self._say("learn_dismissed", question=shortened(group.text)), (self._back(),))]

    def _gone(self) -> list[Reply]:
        return [Reply(self._say("learn_gone"), (self._back(),))]

    def _dismissing(self, number: int) -> Choice:
        return Choice(self._say("choice_dismiss"), f"dismiss:{number}")

    def _back(self) -> Choice:
        return Choice(self._say("choice_unanswered"), "unanswered:0")


def _since(scene: Scene) -> str:
    """From when questions are looked at, as they have their time."""
    first = scene.message.sent_at.astimezone(datetime.UTC) - datetime.timedelta(days=DAYS)
    return first.isoformat(timespec="milliseconds")


def _by(scene: Scene) -> tuple[str, str]:
    return scene.message.channel, scene.message.sender
