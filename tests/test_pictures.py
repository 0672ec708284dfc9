"""The pictures of the officers' page show what the assistant answers; SO_TAY_PICTURES=1 draws them again."""

import asyncio
import os
from pathlib import Path

import pytest
import yaml

from bot import Inbound, Reply, app
from bot.config import Config
from tests.fakes import listening
from tests.pictured import Bubble, bubbles, svg
from tests.turning import NOON

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
PLAYED = yaml.safe_load(Path(__file__).with_name("pictures.yml").read_text(encoding="utf-8"))


def played(config: Config, folder: Path, typed: list[str]) -> list[Bubble]:
    """The conversation, with the answers of a real assistant that has nothing stored yet."""
    heard: list[Reply] = []

    async def hear(chat: str, reply: Reply) -> None:
        heard.append(reply)

    async def run() -> list[Bubble]:
        database = str(folder / "data" / "so-tay.sqlite3")
        assistant = app.build(config, listening("test", hear), rasa=False, database=database)
        shown: list[Bubble] = []
        try:
            for number, text in enumerate(typed):
                await assistant.turns.receive(Inbound("test", "a", "a", str(number), text, NOON))
                await assistant.turns.settled()
                shown += bubbles(text, heard)
                heard.clear()
        finally:
            await assistant.stop()
        return shown

    return asyncio.run(run())


@pytest.mark.parametrize("name", PLAYED)
def test_a_picture_shows_what_the_assistant_answers(config: Config, tmp_path: Path, name: str) -> None:
    drawn = svg(PLAYED[name]["title"], played(config, tmp_path, PLAYED[name]["typed"]))
    file = IMAGES / f"{name}.svg"
    if os.environ.get("SO_TAY_PICTURES"):
        file.write_text(drawn, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == drawn


def test_each_picture_stands_on_the_officers_page_with_its_title() -> None:
    page = (ROOT / "docs/can-bo.md").read_text(encoding="utf-8")
    for name, picture in PLAYED.items():
        assert f"![{picture['title']}](images/{name}.svg)" in page
