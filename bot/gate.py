"""Who gets through: the right that each kind of message needs, looked up in the tables at every message.

In a group, where others read along, nobody has more than the right to ask.
"""

from __future__ import annotations

from bot import Inbound, Reply, audit
from bot.people import People
from bot.scene import Scene
from bot.store import Database
from bot.wording import Wording

# The right that a choice needs, by its first word; those of the office and of administrators are looked at by
# bot/office.py and bot/learning/chat.py.
_CHOICES = {
    **dict.fromkeys(("ask", "section", "related", "page", "right", "wrong"), "ask"),
    **dict.fromkeys(("report", "mine", "show", "edit", "copy"), "report"),
}
# The right that an intent needs; any other is answered as a question.
_INTENTS = {
    **dict.fromkeys(("help", "greet", "thank", "goodbye", "write_for_me", "watch_people"), ""),
    **dict.fromkeys(("report_activity", "edit_report", "list_reports", "summarise"), "report"),
}
# The right that an exact phrase needs: it may be about a draft that stays where its owner lost the right.
_PHRASES = dict.fromkeys(("confirm", "cancel"), "report")
_OF_THE_INVITED = ("invite", "link")  # whatever the role of those who are in no table
_IN_A_GROUP = frozenset(["ask"])


class Gate:
    """Looks rights up, and refuses; each refusal is written into the audit trail."""

    def __init__(self, db: Database, people: People, wording: Wording) -> None:
        self._db = db
        self._people = people
        self._say = wording

    def rights(self, message: Inbound) -> frozenset[str]:
        """What the sender may do, here and now."""
        rights = self._people.rights(self._people.who(message))
        return rights & _IN_A_GROUP if message.in_group else rights

    def bars_photo(self, message: Inbound) -> bool:
        """Whether a photo came from somebody who may not report: it is not fetched."""
        return brings_photo(message) and "report" not in self.rights(message)

    def keeps_out(self, scene: Scene) -> list[Reply] | None:
        """The refusal of what plainly needs a right that the sender has not; None when nothing does."""
        action = scene.command.split(":")[0]
        needed = "report" if brings_photo(scene.message) else _CHOICES.get(action, "")
        needed = needed or ("" if scene.command else _PHRASES.get(scene.phrase, ""))
        if not scene.rights:
            return self.refusal(scene, needed or "anything")
        return self.refusal(scene, needed) if needed and needed not in scene.rights else None

    def keeps_back(self, scene: Scene, intent: str) -> list[Reply] | None:
        """The same for what was understood."""
        needed = _INTENTS.get(intent, "ask")
        return self.refusal(scene, needed) if needed and needed not in scene.rights else None

    def refusal(self, scene: Scene, needed: str) -> list[Reply]:
        """The reply to somebody without that right, who is told the way to it."""
        audit.record(self._db, scene.message, "refused", needed)
        if scene.message.in_group:
            return [Reply(self._say("private_only"))]
        known = self._people.who(scene.message).id is not None
        if known and not scene.rights:
            return [Reply(self._say("deactivated"))]
        invited = needed not in _OF_THE_INVITED and "report" in scene.rights
        return [Reply(self._say("not_allowed" if known or invited else "not_invited"))]


def brings_photo(message: Inbound) -> bool:
    """Whether a photo came, fetched or not; in a group the words beside it are what counts."""
    waits = any(each.kind == "photo" for each in message.attachments)
    return bool(message.files) or (waits and not (message.in_group and message.text.strip()))
