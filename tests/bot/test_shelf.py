"""A newly published version answers without a restart, a damaged one never; nothing outlives its text."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot import Inbound, Reply, app, shelf
from bot.wording import load
from tests.fakes import listening
from tests.republished import build, damaged, publish, settings
from tests.turning import NOON

SAY = load()
HAMLETS = "các thôn phải làm gì"
POLICE = "công an xã phải làm gì"


LOOK_S = shelf.LOOK_S


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LOOK_S", 0.1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Finished versions: 12, 13 and "none", in which the police have no duties any more."""
    folder = tmp_path_factory.mktemp("built")
    made = {mark: build(folder / mark, mark) for mark in ("12", "13")}
    return {**made, "none": build(folder / "none", "12", police=False)}


class Office:
    """An assistant with its index in a folder of its own, and all that it has said, by chat."""

    def __init__(self, folder: Path) -> None:
        self.index_dir = folder / "index"
        self.heard: dict[str, list[Reply]] = {}
        database = str(folder / "data" / "so-tay.sqlite3")
        self.app = app.build(
            settings(self.index_dir), listening("test", self._hear), rasa=False, database=database
        )
        self._count = 0

    async def _hear(self, chat: str, reply: Reply) -> None:
        self.heard.setdefault(chat, []).append(reply)

    async def say(self, text: str, choice: str = "") -> Reply:
        """The reply to the message, or to the tap on a choice."""
        self._count += 1
        await self.app.turns.receive(Inbound("test", "a", "a", str(self._count), text, NOON, choice=choice))
        await self.app.turns.settled()
        return self.heard["a"][-1]

    async def serves(self, version: Path) -> float:
        """The seconds until this version answers."""
        began = time.monotonic()
        while self.app.shelf.answerer().version != version.name:
            await asyncio.sleep(0.05)
            assert time.monotonic() - began < 30
        return time.monotonic() - began

    def appoint(self) -> None:
        """Nothing; the chat "boss" is an administrator's."""
        people = self.app.records.people
        people.add("Quản trị", "administrator", "", ("test", "boss", "boss"))


def play(folder: Path, scene: Callable[[Office], Awaitable[None]]) -> None:
    async def run() -> None:
        office = Office(folder)
        await office.app.start()
        try:
            await scene(office)
        finally:
            await office.app.stop()

    asyncio.run(run())


@pytest.fixture
def index_of_12(tmp_path: Path, built: dict[str, Path]) -> Path:
    return publish(built["12"], tmp_path / "index")


@pytest.mark.usefixtures("index_of_12")
def test_a_published_version_answers_within_five_seconds(tmp_path: Path, built: dict[str, Path]) -> None:
    async def scene(office: Office) -> None:
        assert "cử 12 đội" in (await office.say(HAMLETS)).text
        assert await office.serves(publish(built["13"], office.index_dir)) <= 5
        assert "cử 13 đội" in (await office.say(HAMLETS)).text

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
@pytest.mark.parametrize("step", ["tiếp", "đoạn liên quan", "xem cả mục"])
def test_nothing_of_a_text_that_changed_is_shown_after_it(
    tmp_path: Path, built: dict[str, Path], step: str
) -> None:
    async def scene(office: Office) -> None:
        assert "cử 12 người" in (await office.say(POLICE)).text
        await office.serves(publish(built["none"], office.index_dir))
        assert (await office.say(step)).text == SAY("documents_changed")
        assert "cử 12 người" not in (await office.say(f"còn {POLICE}")).text

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
def test_a_button_under_a_text_that_changed_shows_nothing_of_it(
    tmp_path: Path, built: dict[str, Path]
) -> None:
    async def scene(office: Office) -> None:
        choices = [each.value for each in (await office.say(POLICE)).choices]
        assert any(value.startswith("page:") for value in choices)
        await office.serves(publish(built["none"], office.index_dir))
        for value in choices:
            assert "cử 12 người" not in (await office.say("", value)).text

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
def test_what_a_reload_left_as_it_was_goes_on(tmp_path: Path, built: dict[str, Path]) -> None:
    async def scene(office: Office) -> None:
        first = await office.say(POLICE)
        await office.serves(publish(built["12"], office.index_dir))
        following = (await office.say("tiếp")).text
        assert "cử 12 người" in following
        assert following != first.text

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
def test_a_follow_up_keeps_its_subject_over_a_reload(tmp_path: Path, built: dict[str, Path]) -> None:
    async def scene(office: Office) -> None:
        await office.say("trạm y tế xã phải làm gì")
        await office.serves(publish(built["13"], office.index_dir))
        assert "cử 13 đội" in (await office.say("còn các thôn thì sao")).text

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
def test_earlier_subjects_do_not_outlive_a_reload(tmp_path: Path, built: dict[str, Path]) -> None:
    async def scene(office: Office) -> None:
        def earlier() -> list[str]:
            chat = Inbound("test", "a", "a", "0", "", NOON)
            return [each.question for each in office.app.records.conversations.state(chat).focus.earlier]

        for question in (POLICE, "trạm y tế xã phải làm gì", "ai ký"):
            await office.say(question)
        assert POLICE in earlier()
        await office.serves(publish(built["none"], office.index_dir))
        await office.say("ngày nào")
        assert POLICE not in earlier()

    play(tmp_path, scene)


@pytest.mark.usefixtures("index_of_12")
def test_a_damaged_version_is_not_taken_and_administrators_hear_of_it_once(
    tmp_path: Path, built: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(office: Office) -> None:
        office.appoint()
        before = office.app.shelf.answerer().version
        with damaged(publish(built["13"], office.index_dir)):
            await asyncio.sleep(1.5)
            assert office.app.shelf.answerer().version == before
            assert "cử 12 đội" in (await office.say(HAMLETS)).text
            (letter,) = office.heard["boss"]
            assert "vectors.faiss" in letter.text
            assert before in letter.text
        whole = publish(built["13"], office.index_dir)
        await office.serves(whole)
        assert "cử 13 đội" in (await office.say(HAMLETS)).text
        assert office.app.problem == ""
        assert len(office.heard["boss"]) == 1

    play(tmp_path, scene)


def test_a_damaged_version_at_the_start_leaves_the_one_before_it_serving(
    tmp_path: Path, built: dict[str, Path], index_of_12: Path
) -> None:
    async def scene(office: Office) -> None:
        assert "vectors.faiss" in office.app.problem
        assert office.app.shelf.answerer().version == index_of_12.name
        assert "cử 12 đội" in (await office.say(HAMLETS)).text

    with damaged(publish(built["13"], tmp_path / "index")):
        play(tmp_path, scene)


def test_without_a_whole_version_the_documents_are_said_to_be_damaged_until_there_is_one(
    tmp_path: Path, built: dict[str, Path], index_of_12: Path
) -> None:
    async def scene(office: Office) -> None:
        office.appoint()
        assert (await office.say(HAMLETS)).text == SAY("damaged")
        await asyncio.sleep(0.5)
        (letter,) = office.heard["boss"]
        assert "không trả lời được" in letter.text
        publish(built["13"], office.index_dir)
        await asyncio.sleep(3)
        assert "cử 13 đội" in (await office.say(HAMLETS)).text

    with damaged(index_of_12):
        play(tmp_path, scene)


def test_a_first_version_is_taken_by_an_assistant_that_began_without_any(
    tmp_path: Path, built: dict[str, Path]
) -> None:
    async def scene(office: Office) -> None:
        assert (await office.say(HAMLETS)).text == SAY("damaged")
        publish(built["13"], office.index_dir)
        await asyncio.sleep(4)
        assert "cử 13 đội" in (await office.say(HAMLETS)).text

    play(tmp_path, scene)


def test_damage_on_the_disk_is_found_and_told_while_memory_serves_on(
    tmp_path: Path,
    index_of_12: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(shelf, "VERIFY_S", 0.5)

    async def scene(office: Office) -> None:
        office.appoint()
        with damaged(index_of_12), caplog.at_level(logging.ERROR):
            await asyncio.sleep(1.5)
            assert "vectors.faiss" in office.heard["boss"][0].text
            assert "cử 12 đội" in (await office.say(HAMLETS)).text
        assert len(office.heard["boss"]) == 1

    play(tmp_path, scene)


def test_a_version_that_is_whole_again_on_the_disk_is_taken_soon_after_a_damaged_start(
    tmp_path: Path, built: dict[str, Path], index_of_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AILING_S", 0.5)
    version = publish(built["13"], tmp_path / "index")

    async def scene(office: Office) -> None:
        assert office.app.shelf.answerer().version == index_of_12.name
        mended.close()
        await office.serves(version)
        assert office.app.problem == ""

    with contextlib.ExitStack() as mended:
        mended.enter_context(damaged(version))
        play(tmp_path, scene)
