"""The set-up pages say what is so: the commands, settings, variables, messages and words in them exist."""

from __future__ import annotations

import ast
import configparser
import contextlib
import dataclasses
import importlib.util
import io
import re
import runpy
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import get_type_hints
from urllib.parse import unquote

import pytest
import yaml

from bot.__main__ import main
from bot.config import Config

ROOT = Path(__file__).resolve().parents[1]
SERVER = "docs/may-chu.md"
PAGES = (
    "docs/can-bo.md",
    "docs/nguoi-duyet.md",
    "docs/quan-tri.md",
    "docs/van-ban.md",
    "docs/telegram.md",
    "docs/zalo.md",
    "docs/moi-nguoi.md",
    "docs/giam-sat.md",
    "docs/nap-van-ban.md",
    "docs/sao-luu.md",
    "docs/cau-hoi.md",
    "docs/xem-du-lieu.md",
    SERVER,
)
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in (*PAGES, "README.md", "README.vi.md")}
SETTINGS = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
PUBLIC = {"bot-api.zaloplatforms.com", "api.telegram.org", "bot.zaloplatforms.com", "t.me"}
PUBLIC |= {"so-tay.example.vn", "127.0.0.1"}

BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
COMMAND = re.compile(r"\S*python3? (?:(scripts/\w+\.py)|-m (bot)\b)([^\n|;'`]*)")
A_BLANK = r"…|\{[^{}]*\}"  # what is filled in: in a page, in a wording or before .format


def blocks(page: str, language: str) -> list[str]:
    """The code of the page in that language ("" for what is shown on the screen)."""
    return [textwrap.dedent(code) for _, name, code in BLOCK.findall(TEXTS[page]) if name == language]


def quoted(page: str) -> set[str]:
    """What stands in back-quotes outside of code blocks."""
    return set(re.findall(r"`([^`\n]+)`", BLOCK.sub("", TEXTS[page])))


# --- commands ---


def commands() -> list[tuple[str, str]]:
    """Script (or "bot") and arguments of every command of the pages."""
    found = {
        (match[1] or match[2], match[3].strip().partition("  #")[0].strip())
        for text in TEXTS.values()
        for match in COMMAND.finditer(text)
    }
    return sorted(found)


@cache
def help_of(script: str, action: str) -> str:
    """What --help says; scripts/chat.py hands its arguments to the console."""
    if script == "scripts/chat.py":
        script, action = "bot", "console"
    shown = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [script, *([action] if action else []), "--help"])
        patch.syspath_prepend(str(ROOT / "scripts"))  # where a script that is started finds the others
        with contextlib.redirect_stdout(shown), pytest.raises(SystemExit) as end:
            main() if script == "bot" else runpy.run_path(str(ROOT / script), run_name="__main__")
    assert end.value.code == 0, f"{script} {action}"
    return shown.getvalue()


@pytest.mark.parametrize(("script", "arguments"), commands())
def test_every_command_exists_with_its_options(script: str, arguments: str) -> None:
    assert script == "bot" or (ROOT / script).is_file()
    first = arguments.partition(" ")[0]
    action = first if re.fullmatch(r"[a-z]+", first) else ""
    options = re.findall(r"(?<!\S)--?[a-z][\w-]*", re.sub(r'"[^"]*"', "", arguments))
    if action or options:
        told = help_of(script, action)
        assert [option for option in options if not re.search(rf"(?<!\w){option}\b", told)] == []


def test_the_commands_of_the_menu_are_told() -> None:
    menu = yaml.safe_load((ROOT / "bot/commands.yml").read_text(encoding="utf-8"))
    shown = {f"/{name}" for name, command in menu.items() if command["about"]}
    assert shown <= quoted("docs/telegram.md")


# --- settings, variables, files ---


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_exists(page: str) -> None:
    groups = get_type_hints(Config)
    known = {f"{name}.{field.name}" for name, kind in groups.items() for field in dataclasses.fields(kind)}
    told = {each for each in quoted(page) if re.fullmatch(r"[a-z]+\.[a-z_]+", each)}
    files = {each for each in told if each.endswith((".py", ".yml", ".md", ".csv", ".service"))}
    assert told - files <= known


@pytest.mark.parametrize("page", TEXTS)
def test_every_environment_variable_is_one_of_the_settings(page: str) -> None:
    named = {SETTINGS[each][key] for each in ("telegram", "zalo") for key in ("token_from", "secret_from")}
    assert set(re.findall(r"\b[A-Z]{3,}(?:_[A-Z]+)+\b", TEXTS[page])) <= named


def test_every_file_of_the_project_that_is_named_exists() -> None:
    for page in PAGES:
        for name in quoted(page):
            if re.fullmatch(r"(?:bot|knowledge|nlu|docs|scripts|tests)/[\w./-]+", name):
                made_later = name in ("knowledge/index", "nlu/models")
                assert made_later or (ROOT / name).exists(), f"{page}: {name}"


def test_no_address_but_those_of_the_messengers_and_examples() -> None:
    for page in PAGES:
        assert set(re.findall(r"https?://([\w.-]+)", TEXTS[page])) <= PUBLIC


# --- the server ---


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its page says to
    (text,) = blocks(SERVER, "ini")
    parser.read_string(text)
    return parser


def test_the_unit_starts_the_assistant_from_its_own_folder() -> None:
    service = unit()["Service"]
    program, *arguments = service["ExecStart"].split()
    assert program == f"{service['WorkingDirectory']}/.venv/bin/python"
    assert arguments == ["-m", "bot", "run"]
    assert importlib.util.find_spec("bot.__main__")
    assert "run" in help_of("bot", "")
    assert (service["User"], service["Restart"]) == ("so-tay", "always")
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def test_the_unit_leaves_time_to_end_and_a_place_to_write() -> None:
    service = unit()["Service"]
    assert int(service["TimeoutStopSec"]) >= 30  # a poll of Zalo, 15 s, and what is answered meanwhile, 10 s
    writable = [PurePosixPath(each) for each in service["ReadWritePaths"].split()]
    for each in ("database", "logs", "photos", "exports"):
        path = PurePosixPath(service["WorkingDirectory"]) / SETTINGS["storage"][each]
        assert any(path.is_relative_to(place) for place in writable), each


def test_every_page_keeps_the_tokens_in_the_file_that_the_unit_reads() -> None:
    file = unit()["Service"]["EnvironmentFile"]
    for page in ("docs/telegram.md", "docs/zalo.md", SERVER):
        assert set(re.findall(r"/etc/so-tay[\w.]*env", TEXTS[page])) == {file}
    assert re.search(rf"install .*-m 600 /dev/null {file}", TEXTS[SERVER])


@pytest.mark.parametrize("language", ["caddy", "nginx"])
def test_a_proxy_lets_the_two_paths_through_to_the_port_of_the_settings(language: str) -> None:
    (text,) = blocks(SERVER, language)
    paths = re.findall(r"https://so-tay\.example\.vn(/\w+)` *[,.]", TEXTS[SERVER])
    assert len(paths) == 2
    assert set(re.findall(r"(?<=[ =])/(?:telegram|zalo)\b", text)) == set(paths)
    host, port = SETTINGS["webhooks"]["host"], SETTINGS["webhooks"]["port"]
    assert set(re.findall(r"127\.0\.0\.1:\d+", text)) == {f"{host}:{port}"}
    assert "404" in text
    assert re.search(r"max_size 1MB|client_max_body_size 1m", text)


# --- what is printed and what is said ---


def rendered(node: ast.AST) -> str | None:
    """The text of a string of the sources, … for what is filled in; None for what is no string."""
    if isinstance(node, ast.JoinedStr):
        parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values]
        return "".join(parts)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"%(?:\.0f|s)", "…", re.sub(A_BLANK, "…", node.value))
    return None


def trees() -> Iterator[ast.Module]:
    for room in ("bot", "knowledge", "scripts"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


@cache
def printed() -> str:
    """Every text of the sources."""
    return "\n".join(filter(None, (rendered(node) for tree in trees() for node in ast.walk(tree))))


def refusals() -> Iterator[str]:
    """What the assistant says when it cannot start, the first line of each."""
    for tree in trees():
        constants = {
            target.id: statement.value
            for statement in tree.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id not in ("Rejected", "StoreUnusable", "ConfigError"):
                continue
            said = node.args[0]
            if isinstance(said, ast.Call) and isinstance(said.func, ast.Attribute):
                template = said.func.value
                said = constants[template.id] if isinstance(template, ast.Name) else said
            text = (rendered(said) or "").partition("\n")[0]
            if len(re.sub(r"\W", "", text)) > 10:
                yield text


def rows(page: str) -> list[str]:
    """The first cells of the page's tables that are one quotation."""
    return re.findall(r"^ *\| `([^`]+)`(?: …)? \|", TEXTS[page], re.M)


def is_printed(message: str) -> bool:
    pieces = [re.escape(piece) for piece in message.split("…")]
    return bool(re.search(r"[^\n]*".join(pieces), printed()))


def test_every_message_that_a_table_explains_is_printed() -> None:
    not_ours = r"\d+|guest|officer|reviewer|administrator|/.*"
    for page in ("docs/telegram.md", "docs/zalo.md", "docs/moi-nguoi.md", SERVER):
        told = [row for row in rows(page) if not re.fullmatch(not_ours, row)]
        assert [row for row in told if not is_printed(row)] == [], page


def test_every_reason_not_to_start_is_explained() -> None:
    told = rows(SERVER)
    known = set(refusals())
    assert len(known) > 10
    assert sorted(known - set(told)) == []


def lines_said() -> list[re.Pattern[str]]:
    """What each line of the assistant's words looks like, with whatever is filled in."""
    wording = yaml.safe_load((ROOT / "bot/wording.yml").read_text(encoding="utf-8"))
    lines = {line.strip() for text in wording.values() for line in text.split("\n")}
    fixed = [line for line in lines if re.sub(A_BLANK, "", line).strip(" .")]
    return [re.compile(".+".join(map(re.escape, re.split(A_BLANK, line)))) for line in fixed]


@pytest.mark.parametrize("page", PAGES)
def test_what_the_assistant_is_quoted_with_is_its_wording(page: str) -> None:
    said = [line.strip() for line in re.findall(r"^ *> (.*)$", TEXTS[page], re.M)]
    patterns = lines_said()
    code = "XXXX-XXXX-XXXX-XXXX"
    assert [each for each in said if each != code and not any(p.fullmatch(each) for p in patterns)] == []


# --- links ---


def anchors(page: Path) -> set[str]:
    """The names of the page's headings, as they stand in links."""
    headings = re.findall(r"^#+ (.*)$", BLOCK.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_leads_to_a_page_and_a_heading(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXTS[page]):
        if "://" in target:
            continue
        file, _, heading = unquote(target).partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.exists(), target
        assert not heading or heading in anchors(path), target
