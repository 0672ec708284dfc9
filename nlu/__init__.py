"""Understanding: what a message wants (intent), names (entities) and says in figures (values).

Everything here is data; the work is done by `nlu.client` (Rasa, or the rules when Rasa cannot answer)
and `nlu.values`. Offsets are code points in `Understanding.text`, the normalised message.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entity:
    """A named thing in the message; `kind` is place, unit, document or activity."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class DateValue:
    """A day named in the message; `value` is None when the words name an impossible one ("31/2")."""

    text: str
    start: int
    end: int
    value: datetime.date | None
    problem: str = ""  # "" or "impossible"


@dataclass(frozen=True)
class Quantity:
    """A counted thing: "hơn 120 người" → 120, approximate, people.

    `kind`: people, household, product, event (sessions, teams, vehicles: counted, but made by nobody),
    reach (views, likes, shares), percent, money, time, phone, ordinal, or bare (a number with no noun that
    is known). `role` tells people who took part from the others: "" (took part), "invited", "absent",
    "previous" (an earlier figure), "part" (a share of a total named beside it). `what` is the counted noun
    as typed ("băng rôn", "tin bài"), "" when bare.
    """

    text: str
    start: int
    end: int
    value: int
    kind: str
    what: str = ""
    approximate: bool = False
    role: str = ""


@dataclass(frozen=True)
class DocumentNumber:
    """A document named by its number: "KH 324", "kế hoạch số 324-KH/TU", "cv356", "Nghị định 30".

    `number` is the running number ("324"), `type` the full name of the type ("Kế hoạch") or "",
    `symbol` what follows the number ("KH/TU", "UBND-KGVX", "2020/NĐ-CP") or "".
    """

    text: str
    start: int
    end: int
    number: str
    type: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class Values:
    """Every date, quantity and document number of a message, each in order of appearance.

    `today` is the day the message was sent, None when nothing was read.
    """

    dates: tuple[DateValue, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    documents: tuple[DocumentNumber, ...] = ()
    today: datetime.date | None = None


@dataclass(frozen=True)
class Understanding:
    """One message understood. `source` is "rasa" or "rules"; `confidence` is 0–1 of that source."""

    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    values: Values = field(default_factory=Values)
    source: str = "rules"
