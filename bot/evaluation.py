"""The assistant measured on JSONL files: the same code as the channels, on a store in memory.

File formats: docs/evaluation.md. An answer is right when its first quote holds a gold snippet (`all`: when
the quotes together hold every one); `**` marks and white space do not count.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot import Attachment, Inbound, Letter, Reply, app, config
from bot.channel import Never
from bot.channels import ABILITIES, CONSOLE
from bot.form import Value
from bot.score import Score
from knowledge import NO_FOCUS, Answer, Focus
from knowledge.answer import Answerer
from nlu.text import fold, syllables

CHANNEL = "evaluation"
Item = dict[str, Any]


class Watched(Answerer):
    """An answerer that remembers the last answer it gave."""

    def __init__(self, answerer: Answerer) -> None:
        self.__dict__.update(answerer.__dict__)
        self.last: Answer | None = None

    def answer(self, question: str, focus: Focus = NO_FOCUS, *, light: bool = False) -> Answer:
        self.last = super().answer(question, focus, light=light)
        return self.last

    def section(self, passage_id: str) -> Answer:
        self.last = super().section(passage_id)
        return self.last

    def stored(self) -> Answer:
        self.last = super().stored()
        return self.last


class Collecting:
    """A channel that only collects the replies of officers' chats."""

    name = CHANNEL
    abilities = ABILITIES[CONSOLE]

    def __init__(self) -> None:
        self.replies: list[Reply] = []

    async def send(self, letter: Letter) -> None:
        self.replies.append(letter.reply)

    async def fetch(self, attachment: Attachment, most_bytes: int) -> bytes:
        raise Never("nothing is attached")

    async def typing(self, chat: str) -> None:
        pass


class Session:
    """The assembled assistant with a channel that only collects; whoever asks is an officer."""

    def __init__(self, *, rasa: bool, index: Path | None = None) -> None:
        self._channel = Collecting()
        self.score = Score()
        self._watched: list[Watched] = []
        settings = config.load(app.CONFIG)
        people = dataclasses.replace(settings.people, default_role="officer")
        settings = dataclasses.replace(settings, people=people)
        if index:
            storage = dataclasses.replace(settings.storage, index=str(index.resolve()))
            settings = dataclasses.replace(settings, storage=storage)
        self.app = app.build(
            settings,
            {CHANNEL: self._channel},
            rasa=rasa,
            database=":memory:",
            watch=self._watch,
        )
        if not self._watched:
            raise RuntimeError(self.app.problem)
        self._count = 0
        self._logged = 0

    async def say(self, chat: str, text: str, at: datetime.datetime) -> list[str]:
        """The texts of the replies to one message."""
        self._channel.replies.clear()
        self._count += 1
        message = self._message(chat, text, at)
        began = time.perf_counter()
        await self.app.turns.receive(message)
        self.score.seconds.append(time.perf_counter() - began)
        return [r.text for r in self._channel.replies]

    def take_answer(self) -> Answer | None:
        """The answer given in the last turn, None when the documents were not asked."""
        watched = self._watched[0]
        answer, watched.last = watched.last, None
        logged = int(self.app.db.execute("SELECT COUNT(*) FROM questions").fetchone()[0])
        asked, self._logged = logged > self._logged, logged
        return answer if asked else None

    def draft(self, chat: str) -> dict[str, Value]:
        """The fields of the chat's open draft."""
        draft = self.app.parts.conversations.draft(CHANNEL, chat)
        return draft.fields if draft else {}

    def stored(self, chat: str) -> dict[str, Value] | None:
        """The fields of the chat's last stored report."""
        found = self.app.records.reports.of(self._message(chat, "", self.noon("2025-01-01")), 1)
        return found[0].fields if found else None

    def noon(self, day: str) -> datetime.datetime:
        """Noon of an ISO day in the assistant's time zone."""
        return datetime.datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=self.app.timezone)

    def _message(self, chat: str, text: str, at: datetime.datetime) -> Inbound:
        return Inbound(CHANNEL, chat, chat, f"{chat}-{self._count}", text, at)

    def _watch(self, answerer: Answerer) -> Answerer:
        self._watched.append(Watched(answerer))
        return self._watched[0]


async def evaluate(
    what: str, path: Path, out: Path | None, *, rasa: bool, wrong: bool = False, index: Path | None = None
) -> list[str]:
    """The figures of one file as lines of text; with `out` a JSON line for each item is written there.

    `index` is that of other documents than the configured ones.
    """
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    session = Session(rasa=rasa, index=index)
    await session.app.start()
    try:
        if session.app.server:
            await _until_ready(session)
        results = [await _RUNNERS[what](session, item) for item in items]
    finally:
        await session.app.stop()
    if out:
        lines = (json.dumps(r, ensure_ascii=False) for r in results)
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    failed = [
        f"  {item['id']}: {_told(item)}\n      {_got(r)}"
        for item, r in zip(items, results, strict=True)
        if wrong and not _is_right(what, item, r)
    ]
    return [*session.score.lines(), *failed]


async def _until_ready(session: Session) -> None:
    server = session.app.server
    assert server
    for _ in range(600):
        if server.endpoint or server.problem:
            break
        await asyncio.sleep(0.1)
    if not server.endpoint:
        raise RuntimeError(
            f"Rasa is not ready: {server.problem or 'no answer within 60 s'}; --no-rasa runs without it"
        )


async def _answers(session: Session, item: Item) -> Item:
    at = session.noon("2025-03-15")
    for earlier in item.get("context", ()):
        await session.say(item["id"], earlier, at)
    session.take_answer()
    replies = await session.say(item["id"], item["question"], at)
    answer = session.take_answer()
    refused = session.app.parts.wording("refuse") in replies
    outcome = answer.outcome if answer else "refuse" if refused else "other"
    citations = [
        {"document": q.citation.document, "place": q.citation.place, "quote": q.text}
        for q in (answer.quotes if answer else ())
    ]
    result = {"id": item["id"], "outcome": outcome, "citations": citations, "reply": "\n\n".join(replies)}
    right = answer_is_right(item, result)
    session.score.right[item["kind"]].append(right)
    session.score.right["all questions"].append(right)
    session.score.by_id[item["id"]] = (right, item.get("pair", ""), item["kind"])
    if answer and answer.outcome == "answer" and answer.lead == "answer":
        session.score.chances.append((answer.confidence, right))
    if item["expect"] == "answer":
        session.score.right["answerable, refused or not found"].append(outcome != "answer")
    else:
        session.score.right[f"expect {item['expect']}"].append(right)
    session.score.right["quotes verbatim"] += [
        _is_verbatim(session, q.text) for q in (answer.quotes if answer else ())
    ]
    return result


def answer_is_right(item: Item, result: Item) -> bool:
    """Whether the outcome and the quotes of the result are those that the item expects."""
    if item["expect"] != "answer":
        return bool(result["outcome"] == item["expect"])
    quotes = [bare(c["quote"]) for c in result["citations"]]
    if result["outcome"] != "answer" or not quotes:
        return False
    if item.get("only") and not all(any(bare(g) in q for g in item["gold"]) for q in quotes):
        return False
    if item.get("all"):
        return all(any(bare(g) in q for q in quotes) for g in item["gold"])
    return any(bare(g) in quotes[0] for g in item["gold"])


def _is_verbatim(session: Session, quote: str) -> bool:
    return any(quote in d.text for d in session.app.parts.answerer().documents)


async def _reports(session: Session, item: Item) -> Item:
    await session.say(item["id"], item["message"], session.noon(item["reference_date"]))
    fields = session.draft(item["id"])
    for name, right in _field_marks(item["gold"], fields).items():
        session.score.right[name].append(right)
        session.score.right["all fields"].append(right)
    marks = _field_marks(item["gold"], fields)
    session.score.right["whole record"].append(all(marks.values()))
    session.score.right[f"whole: {item['kind']}"].append(all(marks.values()))
    invented = [n for n in marks if not item["gold"].get(n) and fields.get(n)]
    session.score.right["nothing invented"].append(not invented)
    return {"id": item["id"], "fields": fields}


async def _dialogues(session: Session, item: Item) -> Item:
    at = session.noon(item["reference_date"])
    replies = [await session.say(item["id"], turn, at) for turn in item["turns"]]
    stored = session.stored(item["id"])
    session.score.right["dialogues"].append(_stored_is_right(item["expect"]["stored"], stored))
    if item["expect"]["stored"] is None:
        session.score.right["nothing stored unconfirmed"].append(stored is None)
    if stored:
        session.score.messages.append(len(item["turns"]))
    return {"id": item["id"], "stored": stored, "replies": replies}


_RUNNERS: dict[str, Callable[[Session, Item], Any]] = {
    "answers": _answers,
    "reports": _reports,
    "dialogues": _dialogues,
}


def _field_marks(gold: Item, fields: dict[str, Value]) -> dict[str, bool]:
    """Which of the measured fields are right."""
    names = ("activity_type", "held_on", "place", "attendees", "quantity", "topic")
    return {n: _same(n, gold.get(n), fields.get(n), gold.get("place_alt", ())) for n in names if n in gold}


def _same(name: str, gold: Any, value: Any, alternatives: Iterable[str] = ()) -> bool:
    if not gold and gold != 0:
        return not value and value != 0
    if value is None:
        return False
    if name == "place":
        wanted = {_place(g) for g in (gold, *alternatives)}
        value = value.partition(" (")[0]  # which of two namesakes it is
        return _place(value) in wanted or _place(value).split(" ", 1)[-1] in wanted
    if name == "quantity":
        what, said = syllables(gold["what"]), syllables(value["what"])
        return bool(value["value"] == gold["value"] and (set(what) & set(said) or not what))
    if name == "topic":
        return set(gold if isinstance(gold, list) else [gold]) == set(value)
    return bool(gold == value)


def _stored_is_right(wanted: Item | None, stored: dict[str, Value] | None) -> bool:
    if wanted is None or stored is None:
        return wanted is None and stored is None
    alternatives = wanted.get("place_alt", ())
    return all(_same(n, v, stored.get(n), alternatives) for n, v in wanted.items() if n != "place_alt")


def _is_right(what: str, item: Item, result: Item) -> bool:
    if what == "answers":
        return answer_is_right(item, result)
    if what == "reports":
        return all(_field_marks(item["gold"], result["fields"]).values())
    return _stored_is_right(item["expect"]["stored"], result["stored"])


def _told(item: Item) -> str:
    if "question" in item:
        return f"{item.get('context', [])} {item['question']} | {item['expect']} {item['gold']}"
    if "message" in item:
        return (
            f"{item['message']} | {item['reference_date']} | {json.dumps(item['gold'], ensure_ascii=False)}"
        )
    return f"{item['turns']} | {json.dumps(item['expect'], ensure_ascii=False)}"


def _got(result: Item) -> str:
    if "citations" in result:
        quotes = [(c["place"], c["quote"][:60]) for c in result["citations"][:3]]
        return f"→ {result['outcome']} {quotes} {result['reply'][:90]!r}"
    shown = result.get("fields", result.get("stored")) or {}
    replies = f" {result['replies']}" if "replies" in result else ""
    return f"→ {json.dumps({k: v for k, v in shown.items() if k != 'summary'}, ensure_ascii=False)}{replies}"


def _place(text: str) -> str:
    return " ".join(syllables(text.replace("Đăk", "Đắk"))) if text else fold(text)


def bare(text: str) -> str:
    return "".join(text.replace("**", "").split())
