"""Which choices about a report may stand under its draft: one made by hand is none of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.form import Field
from bot.scene import Scene

# How many parts the value of each choice has: "report:confirm:7", "report:set:7:place:Xã Bình Minh".
_PARTS = {
    **dict.fromkeys(("confirm", "cancel", "skip", "back", "separate", "edit"), 3),
    **dict.fromkeys(("change", "update"), 4),
    "set": 5,
}


def is_current(scene: Scene, fields: Sequence[Field]) -> bool:
    """Whether the choice is one of the draft that is open now, about one of the form's `fields`."""
    _, *parts = scene.command.split(":")
    if scene.draft is None or len(parts) < 2 or parts[1] != str(scene.draft.id):
        return False
    action = parts[0]
    if len(parts) + 1 != _PARTS.get(action):
        return False
    if action not in ("set", "change"):
        return True
    asked = next((field for field in fields if field.name == parts[2]), None)
    return asked is not None and (action == "change" or _takes(asked, parts[3]))


def _takes(asked: Field, value: str) -> bool:
    """Whether the field is set by a choice of that value; which places have a name is not its own affair."""
    return bool(value) and (asked.type == "place" or any(value == option.name for option in asked.choices))
