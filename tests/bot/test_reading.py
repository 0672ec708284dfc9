"""reading.jsonl holds one report message a line: the message, the day it was sent, and what its fields are.

A field that is null must stay empty; one that is not named is not compared.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from bot import form, units
from bot.reading import Reader
from nlu import Understanding, abbreviations, values
from nlu.text import normalise

FORM = form.load(Path(form.__file__).parent / "forms" / "activity_report.yml")
READER = Reader(FORM, units.load(), abbreviations.load())
CASES = Path(__file__).with_name("reading.jsonl").read_text(encoding="utf-8").splitlines()

Case = dict[str, Any]


def read(message: str, on: str) -> Case:
    text = normalise(message)
    said = Understanding(text, "report_activity", 1.0, (), values.read(text, datetime.date.fromisoformat(on)))
    return dict(READER.read(said).values)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["message"]) for c in map(json.loads, CASES)])
def test_a_report_in_one_message_is_read_field_by_field(case: Case) -> None:
    found = read(case["message"], case["on"])
    assert {name: found.get(name) for name in case["expect"]} == case["expect"]
