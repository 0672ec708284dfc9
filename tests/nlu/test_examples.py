"""The training data themselves, and the reader that takes YAML's place."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from nlu import Entity, examples
from nlu.client import read_domain
from nlu.examples import DATA, Example
from nlu.text import syllables

from .scores import annotated, held_out


def test_the_reader_reads_what_yaml_reads() -> None:
    messages: list[Example] = []
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(DATA.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            items = [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
            if "intent" in block:
                messages += [examples.parse(item, block["intent"]) for item in items]
            else:
                names[block["lookup"]] += items
    read = examples.read(DATA)
    assert list(read.messages) == messages
    assert {kind: list(table) for kind, table in read.tables.items()} == names


def test_every_intent_of_the_domain_has_examples_enough() -> None:
    read, domain = examples.read(DATA), read_domain()
    counted = {intent: sum(m.intent == intent for m in read.messages) for intent in domain.intents}
    assert {message.intent for message in read.messages} == set(domain.intents)
    assert min(counted.values()) >= 60
    assert {entity.kind for message in read.messages for entity in message.entities} == set(domain.entities)


def test_no_message_stands_under_two_intents() -> None:
    intents = defaultdict(set)
    for message in examples.read(DATA).messages:
        intents[tuple(syllables(message.text)) or message.text].add(message.intent)
    assert [words for words, found in intents.items() if len(found) > 1] == []


def test_what_is_measured_on_is_not_trained_on() -> None:
    trained = {tuple(syllables(message.text)) for message in examples.read(DATA).messages}
    measured = {tuple(syllables(m.text)): m.text for m in [*held_out(), *annotated("entities.yml")]}
    short = 3  # "có đó không" is written by everybody
    assert [text for words, text in measured.items() if words in trained and len(words) > short] == []


def test_annotations_become_entities_at_their_place() -> None:
    assert examples.parse("ở [xã Xốp](place), [UBND](unit) họp", "report_activity") == Example(
        "ở xã Xốp, UBND họp",
        "report_activity",
        (Entity("place", "xã Xốp", 2, 8), Entity("unit", "UBND", 10, 14)),
    )


@pytest.mark.parametrize("line", ["- intent greet", "   - chào", "- synonym: x", "    chào"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "greet.yml").write_text(f"nlu:\n- intent: greet\n  examples: |\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"greet\.yml, line 4"):
        examples.read(tmp_path)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="found none"):
        examples.read(tmp_path)
