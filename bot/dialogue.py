"""One message in, replies out: the same for every channel. Writes only inside the caller's transaction."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot import Choice, Inbound, Reply
from bot.admission import Admission
from bot.alarms import Alarms
from bot.config import Conversation
from bot.conversations import Conversations, State
from bot.form import Draft
from bot.gate import Gate, brings_photo
from bot.inquiry import Inquiry
from bot.learning.chat import Learning
from bot.limits import Limits
from bot.meaning import Meaning
from bot.menu import by_number
from bot.offered import is_current
from bot.office import Office
from bot.privacy import found
from bot.prompts import Prompts
from bot.reporting import Reporting
from bot.requests import Requests
from bot.scene import Scene
from bot.sent import Sent
from bot.wording import Wording
from knowledge.answer import Answerer
from nlu import Understanding
from nlu.keying import keyed
from nlu.phrases import Phrases
from nlu.text import syllables

# Said in the middle of a report, these need no answer of their own.
_PLEASANTRIES = ("thank", "greet", "goodbye")
_NAMED = ("place", "unit", "text")  # types of fields that a body's name may answer
_FEW = 8  # syllables of "gửi sau được không"
_MASKED = {"number": "masked_number", "address": "masked_address", "name": "masked_name"}


@dataclass(frozen=True)
class Parts:
    """The collaborators of the dialogue. `answerer` raises KnowledgeDamaged when there is no sound index."""

    answerer: Callable[[], Answerer]
    gate: Gate
    admission: Admission
    alarms: Alarms
    limits: Limits
    inquiry: Inquiry
    reporting: Reporting
    prompts: Prompts
    conversations: Conversations
    sent: Sent
    office: Office
    learning: Learning
    requests: Requests
    phrases: Phrases
    wording: Wording
    settings: Conversation


class Dialogue:
    """The turn: reads the chat's state, hands the message to the report or the documents, keeps the state."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._say = parts.wording
        self._meaning = Meaning(parts.inquiry, parts.reporting, parts.sent, parts.requests)
        # What an exact phrase leads to where no report is open.
        self._idle_phrases = {
            "help": self._help("help"),
            "confirm": Reply(self._say("report_nothing_to_confirm")),
            "cancel": Reply(self._say("report_nothing_to_cancel")),
            "back": Reply(self._say("nothing_open")),
            "no": Reply(self._say("declined")),
        }
        self._said_exactly = functools.lru_cache(maxsize=1024)(self._phrase)  # "gửi" comes again and again
        self._handlers: dict[str, Callable[[Scene], list[Reply]]] = {
            "ask_document": parts.inquiry.answer,
            "out_of_scope": lambda scene: parts.inquiry.answer(scene, light=True),
            "list_documents": parts.inquiry.documents,
            "report_activity": parts.reporting.start,
            "edit_report": parts.sent.edit,
            "list_reports": parts.sent.own,
            "summarise": parts.office.summary,
            "help": lambda _: [self._help("help")],
            "help_report": lambda _: [Reply(self._say("help_report"))],
            "sorry": lambda _: [Reply(self._say("sorry"))],
            "greet": lambda _: [self._help("greet")],
            "thank": lambda _: [Reply(self._say("thank"))],
            "goodbye": lambda _: [Reply(self._say("goodbye"))],
            "write_for_me": self._refuse,
            "watch_people": self._refuse,
        }

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]:
        """The replies to the message. The caller holds the transaction of all that is written here."""
        limit = self._parts.settings.message_characters
        if len(message.text) > limit:
            return [Reply(self._say("too_long", limit=limit))]
        problems = [Reply(problem) for problem in message.problems]
        if not message.choice and not brings_photo(message) and not syllables(said.text):
            return problems or [Reply(self._say("empty"))]
        scene = self._scene(inbox_id, message, said)
        answered = self._admitted(scene)
        replies = [*problems, *self._masked(scene), *answered]
        kept = self._parts.conversations.state(message)
        about = kept.about if kept.about == inbox_id else 0
        awaiting = kept.awaiting if kept.awaiting.endswith(f":{inbox_id}") else ""
        kept = dataclasses.replace(kept, choices=_on_screen(replies), about=about, awaiting=awaiting)
        self._parts.conversations.remember(message, self._counted(scene, kept))
        return replies

    def _counted(self, scene: Scene, state: State) -> State:
        """The state with the reports begun today counted, this turn's included."""
        message = scene.message
        if scene.draft or not self._draft(message, scene.rights):
            return state
        today = message.sent_at.date().isoformat()
        before = state.opened if state.opened_on == today else 0
        return dataclasses.replace(state, opened=before + 1, opened_on=today)

    def _scene(self, inbox_id: int, message: Inbound, said: Understanding) -> Scene:
        rights = self._parts.gate.rights(message)
        before = self._parts.conversations.state(message)
        state = self._parts.inquiry.still_true(before)
        outdated = bool(before.version) and not state.version
        draft = self._draft(message, rights)
        full = not self._parts.limits.drafts_left(message, state)
        command = message.choice or _typed_choice(state, said.text)
        phrase = self._said_exactly(said.text)
        return Scene(inbox_id, message, said, state, draft, command, phrase, rights, full, outdated)

    def _draft(self, message: Inbound, rights: frozenset[str]) -> Draft | None:
        """The chat's open draft; that of somebody who may not report any more is not even read."""
        return self._parts.conversations.draft(message.channel, message.chat) if "report" in rights else None

    def _admitted(self, scene: Scene) -> list[Reply]:
        """The turn, for those who may have it; a code that lets somebody in is looked at first."""
        if (replies := self._parts.admission.act(scene)) is not None:
            return replies
        if (replies := self._parts.gate.keeps_out(scene)) is not None:
            return replies
        return self._turn(scene)

    def _masked(self, scene: Scene) -> list[Reply]:
        """What of a report's words was masked, told to the officer; nothing when nothing was."""
        kinds = found(scene.message.text) if not scene.command else frozenset()
        if not kinds or not self._draft(scene.message, scene.rights):
            return []
        named = ", ".join(self._say(key) for kind, key in _MASKED.items() if kind in kinds)
        return [Reply(self._say("masked", kinds=named))]

    def _phrase(self, text: str) -> str:
        """The exact phrase said; "còn nữa không?" may have its question mark, since it changes nothing."""
        phrases = self._parts.phrases
        meant = " ".join(keyed(word) or word for word in text.lower().split())  # "guiwr" is "gửi"
        asked = text.rstrip(" ?")
        return (
            phrases.match(text)
            or (phrases.match(meant) if meant != text.lower() else "")
            or ("more" if asked != text and phrases.match(asked) == "more" else "")
        )

    def reminder(self, channel: str, chat: str) -> list[Reply]:
        """What an open draft of the chat waits for, after a restart; nothing when there is no draft."""
        draft = self._parts.conversations.draft(channel, chat)
        return (
            [Reply(self._say("report_resumed")), self._parts.reporting.resume(draft, whole=True)]
            if draft
            else []
        )

    def notice(self, key: str) -> Reply:
        """That sentence of the wording, for a message that is not answered as it should be."""
        return Reply(self._say(key))

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        """Nothing; the administrators are told of a message that failed for good."""
        self._parts.alarms.set_aside(inbox_id, message)

    def _turn(self, scene: Scene) -> list[Reply]:
        if scene.command.startswith("report:") and not is_current(scene, self._parts.prompts.listed):
            return [Reply(self._say("stale_choice"))]
        if scene.message.files and scene.full and not scene.draft:
            return [Reply(self._say("too_many_drafts"))]
        if scene.message.files:
            return self._parts.reporting.attach(scene)
        if scene.draft and self._waits(scene):
            return [Reply(self._say("report_kept")), self._parts.reporting.resume(scene.draft)]
        if scene.draft:
            replies = self._parts.sent.withdraw(scene)
            if not replies and not self._leaves(scene, scene.draft):
                replies = self._parts.reporting.take(scene, scene.draft)
            if replies is None:
                pleasant = scene.said.intent in _PLEASANTRIES and not (scene.command or scene.phrase)
                aside = [] if pleasant else self._idle(scene)
                replies = [*aside, self._parts.reporting.resume(scene.draft)]
            return replies
        return self._idle(scene)

    def _waits(self, scene: Scene) -> bool:
        """Whether the open report is to be sent later, which it may: "lưu lại mai gửi"."""
        text = scene.said.text
        few = len(syllables(text)) <= _FEW and not any(map(str.isdigit, text))
        free = not (scene.command or scene.phrase)
        return free and few and bool(self._parts.requests.find(text, ("later",)))

    def _leaves(self, scene: Scene, draft: Draft) -> bool:
        """Whether a body's name turns from the report to the documents: where no place or words are asked."""
        asked = next((f for f in self._parts.reporting.form.fields if f.name == draft.asked), None)
        return (asked is None or asked.type not in _NAMED) and self._meaning.is_bare_body(scene)

    def _idle(self, scene: Scene) -> list[Reply]:
        """The message apart from any report that is being made."""
        for act in self._acts(scene.rights):
            if (replies := act(scene)) is not None:
                return replies
        if scene.command:
            return [Reply(self._say("stale_choice"))]
        if scene.phrase in self._idle_phrases:
            return [self._idle_phrases[scene.phrase]]
        intent = self._meaning.intent(scene)
        if (refusal := self._parts.gate.keeps_back(scene, intent)) is not None:
            return refusal
        if intent == "report_activity" and scene.draft:
            return [Reply(self._say("report_other_open"))]
        if intent == "report_activity" and scene.full:
            return [Reply(self._say("too_many_drafts"))]
        if intent in ("report_activity", "edit_report") and scene.message.edited:
            return [Reply(self._say("edited_after"))]
        return self._handlers.get(intent, self._parts.inquiry.answer)(scene)

    def _acts(self, rights: frozenset[str]) -> Iterator[Callable[[Scene], list[Reply] | None]]:
        """Who is asked in turn whether the message is for them."""
        if "ask" in rights:
            yield self._parts.inquiry.act
        yield self._parts.office.act
        yield self._parts.learning.act
        if "report" in rights:
            yield self._parts.sent.act

    def _refuse(self, scene: Scene) -> list[Reply]:
        return [Reply(self._say("refuse"))]

    def _help(self, key: str) -> Reply:
        return Reply(self._say(key, abilities=self._say("abilities")))


def _typed_choice(state: State, text: str) -> str:
    """The value of the last reply's choice whose label, begun or whole, or number was typed; "" for none."""
    typed = syllables(text)
    numbered = [choice for choice in state.choices if choice.numbered]
    if len(typed) == 1 and typed[0].isdigit() and 1 <= int(typed[0]) <= len(numbered):
        return numbered[int(typed[0]) - 1].value
    if exact := next((choice.value for choice in state.choices if typed == syllables(choice.label)), ""):
        return exact
    begun = [c.value for c in state.choices if len(typed) > 1 and syllables(c.label)[: len(typed)] == typed]
    return begun[0] if len(begun) == 1 else ""  # "cập nhật" for "Cập nhật báo cáo cũ"


def _on_screen(replies: list[Reply]) -> tuple[Choice, ...]:
    """The choices that can be typed: the numbers on the screen are those of the last reply."""
    if not replies:
        return ()
    earlier = [c for reply in replies[:-1] for c in reply.choices if not c.numbered]
    by_their_number = by_number(replies[-1])
    return (
        *earlier,
        *(dataclasses.replace(c, numbered=c in by_their_number) for c in replies[-1].choices),
    )
