"""Turns with a small real dialogue and one channel: what the tests of a message's way share."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable

from bot import File, Inbound, Reply, config
from bot.delivery import Delivery
from bot.gathering import AT_ONCE, Gatherer, Gathering
from bot.limits import Limits
from bot.mailbox import Mailbox
from bot.store import Database
from bot.turns import Steps, Turns
from nlu import Understanding
from tests.fakes import listening

NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)
ALBUMS = Gathering(quiet_s=0.2, most_s=0.5, channels=frozenset(["test"]))


class Echo:
    """Says the message back; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.history: list[str] = []
        self.messages: list[Inbound] = []
        self.set_aside_ids: list[int] = []
        self._failures = failures

    def reply(self, inbox_id: int, message: Inbound, said: Understanding) -> list[Reply]:
        self.history.append(message.text)
        self.messages.append(message)
        if len(self.history) <= self._failures:
            raise RuntimeError("broken on purpose")
        return [Reply(f"{message.text}{' + ' * bool(message.files)}{len(message.files) or ''}")]

    def notice(self, key: str) -> Reply:
        return Reply({"failed": "xin lỗi"}.get(key, key))

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        self.set_aside_ids.append(inbox_id)


def message(key: str, text: str, chat: str = "a") -> Inbound:
    return Inbound("test", chat, chat, key, text, NOON)


def photo(key: str, text: str = "", chat: str = "a", after_s: float = 0) -> Inbound:
    sent_at = NOON + datetime.timedelta(seconds=after_s)
    return Inbound("test", chat, chat, key, text, sent_at, files=(File(key, "image/jpeg", 1),))


def tap(key: str, choice: str) -> Inbound:
    return Inbound("test", "a", "a", key, "", NOON, choice=choice)


async def arrive(turns: Turns, *messages: Inbound | float) -> None:
    """Nothing, once all is answered; a number between the messages is a pause in seconds."""
    going = []
    for each in messages:
        if isinstance(each, Inbound):
            going.append(asyncio.create_task(turns.receive(each)))
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(each)
    await asyncio.gather(*going)


def made(
    db: Database,
    echo: Echo,
    understand: Callable[[Inbound], Awaitable[Understanding]],
    send: Callable[[str, Reply], Awaitable[None]],
    gathering: Gathering = AT_ONCE,
) -> Turns:
    """Turns with one channel, without limits."""

    async def fetch(inbound: Inbound) -> Inbound:
        return inbound

    mailbox, channels = Mailbox(db), listening("test", send)
    steps = Steps(lambda text: text, fetch, understand, echo)
    limits = Limits(mailbox, config.Limits(1, 1, 1), frozenset())
    return Turns(db, steps, channels, Delivery(mailbox, channels), limits, Gatherer(gathering))


async def recovered(turns: Turns) -> None:
    """Nothing, once all that an earlier run left is answered."""
    turns.recover("test")
    await turns.settled()


def play(
    db: Database,
    echo: Echo,
    steps: Callable[[Turns], Awaitable[None]],
    delays: dict[str, float] | None = None,
    gathering: Gathering = AT_ONCE,
) -> list[str]:
    """The texts sent while the steps ran; `delays` are how long understanding takes, by text."""
    sent: list[str] = []

    async def understand(inbound: Inbound) -> Understanding:
        await asyncio.sleep((delays or {}).get(inbound.text, 0))
        return Understanding(inbound.text, "greet", 1.0)

    async def send(chat: str, reply: Reply) -> None:
        sent.append(reply.text)

    async def run() -> None:
        turns = made(db, echo, understand, send, gathering)
        await steps(turns)
        await turns.settled()

    asyncio.run(run())
    return sent


def states(db: Database) -> list[tuple[str, int]]:
    """State and number of replies of each accepted message, in order."""
    return list(
        db.execute(
            "SELECT state, (SELECT COUNT(*) FROM outbox WHERE inbox_id = inbox.id) FROM inbox ORDER BY id"
        ).fetchall()
    )
