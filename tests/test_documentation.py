"""Documentation is tested: what exists is documented, what is documented exists, what is worded is said."""

import dataclasses
import re
from pathlib import Path
from typing import get_type_hints

import pytest
import yaml

from bot import app
from bot.config import Config
from bot.form import load

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "tra-cuu.md").read_text(encoding="utf-8")
WORDING: dict[str, str] = yaml.safe_load((ROOT / "bot" / "wording.yml").read_text(encoding="utf-8"))
# Scripts that people run; the others in the folder are parts of these.
COMMANDS = {
    "chat",
    "test",
    "reload_knowledge",
    "train_nlu",
    "compare_nlu",
    "calibrate",
    "fit_opinion",
    "fit_ranking",
    "evaluate",
    "benchmark",
    "people",
    "invite",
    "audit",
    "questions",
    "backup",
    "export_reports",
    "browse",
}


def documented(heading: str) -> set[str]:
    """The first column of the table under a heading, without its back-quotes."""
    section = re.split(r"^## ", REFERENCE, flags=re.M)
    table = next(s for s in section if s.startswith(heading))
    return {m.group(1) for m in re.finditer(r"^\| `([^`]+)` \|", table, flags=re.M)}


def test_every_command_is_documented_and_exists() -> None:
    scripts = {f"python3 scripts/{name}.py" for name in COMMANDS}
    assert documented("Lệnh") == scripts | {
        "python -m bot console",
        "python -m bot run",
        "python -m bot status",
    }
    for name in COMMANDS:
        assert (ROOT / "scripts" / f"{name}.py").is_file()
        assert f"scripts/{name}.py" in REFERENCE


def test_every_script_with_a_main_is_a_documented_command() -> None:
    runnable = {
        p.stem for p in (ROOT / "scripts").glob("*.py") if p.read_text(encoding="utf-8").startswith("#!")
    }
    assert runnable == COMMANDS


def test_every_setting_is_documented_and_exists() -> None:
    settings = {
        f"{group}.{field.name}"
        for group, kind in get_type_hints(Config).items()
        for field in dataclasses.fields(kind)
    }
    assert documented("Cài đặt") == settings


def test_every_field_of_the_form_is_documented_and_exists() -> None:
    assert documented("Mẫu báo cáo") == {f.name for f in load(app.FORM).fields}


def test_every_wording_is_documented() -> None:
    assert documented("Câu chữ") == set(WORDING)


# Where a key of the wording is named: it is said, it leads an answer, or it names a problem or a button.
SAID = (
    r"(?:say|_say|wording|_help|notice)\(\s*['\"]{key}['\"]",
    r"Answer\(\s*\"\w+\",\s*\"{key}\"",
    r"lead = .*\"{key}\"",
    r"\"{key}\": \(",  # one of knowledge.NOTICES
    r"self\._choice\(\"{key}\"",
    r"Problem\([\w.]+, \"{key}\"",
    r"\(\"\w+\", \"{key}\"\)",
    r"\"\w+\": \"{key}\"",  # a table of what is said for a state
    r"else \"{key}\"",
)


@pytest.mark.parametrize("key", WORDING)
def test_every_wording_is_said(key: str) -> None:
    sources = "\n".join(
        p.read_text(encoding="utf-8") for room in ("bot", "knowledge") for p in (ROOT / room).rglob("*.py")
    )
    assert any(re.search(pattern.replace("{key}", key), sources) for pattern in SAID)


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in ("CONTRIBUTING.md", "CHANGELOG.md"):  # the others: tests/test_pages.py
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text(encoding="utf-8")):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"
