"""A draft at each of its questions, killed: the next message after the start answers the same question.

All questions wait side by side, each in a chat of its own, when the process is killed at a random moment of
the turns that ask them: three times here, ten times with `SO_TAY_KILLS=200`.
"""

import datetime
import io
import json
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot import app, form
from bot.config import Config
from bot.form import Value
from tests.crash.bots import forks, write_config
from tests.crash.stage import Stage, report, stage
from tests.telegram_control import Remote

ROUNDS = 10 if int(os.environ.get("SO_TAY_KILLS", "0")) >= 200 else 3
SEED = 356
LONGEST_S = 0.2  # about as long as all the questions take
FORM = form.load(app.FORM)
YESTERDAY = (datetime.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) - datetime.timedelta(days=1)).date()
WORDS = "Bà con đến đông, ai cũng chăm chú nghe"
PHOTO = io.BytesIO()
Image.new("RGB", (40, 30), "red").save(PHOTO, "JPEG")

# How each field is answered, and what it then holds; () for one that is answered with a photo.
ANSWERS: dict[str, tuple[str, Value] | tuple[()]] = {
    "activity_type": ("văn nghệ", "van_nghe"),
    "held_on": ("hôm qua", YESTERDAY.isoformat()),
    "place": ("xã Bình Minh", "Xã Bình Minh"),
    "attendees": ("77", 77),
    "quantity": ("12 băng rôn", {"value": 12, "what": "băng rôn"}),
    "topic": ("1", ["niem_tin"]),
    "summary": (WORDS, WORDS),
    "photos": (),
}
LISTED = [item.name for item in FORM.fields if item.ask]


@dataclass(frozen=True)
class Case:
    """A field, and the messages that lead to its question; the last of them is what the kill meets."""

    field: str
    leads: tuple[str, ...]


def cases() -> list[Case]:
    """Every question of a new draft in the form's order, and every question of one that is corrected."""
    begun = ("báo cáo hoạt động", "hội nghị", "hôm qua", "xã Bình Minh")
    asked = ("activity_type", "held_on", "place", "attendees")
    first = [Case(name, begun[: number + 1]) for number, name in enumerate(asked)]
    return first + [Case(name, (report(77), f"sửa {n}")) for n, name in enumerate(LISTED, 1)]


def draft(scene: Stage, chat: int) -> dict:
    """The chat's draft, empty when there is none."""
    rows = scene.rows("SELECT content FROM drafts WHERE chat = ?", str(chat))
    return json.loads(rows[0][0]) if rows else {}


def answer(remote: Remote, scene: Stage, chat: int, field: str) -> None:
    if told := ANSWERS[field]:
        scene.say(chat, told[0])
    else:
        remote.call("photo", chat=chat, data=PHOTO.getvalue())


@pytest.mark.slow
def test_a_draft_is_resumed_at_the_question_at_which_the_process_was_killed(
    config: Config, tmp_path: Path
) -> None:
    assert set(LISTED) == set(ANSWERS)
    chance, messages, after_the_kill = random.Random(SEED), 0, 0
    every = cases()
    with stage(tmp_path) as (remote, scene), forks(write_config(config, tmp_path, remote.url)) as bots:
        for turn in range(ROUNDS):
            chats = {100 * turn + number: case for number, case in enumerate(every, 1)}
            bots.start()
            for chat, case in chats.items():
                for text in case.leads[:-1]:
                    scene.say(chat, text)
                messages += len(case.leads) + 1
            scene.settle(messages - 2 * len(every))
            last = [["text", {"chat": chat, "text": case.leads[-1]}] for chat, case in chats.items()]
            remote.call("batch", calls=last)
            time.sleep(chance.uniform(0, LONGEST_S))
            bots.kill()
            asked = scene.count("SELECT COUNT(*) FROM inbox WHERE state = 'done'")
            after_the_kill += messages - len(every) - asked

            bots.start()
            scene.settle(messages - len(every))
            for chat, case in chats.items():
                assert draft(scene, chat)["asked"] == case.field
                assert FORM.field(case.field).ask in scene.texts(chat)[-1]
                answer(remote, scene, chat, case.field)
            scene.settle(messages)
            for chat, case in chats.items():
                after = draft(scene, chat)
                assert after["asked"] != case.field
                value, told = after["fields"][case.field], ANSWERS[case.field]
                assert value == told[1] if told else len(value) == 1
            bots.kill()
        scene.check()
        assert scene.repeated() <= 2 * ROUNDS
    print(f"{ROUNDS} kills at {len(every)} questions; {after_the_kill} were asked after the kill")
