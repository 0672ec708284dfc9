"""How much one person may send. Counted in the inbox by when it was written: a backlog is no flood."""

from __future__ import annotations

import datetime

from bot import Inbound, config
from bot.conversations import State
from bot.mailbox import Mailbox

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


class Limits:
    """The limits of config.yml, for the channels named: who sits at the terminal has none."""

    def __init__(self, mailbox: Mailbox, settings: config.Limits, channels: frozenset[str]) -> None:
        self._mailbox = mailbox
        self._settings = settings
        self._channels = channels
        self._over: dict[tuple[str, str], datetime.datetime] = {}  # when each account last sent too much

    def over(self, message: Inbound) -> int:
        """How many messages the sender has sent in this minute beyond what is read; counts this one.

        1 only for the first: who goes on at the same pace does not begin anew with every message.
        """
        if message.channel not in self._channels:
            return 0
        sent = self._mailbox.received(message, message.sent_at - MINUTE)
        over = max(0, sent - self._settings.messages_a_minute)
        if not over:
            return 0
        account = (message.channel, message.sender)
        before = self._over.get(account)
        self._over[account] = message.sent_at
        goes_on = before is not None and abs(message.sent_at - before) < MINUTE
        return max(over, 2) if goes_on else 1

    def photos_left(self, message: Inbound) -> int:
        """How many photos the sender may still send on this day."""
        if message.channel not in self._channels:
            return self._settings.photos_a_day
        return max(0, self._settings.photos_a_day - self._mailbox.photos(message, message.sent_at - DAY))

    def drafts_left(self, message: Inbound, state: State) -> int:
        """How many reports may still be begun in the chat on this day."""
        opened = state.opened if state.opened_on == message.sent_at.date().isoformat() else 0
        left = self._settings.drafts_a_day - opened
        return max(0, left) if message.channel in self._channels else self._settings.drafts_a_day
