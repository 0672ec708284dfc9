"""What administrators are told at once, in their own chats."""

from __future__ import annotations

import logging

from bot import Inbound, Reply
from bot.privacy import trace
from bot.records import Records
from bot.store import out_of_service
from bot.wording import Wording

_log = logging.getLogger(__name__)


class Alarms:
    """Writes letters to the accounts of administrators; callers hold a transaction."""

    def __init__(self, records: Records, wording: Wording) -> None:
        self._records = records
        self._say = wording

    def set_aside(self, inbox_id: int, message: Inbound) -> None:
        """Nothing; tells that a message failed for good. Its words stay in the inbox.

        Raises only what the database raises when it is out of service: a fault here must not keep the sender
        from the apology that goes out with it.
        """
        try:
            self._tell(self._say("alarm_set_aside", id=inbox_id, channel=message.channel))
        except Exception as error:  # the apology matters more
            if out_of_service(error):
                raise
            _log.error("message %s: nobody could be told: %s", inbox_id, trace(error))

    def _tell(self, text: str) -> None:
        for contact in self._records.people.administrators():
            self._records.mailbox.write(contact.channel, contact.chat, Reply(text))
