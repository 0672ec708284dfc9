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

    def backup_failed(self, why: str) -> None:
        """Nothing; tells that the daily backup was not made, and why."""
        self._tell(self._say("alarm_backup", why=why))

    def documents(self, damage: str, version: str) -> None:
        """Nothing; tells that published documents are damaged, and which version answers ("": none)."""
        said = f"{damage[:1].upper()}{damage[1:]}"
        if version:
            self._tell(self._say("alarm_documents", damage=said, version=version))
        else:
            self._tell(self._say("alarm_no_documents", damage=said))

    def _tell(self, text: str) -> None:
        for contact in self._records.people.administrators():
            self._records.mailbox.write(contact.channel, contact.chat, Reply(text))
