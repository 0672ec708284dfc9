"""What administrators are told at once, in their own chats."""

from __future__ import annotations

from bot import Inbound, Reply
from bot.records import Records
from bot.wording import Wording


class Alarms:
    """Writes letters to the accounts of administrators; callers hold a transaction."""

    def __init__(self, records: Records, wording: Wording) -> None:
        self._records = records
        self._say = wording

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        """Nothing; tells that a message failed for good. Its words stay in the inbox."""
        self._tell(self._say("alarm_set_aside", id=inbox_id, channel=message.channel))

    def _tell(self, text: str) -> None:
        for contact in self._records.people.administrators():
            self._records.mailbox.write(contact.channel, contact.chat, Reply(text))
