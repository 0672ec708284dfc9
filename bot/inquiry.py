"""The conversation about the documents: a question, a look further into its answer, what was thought of it.

    question ──► answer ──► next page · whole section · related passages ──► right | wrong

A choice belongs to the answer it stood under. It counts until the next question; then it is refused kindly.
A vote is written down for people to look at; by itself it changes nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from bot import Choice, Reply
from bot.config import Conversation
from bot.conversations import Conversations, Pages, State
from bot.privacy import mask
from bot.questions import Asked, Questions, Vote
from bot.quoting import Quoting
from bot.scene import Scene
from bot.wording import Wording
from knowledge import NO_FOCUS, Answer, Citation, Document, Focus, KnowledgeDamaged
from knowledge.answer import Answerer
from knowledge.which import LIST
from nlu.text import syllables

T = TypeVar("T")
_VOTED = ("answer", "not_loaded")  # outcomes that a person is asked about
_BRIEF = 6  # syllables of a message that can hardly be about anything but what was talked about
_ACTIONS = ("ask", "section", "related", "page", "right", "wrong")


class Inquiry:
    """`answerer` raises KnowledgeDamaged when there is no sound index."""

    def __init__(
        self,
        answerer: Callable[[], Answerer],
        quoting: Quoting,
        conversations: Conversations,
        questions: Questions,
        wording: Wording,
        settings: Conversation,
    ) -> None:
        self._answerer = answerer
        self._quoting = quoting
        self._conversations = conversations
        self._questions = questions
        self._say = wording
        self._settings = settings

    def answer(self, scene: Scene, *, light: bool = False, reading_of: int | None = None) -> list[Reply]:
        """What the documents say to the message; `light`: it may well be no question to them.

        `reading_of` is the message that was asked back when this is the reading that was chosen.
        """
        focus = self._focus(scene)
        return self._ask(
            scene, lambda a: a.answer(scene.said.text, focus, light=light), reading_of=reading_of
        )

    def would_answer(self, scene: Scene, enough: float, *, alone: bool = False) -> bool:
        """Whether the documents answer the message that surely; `alone`: whatever was talked about before."""
        focus = NO_FOCUS if alone else self._focus(scene)
        answer = self._asked(lambda a: a.answer(scene.said.text, focus), otherwise=None)
        if answer is None:
            return False
        known = answer.outcome in _VOTED or (bool(focus.document) and answer.lead == "abstain_not_stated")
        return known and answer.confidence >= enough

    def misses(self, scene: Scene) -> bool:
        """Whether the message asks for what the document that it is about is known not to state."""
        answer = self._asked(lambda a: a.answer(scene.said.text, self._focus(scene)), otherwise=None)
        if answer is None:
            return False
        return answer.lead == "abstain_not_stated" and answer.confidence == 1 and self._of_paper(scene)

    def _of_paper(self, scene: Scene) -> bool:
        """Whether the message names a document or is so short that the one talked about must be meant."""
        text = scene.said.text
        brief = self.is_talking(scene) and len(syllables(text)) <= _BRIEF
        return brief or self.names_paper(scene)

    def goes_on(self, scene: Scene) -> bool:
        """Whether the message goes on to another body from what was talked about: "thế hội nông dân"."""
        return self.is_talking(scene) and self._asked(
            lambda a: a.hearing.goes_on(scene.said.text), otherwise=False
        )

    def names_body(self, scene: Scene) -> bool:
        """Whether the message is the name of a body and nothing else: "hội phụ nữ"."""
        return self._asked(lambda a: a.hearing.names_body(scene.said.text), otherwise=False)

    def cites(self, scene: Scene) -> bool:
        """Whether the message names a document by its number: "trong 356"."""
        return self._asked(lambda a: a.hearing.cites(scene.said.text), otherwise=False)

    def names_paper(self, scene: Scene) -> bool:
        """Whether the message names a document, by its number or as one."""
        return self._asked(lambda a: a.hearing.names_paper(scene.said.text), otherwise=False)

    def sounds_asked(self, scene: Scene) -> float:
        """How much more the message is like a question to the documents than like another one, −1–1."""
        return self._asked(lambda a: a.hearing.sounds_asked(scene.said.text), otherwise=0.0)

    def _asked(self, question: Callable[[Answerer], T], *, otherwise: T) -> T:
        """What the answerer says to that, the other thing where there is no sound index: it is told later."""
        try:
            return question(self._answerer())
        except KnowledgeDamaged:
            return otherwise

    def is_talking(self, scene: Scene) -> bool:
        """Whether a document is talked about."""
        return bool(self._focus(scene).document)

    def still_true(self, state: State) -> State:
        """The state, without the last answer when other documents were loaded and they say it otherwise.

        What it showed and could show next ("tiếp", "đoạn liên quan", a follow-up) must not outlive the text.
        """
        try:
            answerer = self._answerer()
        except KnowledgeDamaged:
            return state
        if state.version in ("", answerer.version):
            return state
        if any(_digest(answerer, passage) != digest for passage, digest in state.sources.items()):
            return state.without_answer()
        pages = state.pages if state.sources else Pages()  # else it is the list of documents
        focus = replace(state.focus, earlier=())  # of their texts nothing is known
        return replace(state, focus=focus, pages=pages, version=answerer.version)

    def act(self, scene: Scene) -> list[Reply] | None:
        """Replies to a choice under an answer, tapped or typed; None when the message is none."""
        action, _, rest = scene.command.partition(":")
        if action in _ACTIONS:
            turn, _, what = rest.partition(":")
            return self._choose(scene, action, int(turn) if turn.isdecimal() else 0, what)
        if scene.phrase in ("more", "continue") and (scene.state.about or scene.phrase == "more"):
            return self._go_on(scene)
        if scene.phrase == "related" and (scene.state.related or scene.state.about):
            return self._related(scene) if scene.state.related else self._no_more(scene)
        if scene.phrase == "show_all" and scene.state.shown:
            return self._section(scene, scene.state.shown[0])
        if scene.phrase == "show_all" and scene.outdated:
            return self._no_more(scene)
        if scene.phrase in ("right", "wrong") and scene.state.about and scene.state.turns:
            return self._vote(scene, scene.state.turns[-1], cast(Vote, scene.phrase))
        return None

    def documents(self, scene: Scene) -> list[Reply]:
        """What the store holds; it answers a question too, and is logged as one."""
        return self._ask(scene, lambda a: a.stored())

    def _choose(self, scene: Scene, action: str, turn: int, what: str) -> list[Reply]:
        state = scene.state
        if action == "page":
            known = turn == state.pages.turn and what.isdecimal() and int(what) < len(state.pages.texts)
            return (
                self._show(scene, state, replace(state.pages, at=int(what))) if known else self._stale(scene)
            )
        if turn not in state.turns:
            return self._stale(scene)
        if action in ("right", "wrong"):
            return self._vote(scene, turn, cast(Vote, action))
        if action == "ask":
            return self.answer(replace(scene, said=replace(scene.said, text=what)), reading_of=turn)
        return self._related(scene) if action == "related" else self._section(scene, what)

    def _go_on(self, scene: Scene) -> list[Reply]:
        """The next page, or what else there is."""
        state = scene.state
        if state.pages.at + 1 < len(state.pages.texts):
            return self._show(scene, state, replace(state.pages, at=state.pages.at + 1))
        if state.related and state.about:
            return self._related(scene)
        return self._no_more(scene)

    def _section(self, scene: Scene, passage: str) -> list[Reply]:
        return self._ask(scene, lambda a: a.section(passage), is_view=True)

    def _related(self, scene: Scene) -> list[Reply]:
        """The next best passages of the last answer; those that a reload took away are left out."""

        def passages(answerer: Answerer) -> Answer:
            found = [answerer.passage(each) for each in scene.state.related]
            quotes = tuple(quote for answer in found for quote in answer.quotes)
            if not quotes:
                return Answer("abstain", "no_more", focus=self._focus(scene))
            return Answer("answer", "answer_related", quotes=quotes, focus=self._focus(scene), confidence=1.0)

        return self._ask(scene, passages, is_view=True) if scene.state.related else self._stale(scene)

    def _vote(self, scene: Scene, turn: int, vote: Vote) -> list[Reply]:
        self._questions.vote(turn, vote)
        self._conversations.remember(scene.message, replace(scene.state, about=scene.inbox_id))
        if vote == "right":
            return [Reply(self._say("voted_right"))]
        related = self._choice("choice_related", f"related:{turn}") if scene.state.related else ()
        return [Reply(self._say("voted_wrong"), related)]

    def _stale(self, scene: Scene) -> list[Reply]:
        return [Reply(self._say("documents_changed" if scene.outdated else "stale_answer"))]

    def _no_more(self, scene: Scene) -> list[Reply]:
        return [Reply(self._say("documents_changed" if scene.outdated else "no_more"))]

    def _focus(self, scene: Scene) -> Focus:
        return scene.state.fresh_focus(scene.message.sent_at, self._settings.focus_minutes)

    def _known(self, scene: Scene) -> dict[str, str]:
        return scene.state.known(scene.message.sent_at, self._settings.focus_minutes)

    def _ask(
        self,
        scene: Scene,
        question: Callable[[Answerer], Answer],
        *,
        is_view: bool = False,
        reading_of: int | None = None,
    ) -> list[Reply]:
        view_of = scene.state.turns[0] if is_view and scene.state.turns else None
        asked = Asked(
            scene.inbox_id, scene.said.text, scene.said.source, view_of, reading_of, scene.is_training
        )
        try:
            answerer = self._answerer()
        except KnowledgeDamaged:
            self._questions.log_damaged(asked)
            return [Reply(self._say("damaged"))]
        began = time.perf_counter()
        answer = question(answerer)
        took_ms = (time.perf_counter() - began) * 1000
        self._questions.log(asked, answer, answerer.version, took_ms)
        if answer.lead == LIST:
            return self._list(scene, answerer)
        known = self._known(scene)
        written = self._quoting.write(answer, answerer.documents, known)
        state = replace(
            self._after(scene, answer, written.cited, is_view=is_view),
            version=answerer.version,
            sources={q.citation.passage: _digest(answerer, q.citation.passage) for q in answer.quotes},
        )
        choices = self._choices(answer, answerer.documents, state)
        return self._show(scene, state, Pages(scene.inbox_id, written.pages, 0, choices))

    def _list(self, scene: Scene, answerer: Answerer) -> list[Reply]:
        """All that the store holds, on pages; what was talked about still is."""
        pages = Pages(scene.inbox_id, self._quoting.list_documents(answerer.documents))
        return self._show(scene, replace(scene.state, version=answerer.version, sources={}), pages)

    def _after(self, scene: Scene, answer: Answer, cited: tuple[str, ...], *, is_view: bool) -> State:
        """What the chat knows after the answer; a view keeps the passages that its question left over."""
        before, at = scene.state, scene.message.sent_at.isoformat()
        shown = tuple(q.citation.passage for q in answer.quotes)
        left = before.related if is_view else tuple(c.passage for c in answer.related or answer.nearest)
        return replace(
            before,
            focus=replace(answer.focus, question=mask(answer.focus.question)),
            focus_at=at,
            shown=shown,
            related=tuple(passage for passage in left if passage not in shown),
            turns=(*before.turns, scene.inbox_id) if is_view else (scene.inbox_id,),
            cited={**self._known(scene), **dict.fromkeys(cited, at)},
        )

    def _show(self, scene: Scene, state: State, pages: Pages) -> list[Reply]:
        """One page, with the way to the next one first among its choices."""
        more: tuple[Choice, ...] = ()
        if pages.at + 1 < len(pages.texts):
            more = self._choice("choice_more", f"page:{pages.turn}:{pages.at + 1}")
        self._conversations.remember(scene.message, replace(state, pages=pages, about=scene.inbox_id))
        return [Reply(pages.texts[pages.at], (*more, *pages.choices))]

    def _choices(self, answer: Answer, documents: tuple[Document, ...], state: State) -> tuple[Choice, ...]:
        """What may be done with the answer; only what leads somewhere."""
        turn = state.turns[-1]
        if answer.outcome == "clarify":
            return tuple(Choice(mask(o), f"ask:{turn}:{mask(o)}", numbered=True) for o in answer.options)
        choices: tuple[Choice, ...] = ()
        if answer.lead in ("answer", "abstain_unsure") and _section(
            documents, answer.quotes[0].citation
        ) - set(state.shown):
            choices += self._choice("choice_section", f"section:{turn}:{state.shown[0]}")
        if state.related:
            choices += self._choice("choice_related", f"related:{turn}")
        if answer.outcome in _VOTED or answer.quotes:
            choices += self._choice("choice_right", f"right:{turn}")
            choices += self._choice("choice_wrong", f"wrong:{turn}")
        return choices

    def _choice(self, wording: str, value: str) -> tuple[Choice, ...]:
        return (Choice(self._say(wording), value),)


def _digest(answerer: Answerer, passage_id: str) -> str:
    """Of the passage's text as it is now, "" when there is no such passage."""
    quotes = answerer.passage(passage_id).quotes
    return hashlib.sha256(quotes[0].text.encode()).hexdigest()[:8] if quotes else ""


def _section(documents: tuple[Document, ...], citation: Citation) -> set[str]:
    """The passages of the section in which the cited one stands, none when it stands in none."""
    sections = (s.passages for d in documents if d.key == citation.key for s in d.sections)
    return next((set(passages) for passages in sections if citation.passage in passages), set())
