"""dates.jsonl, quantities.jsonl and document_numbers.jsonl hold one message a line and what it says.

A "held" line was never developed on: it counts only in the share that must be right.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import Values, text, values

TODAY = datetime.date(2025, 3, 19)  # a Wednesday
UNREPORTED = ("ordinal", "time")  # compared only where a line expects one

Case = dict[str, Any]


def cases(name: str, held: bool) -> list[Case]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case.get("held", False) == held]


def read(case: Case) -> Values:
    return values.read(case["text"], datetime.date.fromisoformat(case.get("today", TODAY.isoformat())))


def dates(case: Case) -> list[Any]:
    return ["x" if date.problem else str(date.value) for date in read(case).dates]


def quantities(case: Case) -> list[Any]:
    expected = {kind for _, kind, _ in case["expect"]}
    found = [q for q in read(case).quantities if q.kind in expected or q.kind not in UNREPORTED]
    for key in ("what", "approximate"):
        assert [getattr(q, key) for q in found] == case.get(key, [getattr(q, key) for q in found])
    return [[q.value, q.kind, q.role] for q in found]


def document_numbers(case: Case) -> list[Any]:
    return [[document.number, document.type, document.symbol] for document in read(case).documents]


READERS = {"dates": dates, "quantities": quantities, "document_numbers": document_numbers}


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param(name, case, id=f"{name}: {case['text']}")
        for name in READERS
        for case in cases(f"{name}.jsonl", held=False)
    ],
)
def test_a_message_says_what_the_line_expects(name: str, case: Case) -> None:
    assert READERS[name](case) == case["expect"]


@pytest.mark.parametrize("name", READERS)
def test_nearly_all_held_messages_are_read_right(name: str) -> None:
    held = cases(f"{name}.jsonl", held=True)
    wrong = [case["text"] for case in held if READERS[name](case) != case["expect"]]
    assert len(wrong) <= len(held) * 0.05, wrong


@pytest.mark.parametrize("name", READERS)
def test_a_message_says_the_same_without_diacritics(name: str) -> None:
    both = [*cases(f"{name}.jsonl", held=False), *cases(f"{name}.jsonl", held=True)]
    folded = [{**case, "text": text.fold(case["text"])} for case in both]
    differing = [
        case["text"]
        for case, plain in zip(both, folded, strict=True)
        if text.fold(str(_without_words(name, case))) != text.fold(str(_without_words(name, plain)))
    ]
    assert len(differing) <= len(both) * 0.02, differing


def _without_words(name: str, case: Case) -> list[Any]:
    return READERS[name]({key: value for key, value in case.items() if key not in ("what", "approximate")})


_PIECES = (
    *"0123456789 /.-,:%()+~*\n",
    *(
        "15/3",
        "31/2",
        "1.200",
        "324",
        "KH",
        "324-KH/TU",
        "số",
        "ngày",
        "tháng",
        "thứ",
        "tuần trước",
        "hôm qua",
    ),
    *(
        "người",
        "băng rôn",
        "cái",
        "hơn",
        "trăm",
        "mười",
        "rưỡi",
        "triệu",
        "năm",
        "nam",
        "vắng",
        "mời",
        "trong đó",
    ),
    *(
        "thôn",
        "lượt",
        "xem",
        "XIV",
        "8h30",
        "0905123456",
        "của",
        "và",
        "đến",
        "k",
        "tr",
        "đ",
        "nữ",
        "lần",
        "cờ",
    ),
)
messages = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=25).map("".join),
)


@given(messages, st.dates())
def test_any_text_is_read_with_its_spans_in_order_and_apart(message: str, today: datetime.date) -> None:
    found = values.read(message, today)
    for kind in (found.dates, found.quantities, found.documents):
        end = 0
        for value in kind:
            assert end <= value.start < value.end <= len(message)
            assert value.text == message[value.start : value.end]
            end = value.end
