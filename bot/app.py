"""Every part, built from config.yml and put together: the only place where parts meet."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import (
    Inbound,
    codes,
    commands,
    config,
    form,
    invitees,
    namesakes,
    questions,
    reading,
    records,
    requests,
    running,
    store,
    units,
    wording,
)
from bot.admission import Admission
from bot.alarms import Alarms
from bot.backups import backup
from bot.backups.nightly import Nightly, daily
from bot.channel import Channel, whole
from bot.channels import ABILITIES, TELEGRAM, ZALO
from bot.clock import Clock
from bot.delivery import Delivery
from bot.dialogue import Dialogue, Parts
from bot.fetching import Album, Fetching
from bot.figures import labels
from bot.figures.chat import Figures
from bot.figures.export import Exports, Places
from bot.figures.wishes import Wishes
from bot.gate import Gate
from bot.gathering import Gatherer, Gathering
from bot.inquiry import Inquiry
from bot.learning.chat import Classroom, Learning
from bot.learning.lessons import Lessons
from bot.learning.sheet import QuestionSheet
from bot.learning.unanswered import Unanswered
from bot.limits import Limits
from bot.office import Bureau, Office
from bot.prompts import Prompts
from bot.quoting import Quoting
from bot.reminders import Reminders
from bot.reporting import Reporting
from bot.scrubbing import scrub
from bot.sending import Sending
from bot.sent import Desk, Sent
from bot.shelf import Shelf
from bot.store import Database
from bot.turns import Steps, Turns
from bot.workshop import Workshop
from knowledge import defects
from knowledge.answer import Answerer
from knowledge.hinting import Files, Hinting
from nlu import Understanding, abbreviations, phrases
from nlu.client import Interpreter
from nlu.rules import Rules
from nlu.server import RasaServer

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config.yml"
_log = logging.getLogger(__name__)
_REMINDED_EVERY_S = 60
MEMORY = ":memory:"
_DRAIN_S = 10  # how long what was taken may still be answered when the assistant stops
_LIMITED = frozenset([TELEGRAM, ZALO])
FORM = Path(__file__).with_name("forms") / "activity_report.yml"


@dataclass(frozen=True)
class App:
    """The assembled assistant."""

    config: config.Config
    timezone: datetime.tzinfo
    db: Database
    form: form.Form
    records: records.Records
    parts: Parts
    dialogue: Dialogue
    turns: Turns
    clock: Clock
    interpreter: Interpreter
    server: RasaServer | None
    shelf: Shelf
    lock: int | None  # that of who runs on the database; None for one in memory

    @property
    def problem(self) -> str:
        """One Vietnamese line when it runs with less than all, else ""."""
        encoder, index, damage = self.config.knowledge.encoder, self.shelf.index, self.shelf.damage
        if index is None:
            return f"Kho văn bản chưa dùng được: {damage}."
        if damage:
            return f"Kho văn bản: {damage}. Trợ lý trả lời theo bản trước, {index.version}."
        if index.model == encoder:
            return ""
        return (
            f"config.yml đặt knowledge.encoder là “{encoder}” nhưng kho văn bản dựng bằng “{index.model}”. "
            "Chạy: python3 scripts/reload_knowledge.py"
        )

    async def start(self) -> None:
        """Start what runs in the background; returns at once."""
        self.clock.start()
        if self.server:
            await self.server.start()
        self.shelf.start()

    async def stop(self) -> None:
        """Answer what was taken, end what runs in the background and close the database."""
        await self.clock.stop()
        await self.shelf.stop()
        await self.turns.stop(_DRAIN_S)
        await self.interpreter.close()
        if self.server:
            await self.server.stop()
        self.db.conn.close()
        if self.lock is not None:
            os.close(self.lock)


def build(
    settings: config.Config,
    channels: Mapping[str, Channel],
    *,
    rasa: bool,
    database: str | None = None,
    watch: Callable[[Answerer], Answerer] = lambda answerer: answerer,
    form_file: Path = FORM,
    hints_dir: Path = ROOT / "knowledge",
) -> App:
    """The assistant with those settings; `channels` may be filled until it is started.

    `database` replaces the configured file, `form_file` the form; what people teach goes
    into `hints_dir`. `watch` may wrap the answerer (the evaluation looks on so).
    Raises FormError or StoreUnusable; a damaged index is told to those who ask.
    """
    storage = settings.storage
    timezone = ZoneInfo(settings.conversation.timezone)
    lock, db = _opened(database or ROOT / storage.database)
    words = abbreviations.load()
    say = wording.load()
    places = units.load()
    doubles = namesakes.load()
    report_form = form.load(form_file)
    kept = records.keep(db, settings)
    prompts = Prompts(report_form, places, doubles, kept.periods, say)
    reporting = Reporting(
        db,
        report_form,
        reading.Reader(report_form, places, words),
        kept.conversations,
        Sending(kept, report_form, places, doubles, prompts, say),
        doubles,
        prompts,
        say,
    )
    asked = requests.load()
    figures = _figures(db, settings, report_form)
    alarms = Alarms(kept, say)

    def tell(damage: str, version: str) -> None:
        with store.transaction(db):
            alarms.documents(damage, version)
        delivery.wake_all()

    shelf = Shelf(ROOT / storage.index, words, tell, watch)
    limits = Limits(kept.mailbox, settings.limits, _LIMITED)
    gate = Gate(db, kept.people, say)
    parts = Parts(
        answerer=shelf.answerer,
        gate=gate,
        admission=Admission(kept, asked, invitees.load(places, doubles), settings.people, say, gate),
        alarms=alarms,
        limits=limits,
        inquiry=Inquiry(
            shelf.answerer,
            Quoting(say, defects.load()),
            kept.conversations,
            questions.Questions(db),
            say,
            settings.conversation,
        ),
        reporting=reporting,
        prompts=prompts,
        conversations=kept.conversations,
        sent=Sent(
            Desk(kept, report_form, reporting, asked, prompts, say, settings.conversation.own_reports_shown)
        ),
        office=Office(Bureau(kept, report_form, figures, asked, prompts, say, gate)),
        learning=Learning(
            _classroom(db, shelf.answerer, gate, asked, QuestionSheet(say, timezone), say, hints_dir)
        ),
        requests=asked,
        phrases=phrases.load(),
        wording=say,
        settings=settings.conversation,
    )
    server = (
        RasaServer(ROOT / storage.logs, model=ROOT / storage.model)
        if rasa and settings.understanding.rasa
        else None
    )
    rules = Rules.load()
    interpreter = Interpreter(
        rules,
        lambda: server.endpoint if server else None,
        mend=rules.mend,
        timeout_s=settings.understanding.timeout_s,
    )

    async def understand(message: Inbound) -> Understanding:
        readable = message.text[: settings.conversation.message_characters]
        return await interpreter.understand(readable, message.sent_at.astimezone(timezone).date())

    slashes = commands.load()
    dialogue = Dialogue(parts)
    fetching = Fetching(channels, Album(ROOT / storage.photos, storage.photo_mb), limits, say)

    async def fetch(message: Inbound) -> Inbound:
        """A photo of somebody who may not report is not even fetched."""
        return message if gate.bars_photo(message) else await fetching.fetched(message)

    steps = Steps(lambda text: slashes.spoken(codes.sealed(whole(text))), fetch, understand, dialogue)
    albums = frozenset(name for name, abilities in ABILITIES.items() if abilities.albums)
    gatherer = Gatherer(Gathering(settings.albums.quiet_s, settings.albums.most_s, albums))
    delivery = Delivery(kept.mailbox, channels)
    wishes = Wishes(lambda: _own_figures(settings, report_form, database, figures), kept.periods, say)
    workshop = Workshop(
        db,
        kept.tasks,
        {"export": wishes.export, "charts": wishes.charts},
        dialogue.notice("export_failed"),
        delivery.wake,
        apart=database != MEMORY,
    )
    turns = Turns(db, steps, channels, delivery, limits, gatherer, workshop)
    reminders = Reminders(kept, settings.reporting, say)

    nightly = None if database else _nightly(db, settings, parts.alarms)

    async def remind() -> None:
        now = datetime.datetime.now(timezone)
        reminders.send(now, channels)
        if nightly:
            nightly.look(now)
        delivery.wake_all()
        scrub(db)

    clock = Clock(remind, _REMINDED_EVERY_S)
    return App(
        settings,
        timezone,
        db,
        report_form,
        kept,
        parts,
        dialogue,
        turns,
        clock,
        interpreter,
        server,
        shelf,
        lock,
    )


def _classroom(
    db: Database,
    answerer: Callable[[], Answerer],
    gate: Gate,
    asked: requests.Requests,
    sheet: QuestionSheet,
    say: wording.Wording,
    hints_dir: Path,
) -> Classroom:
    unanswered = Unanswered(db)
    lessons = Lessons(db, unanswered, Hinting(Files.within(hints_dir)))
    return Classroom(answerer, unanswered, lessons, sheet, asked, gate, say)


def _opened(database: Path | str) -> tuple[int | None, Database]:
    """The lock of who runs on the database (none on one in memory), and that. Raises StoreUnusable."""
    lock = None if database == MEMORY else running.share(Path(database))
    return lock, store.open_store(database)


def _nightly(db: Database, settings: config.Config, alarms: Alarms) -> Nightly | None:
    return daily(db, settings.backups, backup.places(ROOT, CONFIG, settings), alarms)


def _figures(db: Database, settings: config.Config, report_form: form.Form) -> Figures:
    storage, named = settings.storage, labels.load()
    folder = Places(ROOT / storage.photos, ROOT / storage.exports)
    timezone = ZoneInfo(settings.conversation.timezone)
    kept = records.keep(db, settings)
    return Figures(Exports(kept, report_form, named, settings.office, timezone, folder), named, folder)


@contextlib.contextmanager
def _own_figures(
    settings: config.Config, report_form: form.Form, database: str | None, shared: Figures
) -> Iterator[Figures]:
    """The figures over a connection of their own; over the shared one of a database in memory."""
    if database == MEMORY:
        yield shared
        return
    db = store.open_store(database or ROOT / settings.storage.database)
    try:
        yield _figures(db, settings, report_form)
    finally:
        db.conn.close()
