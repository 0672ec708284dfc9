from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu import phrases

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("phrases.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "nothing")
def test_only_a_whole_message_is_a_phrase(case: dict[str, str]) -> None:
    assert phrases.load().match(case["text"]) == case["name"]


@pytest.mark.parametrize("name", phrases.NAMES)
def test_every_phrase_of_the_file_matches_its_own_name(name: str) -> None:
    loaded = phrases.load()
    own = [" ".join(p) for entries in loaded.names.values() for p, group in entries if group == name]
    assert own
    assert {loaded.match(phrase) for phrase in own} == {name}


@given(st.text(max_size=60))
def test_any_text_gets_a_known_name_or_none(message: str) -> None:
    assert phrases.load().match(message) in ("", *phrases.NAMES)


def test_a_phrase_under_two_names_is_refused_with_both(tmp_path: Path) -> None:
    groups = {name: ["gửi"] if name in ("confirm", "yes") else [name] for name in phrases.NAMES}
    path = tmp_path / "phrases.yml"
    politeness = {"before": ["dạ"], "after": ["ạ"]}
    consent = {"core": ["gửi"], "before": ["ok"], "after": ["đi"], "hesitation": ["khoan"]}
    path.write_text(json.dumps({"politeness": politeness, "consent": consent, **groups}), encoding="utf-8")
    with pytest.raises(ValueError, match=r'phrases\.yml: "gửi" stands under confirm and yes'):
        phrases.load(path)


def test_a_missing_group_is_named(tmp_path: Path) -> None:
    path = tmp_path / "phrases.yml"
    path.write_text("confirm: [gửi]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected the groups .*cancel.*got"):
        phrases.load(path)
