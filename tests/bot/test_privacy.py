"""Nothing about citizens is kept, and no word of a message is in the process log."""

import asyncio
import datetime
import logging
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Inbound, Reply, app
from bot.config import Config
from bot.privacy import MASK, MASK_ADDRESS, MASK_NAME, mask, trace
from knowledge import Answer
from knowledge.answer import Answerer
from tests.fakes import listening

BETWEEN = ["", " ", ".", "-", " - ", "  ", "/", "–", "_", "\u00a0", "\u200b"]
CANARY = "hoàng hạc lâu"
CITIZENS = ("Nguyễn Văn An", "Trần Thị Bình", "Đinh Văn Rói", "0905 123 456", "binh@thon3.vn")
NOON = datetime.datetime(2025, 3, 15, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("gọi 0905 123 456 giúp", f"gọi {MASK} giúp"),
        ("sđt +84905123456?", f"sđt {MASK}?"),
        ("+84(0)905.123.456", MASK),
        ("0905123456/0914123456", f"{MASK}/{MASK}"),
        ("máy bàn 0255.3822.123", f"máy bàn {MASK}"),
        ("đt 3822123", f"đt {MASK}"),
        ("CCCD 051203001234", f"CCCD {MASK}"),
        ("cccd: 051 203 001 234", f"cccd: {MASK}"),
        ("CMND 212345678", f"CMND {MASK}"),
        ("212.345.678", MASK),
        ("stk 0711 0002 3456 7 vcb", f"stk {MASK} vcb"),
        ("chuyển vào 19012345678901", f"chuyển vào {MASK}"),
        ("thẻ 9704 1234 5678 9012", f"thẻ {MASK}"),
        ("gửi an.nguyen@quangngai.gov.vn nhé", f"gửi {MASK_ADDRESS} nhé"),
        ("０９０５１２３４５６", MASK),
        ("0905 123 456 12 người dự", f"{MASK} 12 người dự"),
    ],
)
def test_numbers_and_addresses_of_citizens_are_masked(text: str, kept: str) -> None:
    assert mask(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "công văn 356/UBND-KGVX ngày 20/01/2025",
        "số 324-KH/TU ngày 25/12/2024; 107-HD/BTGTU ngày 26/7/2024",
        "Nghị định 30/2020/NĐ-CP, 1234/2025/QĐ-UBND ngày 03/05/2025",
        "BC-2026-000001",
        "1.200 lượt người, 12 băng rôn, 1200 tờ rơi",
        "120 người 15 hộ 30 nữ",
        "ngày 05/03/2025 10 người",
        "ngày 05 03 2025 10 người",
        "từ 05-07/03/2025 120 người",
        "05/03-07/03/2025 có 12 lượt",
        "20.01.2025-25.01.2025",
        "nhiệm kỳ 2025 - 2030, 2026 – 2031",
        "2025-03-15 10:30",
        "kinh phí 150.000.000 đồng",
        "tài khoản facebook mới, dự ngày 20/01/2025",
        "19h30 tối 8/3 tại thôn 2, 120 người (50 nữ)",
    ],
)
def test_what_an_office_writes_in_figures_is_left_alone(text: str) -> None:
    assert mask(text) == text


@given(st.integers(0, 10**8 - 1), st.sampled_from("35789"), st.randoms(use_true_random=False))
def test_a_phone_number_is_masked_however_it_is_grouped(
    rest: int, second: str, choose: random.Random
) -> None:
    start = choose.choice(["0", "+84", "84", "0084"])
    between = choose.choice(BETWEEN)
    digits = f"{second}{rest:08}"
    grouped = start + "".join((between if choose.random() < 0.4 else "") + d for d in digits)
    assert not re.search(r"\d", mask(f"gọi {grouped} nhé"))


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2039, 12, 31)), st.integers(0, 9999))
def test_a_day_and_a_head_count_are_left_alone_however_they_are_written(
    day: datetime.date, count: int
) -> None:
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "ngày %d %m %Y"):
        text = f"{day:{form}} {count} người dự, ngày {day:%d/%m/%Y}: {count:,} lượt"
        assert mask(text) == text


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def fail(text: str) -> None:
    """Nothing: raises an error that holds the text, from another that does."""
    empty: dict[str, str] = {}
    try:
        empty[text]
    except KeyError as error:
        raise ValueError(f"cannot answer {text!r}") from error


class Failing(Answerer):
    """An answerer that breaks on what was asked, and says it aloud."""

    def __init__(self, answerer: Answerer) -> None:
        self.__dict__.update(answerer.__dict__)

    def answer(self, question: str, *args: object, **more: object) -> Answer:
        fail(question)
        return super().answer(question)


@pytest.mark.parametrize("fails", [False, True])
def test_no_word_of_a_message_is_in_the_process_log(
    config: Config, caplog: pytest.LogCaptureFixture, fails: bool
) -> None:
    caplog.set_level(logging.DEBUG)

    async def play() -> None:
        async def send(chat: str, reply: Reply) -> None:
            if fails:
                raise OSError(f"could not send {reply.text}")

        assistant = app.build(
            config,
            listening("test", send),
            rasa=False,
            database=":memory:",
            watch=Failing if fails else lambda a: a,
        )
        logging.getLogger("bot.turns").debug("listening")
        try:
            for number, text in enumerate(
                [
                    f"ai lo việc {CANARY} ?",
                    f"3 chủ đề lớn {CANARY} là gì?",
                    f"Sáng 15/3 xã Bình Minh tổ chức hội nghị {CANARY}, 120 người dự",
                    "gửi",
                    CANARY,
                ]
            ):
                await assistant.turns.receive(Inbound("test", "chat", "an", str(number), text, NOON))
        finally:
            await assistant.stop()

    asyncio.run(play())
    assert "listening" in caplog.text  # the log is being read
    assert ("ValueError at" in caplog.text) == fails
    logged = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    assert CANARY not in logged
    assert CANARY.encode("unicode-escape").decode() not in logged


def test_the_trace_of_an_error_says_where_and_not_what() -> None:
    with pytest.raises(ValueError, match=CANARY) as raised:
        fail(CANARY)
    place = r"test_privacy\.py:\d+ \w+"
    assert re.fullmatch(rf"ValueError at {place} < {place}; after KeyError at {place}", trace(raised.value))


def test_nothing_about_citizens_is_in_the_database_of_a_report(config: Config) -> None:
    async def play() -> str:
        async def send(chat: str, reply: Reply) -> None:
            pass

        assistant = app.build(config, listening("test", send), rasa=False, database=":memory:")
        names = ", ".join(CITIZENS[:2])
        try:
            for number, text in enumerate(
                [
                    f"Sáng 15/3 xã Bình Minh họp dân tuyên truyền bầu cử, 120 người dự, gồm {names}",
                    f"thăm hộ ông {CITIZENS[2]}, điện thoại {CITIZENS[3]}, thư {CITIZENS[4]} thì ai lo?",
                    "gửi",
                ]
            ):
                await assistant.turns.receive(Inbound("test", "chat", "an", str(number), text, NOON))
            return "\n".join(assistant.db.conn.iterdump())
        finally:
            await assistant.stop()

    stored = asyncio.run(play())
    assert "BC-2025-000001" in stored
    assert [each for each in CITIZENS if each in stored] == []
    assert all(sign in stored for sign in (MASK, MASK_ADDRESS, MASK_NAME))
