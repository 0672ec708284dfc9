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

    def over(self, message: Inbound) -> int:
        """How many messages the sender has sent in this minute beyond what is read; counts this one."""
        if message.channel not in self._channels:
            return 0
        sent = self._mailbox.received(message, message.sent_at - MINUTE)
        return max(0, sent - self._settings.messages_a_minute)

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
