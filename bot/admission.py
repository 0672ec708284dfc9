"""Who comes in: codes that are typed, invitations and links that are asked for in chat.

An administrator invites by "mời cán bộ xã Bình Minh"; whoever is known links another account by "liên kết
Zalo". Codes are made, shown and typed in private only. All of it stands in the audit trail.
"""

from __future__ import annotations

from bot import Choice, Reply, audit
from bot.config import People
from bot.gate import Gate
from bot.invitations import LINKS, Redeemed, found
from bot.invitees import Invitee, Invitees
from bot.records import Records
from bot.requests import Requests
from bot.scene import Scene
from bot.wording import Wording
from nlu.text import syllables

_ROLES = {
    "guest": "role_guest",
    "officer": "role_officer",
    "reviewer": "role_reviewer",
    "administrator": "role_administrator",
}
_SAID = {
    "joined": "code_joined",
    "linked": "code_linked",
    "again": "code_again",
    "own": "code_own",
    "locked": "code_locked",
    "wrong": "code_wrong",
}
_REQUESTS = frozenset(["invite", "link"])
_LONGEST = {"invite": 24, "link": 8}  # syllables of the request with what is said around it
_INVITES = "invite"  # begins a choice: "invite:officer:Xã Bình Minh:Nguyễn Văn An"


class Admission:
    """The way in."""

    def __init__(
        self,
        records: Records,
        requests: Requests,
        invitees: Invitees,
        settings: People,
        wording: Wording,
        gate: Gate,
    ) -> None:
        self._records = records
        self._requests = requests
        self._invitees = invitees
        self._days = settings.invitation_days
        self._say = wording
        self._gate = gate

    def act(self, scene: Scene) -> list[Reply] | None:
        """Replies to a code, or to who asks for one; None when the message is nothing of the kind."""
        if digest := found(scene.message.text):
            return self._private(scene) or self._redeem(scene, digest)
        action, *told = scene.command.split(":", 3)
        if action == _INVITES and len(told) == 3 and told[0] in _ROLES:
            role, unit, name = told
            return self._refusal(scene) or self._invite(scene, Invitee(role, (unit,), name))
        if scene.command or scene.draft:
            return None
        request = self._requests.find(scene.message.text, _REQUESTS)
        if not request or len(syllables(scene.message.text)) > _LONGEST[request]:
            return None
        if request == "link":
            return self._private(scene) or self._link(scene)
        if scene.is_question or (invitee := self._invitees.read(scene.message.text)) is None:
            return None
        return self._private(scene) or self._refusal(scene) or self._invite(scene, invitee)

    # --- making codes ---

    def _invite(self, scene: Scene, invitee: Invitee) -> list[Reply]:
        """The code with what it is good for, or which of several units is meant."""
        if len(invitee.units) > 1:
            choices = tuple(
                Choice(unit, f"{_INVITES}:{invitee.role}:{unit}:{invitee.name}", numbered=True)
                for unit in invitee.units
            )
            return [Reply(self._say("invite_which"), choices)]
        unit = self._invitees.today(*invitee.units) if invitee.units else ""
        message = scene.message
        made_by = f"{message.channel} {message.sender}"
        issued = self._records.invitations.issue(
            invitee.role, unit, invitee.name, made_by, message.sent_at, self._days
        )
        audit.record(self._records.db, message, f"invited {invitee.role}", f"invitation {issued.id}")
        text = self._say(
            "invited",
            who=self._described(invitee.role, unit, invitee.name),
            days=self._days,
            code=issued.code,
        )
        return [Reply(text, secret=True)]

    def _link(self, scene: Scene) -> list[Reply]:
        """A code by which another account becomes the sender's."""
        person = self._records.people.who(scene.message)
        if person.id is None or not scene.rights:
            return self._gate.refusal(scene, "link")
        issued = self._records.invitations.link(scene.message, person)
        audit.record(self._records.db, scene.message, "link code made", f"invitation {issued.id}")
        hours = LINKS.seconds // 3600
        return [Reply(self._say("link_made", hours=hours, code=issued.code), secret=True)]

    def _private(self, scene: Scene) -> list[Reply]:
        """The refusal in a group, where others read along; [] in private."""
        return self._gate.refusal(scene, "code") if scene.message.in_group else []

    def _refusal(self, scene: Scene) -> list[Reply]:
        """The refusal of who may not invite, [] for who may."""
        return [] if "invite" in scene.rights else self._gate.refusal(scene, "invite")

    # --- codes typed ---

    def _redeem(self, scene: Scene, digest: str) -> list[Reply]:
        redeemed = self._records.invitations.redeem(scene.message, digest)
        self._write_down(scene, redeemed)
        person = redeemed.person
        who = self._described(person.role, person.unit, person.name)
        until = redeemed.until.astimezone(scene.message.sent_at.tzinfo) if redeemed.until else None
        key = "locked" if until else redeemed.outcome
        text = self._say(_SAID.get(key, _SAID["wrong"]), who=who, until=f"{until:%H:%M}" if until else "")
        return [Reply(text)]

    def _write_down(self, scene: Scene, redeemed: Redeemed) -> None:
        """Nothing; a code that was used, and one that was refused, in the audit trail."""
        if redeemed.outcome in ("joined", "linked"):
            subject = f"person {redeemed.person.id} by invitation {redeemed.invitation}"
            audit.record(self._records.db, scene.message, redeemed.outcome, subject)
            return
        subject = f"invitation {redeemed.invitation}" if redeemed.invitation else "invitation"
        audit.record(self._records.db, scene.message, f"code refused: {redeemed.outcome}", subject)
        if redeemed.until and redeemed.outcome != "locked":
            audit.record(self._records.db, scene.message, "code locked", redeemed.until.isoformat())

    def _described(self, role: str, unit: str, name: str) -> str:
        """Who somebody is, in words: "Nguyễn Văn An, cán bộ báo cáo, Xã Bình Minh"."""
        said = self._say(_ROLES[role]) if role in _ROLES else role
        return ", ".join(filter(None, (name, said, unit)))
