"""Typing errors are mended; words are left alone."""

import time

import pytest

from nlu.spelling import Speller
from nlu.text import words

SPELLER = Speller(
    [
        words("Công an tỉnh"),
        words("nhiệm vụ của Sở Văn hóa"),
        words("tuyên truyền đại hội"),
        words("ai ký công văn"),
        words("cổ động trực quan"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("tuyeen truyeenf", "tuyên truyền"),
        ("d9a5i ho65i", "đại hội"),
        ("ddaij hooij", "đại hội"),
        ("ai kys coong vawn", "ai ký công văn"),
        ("SOWR VAWN HOAS LAMF GIF", "SỞ VĂN HÓA LÀM GÌ"),
        ("nhiệmvụ của sở vănhóa", "nhiệm vụ của sở văn hóa"),
        ("aikycongvan", "ai ky cong van"),
        ("congvan356", "cong van 356"),
        ("3chu đề", "3 chu đề"),
        ("05nhiem vu", "05 nhiem vu"),
        ("côg an tỉh", "công an tỉnh"),
        ("congan tinhr", "cong an tỉnh"),
        ("cổ đôgn trực quan", "cổ động trực quan"),
        ("nhiệm bụ của sở", "nhiệm vụ của sở"),
        ("trực quannnn", "trực quan"),
        ("nhiẹm vụ cuả sở", "nhiệm vụ của sở"),
        ("nhiêm vụ", "nhiệm vụ"),
        ("côg văn, cổ độg", "công văn, cổ động"),
        ("UBNDtỉnh", "UBND tỉnh"),
        ("cổ động tquan", "cổ động trực quan"),
        ("n/vụ của sở, t.truyền đại hội", "nhiệm vụ của sở, tuyên truyền đại hội"),
        ("đại hội phãi tuyên truyền", "đại hội phải tuyên truyền"),
    ],
)
def test_typing_errors_are_mended(typed: str, mended: str) -> None:
    assert SPELLER.mend(typed) == mended


@pytest.mark.parametrize(
    "text",
    [
        "giá vàng hôm nay",
        "356/UBND-KGVX ngày 20/01/2025",
        "thời tiết Đà Nẵng",
        "120 người",
        "muc 3 dieu 5",
        "https://quangngai.gov.vn/tuyeen và so.vhttdl@quangngai.gov.vn",
        "gửi file qua Zalo, fanpage hay email",
        "xã Đăk Pxi, Rờ Kơi, Ia Đal",
        "đại hội lần thứ XIV, chương III",
        "MTTQ và UBND",
    ],
)
def test_what_is_no_typing_error_stays(text: str) -> None:
    assert SPELLER.mend(text) == text


@pytest.mark.parametrize("text", ["ngày 1/2", "xem a.vn", "v.v. và các", "và/hoặc", "356/UBND"])
def test_dots_and_strokes_that_cut_no_word_short_stay(text: str) -> None:
    assert SPELLER.mend(text) == text


@pytest.mark.parametrize("letter", ["x", "X", "1", "-", "x-", "x."])
def test_a_word_that_nobody_types_is_left_alone_at_once(letter: str) -> None:
    began = time.process_time()
    assert SPELLER.mend(letter * 20_000) == letter * 20_000
    assert time.process_time() - began < 1
