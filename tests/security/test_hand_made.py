"""Choice values made by hand, of every kind there is with ids of every kind: no effect, no foreign data."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from bot import app
from bot.config import Config
from tests.standing import KEPT, ME, Standing, standing

SEED, VALUES = 356, 2_000
PREFIXES = (
    "ask section related page right wrong report mine show edit copy review approve return reject closing"
    " invite unanswered question passage attach dismiss"
).split()
ACTIONS = "confirm cancel skip back separate update set change edit show_all more help yes nothing".split()
ROLES = ("guest", "officer", "none", "unknown")
_PREFIX = re.compile(r"""f?"([a-z_]+):(?:\{|[a-z]+:)""")


@pytest.fixture(scope="module")
def desk(config: Config) -> Iterator[Standing]:
    made = standing(config)
    yield made
    made.db.conn.close()


def values(desk: Standing, draw: random.Random) -> Iterator[tuple[str, str]]:
    """A role and a value: a known word first, then ids of others, of nobody, tricks, in any number."""
    parts = [
        *(desk.other, str(desk.other_draft), "BC-2025-000099", "TAP-2025-000001", "0", "1", "-1", "٣"),
        *("9" * 30, "", " ", "../../config.yml", "/etc/passwd", "\0", "' OR 1=1 --", "%"),
        *("2025-03", "2025-99", "2025-W11", "administrator", "Sở", "activity_type", "photos", "held_on"),
        *("hoi_nghi", "attendees", "31/2", "😀", "x" * 300, "place", "unit", *ACTIONS),
    ]
    for _ in range(VALUES):
        word = draw.choice([*PREFIXES, "", "admin", "REPORT", "report "])
        told = draw.choices(parts, k=draw.randrange(5))
        if word == "report" and draw.random() < 0.7:
            told = [draw.choice(ACTIONS), draw.choice([str(desk.other_draft), "0"]), *told]
        yield draw.choice(ROLES), ":".join([word, *told])


def test_two_thousand_hand_made_choices_have_no_effect_and_show_nothing(desk: Standing) -> None:
    draw = random.Random(SEED)
    for role, value in values(desk, draw):
        with desk.taken_back():
            before = draw.random()
            if before < 0.2:
                desk.send(draw.choice(["ai ký công văn 356", "báo cáo chờ duyệt", "báo cáo của tôi", "giúp"]))
            mine = 0.1 < before < 0.4
            if mine:
                desk.send("báo cáo hoạt động")
            draft = desk.draft()
            desk.become(role)
            seen = desk.watch("x", value)
            own = desk.db.execute("SELECT state, version FROM reports").fetchall()
        assert seen.replies, value
        assert all(reply.text.strip() for reply in seen.replies), value
        assert seen.changed <= {"questions"}, (role, value)  # a question asked anew
        assert seen.letters == [], value
        assert str(KEPT["summary"]) not in seen.text, value
        assert own == [("new", 1), ("new", 1)], value
        assert desk.draft() == 0
        assert draft == 0 or mine


def test_a_choice_under_an_own_draft_sets_only_what_was_offered(desk: Standing) -> None:
    """With the right id: no photo by its path, no day that is none, no field or action that there is not."""
    with desk.taken_back():
        desk.send("báo cáo hoạt động")
        mine = desk.draft()
        for told in (
            f"set:{mine}:photos:../../config.yml",
            f"set:{mine}:held_on:31/2",
            f"set:{mine}:attendees:nhiều",
            f"set:{mine}:activity_type:none",
            f"set:{mine}:no_field:x",
            f"set:{mine}:place:",
            f"set:{mine}:place:a:b",
            f"set:{mine}:place",
            f"set:{mine}",
            f"change:{mine}:no_field",
            f"change:{mine}",
            f"update:{mine}",
            f"confirm:{mine}:x",
            f"nothing:{mine}",
            "confirm",
            "",
        ):
            seen = desk.watch("x", f"report:{told}")
            assert "bước đã qua" in seen.text, told
            assert seen.changed == set(), told
        assert desk.watch("x", f"report:set:{mine}:activity_type:hoi_nghi").changed == {"drafts"}
        assert desk.watch("x", f"report:change:{mine}:attendees").changed == {"drafts"}


def test_an_administrator_is_not_led_astray_either(desk: Standing) -> None:
    """Every right, and values that nobody offered: answered, and nothing of an officer's is changed."""
    draw = random.Random(SEED)
    for word in ("review", "approve", "return", "reject", "closing", "show", "edit", "copy"):
        for what in (
            "",
            "x",
            "TAP-2025-000001",
            "2025-99",
            "2024-W99",
            "9" * 30,
            "../x",
            "\0",
            f"{draw.random()}",
        ):
            with desk.taken_back():
                seen = desk.watch("x", f"{word}:{what}", who=ME)
            assert seen.replies
            assert seen.changed == set(), (word, what)


def test_every_word_with_which_a_choice_begins_is_tried_here() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (app.ROOT / "bot").glob("*.py"))
    found = {match[1] for match in _PREFIX.finditer(sources)} - {"person", "zalo", "telegram"}
    assert found <= {*PREFIXES, "invitation"}
