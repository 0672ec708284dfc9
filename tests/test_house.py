"""The house stands as designed: who imports whom, what lies where, and nothing that ties it to a machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Lowest first: a room imports itself and those before it. The rooms of one line stand side by side.
FLOORS = (
    ("nlu",),
    ("knowledge",),
    ("bot",),
    ("bot.channels",),
    ("bot.app",),
    (
        "bot.__main__",
        "bot.service",
        "bot.evaluation",
        "bot.fitting",
        "bot.opinion_fit",
        "bot.retrieval_trial",
        "scripts",
    ),
)
# Knowledge reads text as understanding does (text, values, abbreviations …) but never asks what was meant.
MEANING = {f"nlu.{name}" for name in ("client", "rules", "server", "launcher", "training", "components")}
NLU_PACKAGES = {"yaml", "httpx"}
INSIDE_RASA = {"nlu.components", "nlu.launcher"}  # loaded by Rasa's own Python only
ONLY_IN = {
    "datasette": {"bot.browsing.site"},
    "uvicorn": {"bot.browsing.server"},
    "aiohttp": {"bot.channels.webhooks", "bot.channels.telegram_transport", "bot.monitoring.metrics"},
    "prometheus_client": {"bot.monitoring.metrics"},
    "faiss": {"knowledge.neighbours"},
    "lxml": {"knowledge.reading.xml", "knowledge.reading.webpage"},
    "pypdfium2": {"knowledge.reading.pdf"},
    "safetensors": {"knowledge.dense", "knowledge.training"},
    "sklearn": {"knowledge.teaching"},
    "sentence_transformers": {"knowledge.dense", "scripts.peers.llamaindex_hybrid"},
    "torch": {"knowledge.training"},
    "telegram": {"bot.channels.telegram", "bot.channels.telegram_transport", "scripts.peers.echo"},
    "sqlite_utils": {"bot.migrations"},
    "sqlite3": {
        *("bot.store", "bot.backups.snapshot", "bot.monitoring.tallies"),
        *("bot.browsing.source", "bot.browsing.tables", "bot.browsing.site"),
    },
    "rasa": INSIDE_RASA,
}
NOT_IN_THE_BOT = {"torch", "sentence_transformers", "transformers", "sklearn", "rasa", "tensorflow"}
TOP_LEVEL = {
    "bot",
    "nlu",
    "knowledge",
    "scripts",
    "tests",
    "config.yml",
    "pyproject.toml",
    "README.md",
    "README.vi.md",
    "docs",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
}
LONGEST_FILE = 350
NAMED_PATH = re.compile(r"(?<![\w/.-])(?:bot|knowledge|nlu|scripts|tests)/(?:[\w-]+/)*[\w-]+\.py\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(?:root|work|home)" + "/")


def files() -> list[Path]:
    """What git keeps or would keep, relative to the project's folder."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return [Path(name) for name in names if name and (ROOT / name).exists()]


def modules() -> Iterator[tuple[str, bool, str]]:
    """Name, whether it is a package, and source of each module outside the tests."""
    for path in files():
        if path.suffix == ".py" and path.parts[0] != "tests":
            parts = path.with_suffix("").parts
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            yield name, package, (ROOT / path).read_text(encoding="utf-8")


def imports(name: str, package: bool, source: str) -> Iterator[str]:
    """Every dotted name that the source imports, wherever it does; `from a import b` gives a and a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = name.split(".")[: len(name.split(".")) - node.level + package] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def floor(name: str) -> int | None:
    """The floor on which the module's room lies, None for a module from elsewhere."""
    rooms = {room: number for number, level in enumerate(FLOORS) for room in level}
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        if ".".join(parts[:end]) in rooms:
            return rooms[".".join(parts[:end])]
    return None


def wrong_imports(name: str, package: bool, source: str) -> list[str]:
    """The imports that the module should not have, each as "importer ← imported"."""
    own, wrong = floor(name), []
    assert own is not None, f"{name} lies in no room of FLOORS"
    for imported in imports(name, package, source):
        top, other = imported.split(".")[0], floor(imported)
        upstairs = other is not None and other > own
        elsewhere = top in ONLY_IN and name not in ONLY_IN[top]
        foreign = (
            own == 0
            and other is None
            and name not in INSIDE_RASA
            and top not in NLU_PACKAGES | sys.stdlib_module_names
        )
        meant = own == 1 and ".".join(imported.split(".")[:2]) in MEANING
        if upstairs or elsewhere or foreign or meant:
            wrong.append(f"{name} ← {imported}")
    return wrong


def test_every_import_goes_down_the_house() -> None:
    assert [line for module in modules() for line in wrong_imports(*module)] == []


@pytest.mark.parametrize(
    ("name", "source", "wrong"),
    [
        ("nlu.rules", "from knowledge import Answer", ["knowledge", "knowledge.Answer"]),
        ("nlu.rules", "def f():\n    import numpy as np", ["numpy"]),
        ("nlu.rules", "import re, yaml, httpx\nfrom . import text", []),
        ("nlu.components", "import numpy\nfrom rasa.engine import graph", []),
        ("nlu.client", "import rasa", ["rasa"]),
        ("knowledge.answer", "from nlu.text import fold\nfrom nlu import values, DocumentNumber", []),
        ("knowledge.answer", "from nlu.client import understand", ["nlu.client", "nlu.client.understand"]),
        ("knowledge.answer", "import bot.store", ["bot.store"]),
        ("knowledge.index", "import faiss", ["faiss"]),
        ("knowledge.neighbours", "import faiss", []),
        ("knowledge.dense", "from safetensors.numpy import load", []),
        ("bot.dialogue", "from bot import Reply, app", ["bot.app"]),
        ("bot.dialogue", "from .channels import console", ["bot.channels", "bot.channels.console"]),
        ("bot.dialogue", "import sqlite_utils", ["sqlite_utils"]),
        ("bot.channels.telegram", "import telegram\nfrom bot import Inbound", []),
        ("bot.channels.zalo", "from .. import app", ["bot.app"]),
        ("bot.app", "from bot.channels import telegram", []),
        ("bot.app", "import telegram", ["telegram"]),
        ("scripts.evaluate", "from bot import app, evaluation", []),
    ],
)
def test_the_import_check_sees_what_is_wrong(name: str, source: str, wrong: list[str]) -> None:
    assert wrong_imports(name, False, source) == [f"{name} ← {imported}" for imported in wrong]


def test_each_library_is_imported_wherever_it_may_be() -> None:
    """An allowance that nothing uses would let a module through that nobody has thought about."""
    used: dict[str, set[str]] = {library: set() for library in ONLY_IN}
    for name, package, source in modules():
        for imported in imports(name, package, source):
            used.get(imported.split(".")[0], set()).add(name)
    assert used == ONLY_IN


def test_a_relative_import_of_a_package_counts_from_the_package_itself() -> None:
    assert list(imports("bot.channels", True, "from . import console")) == [
        "bot.channels",
        "bot.channels.console",
    ]


def test_the_running_bot_has_no_training_library_in_it() -> None:
    code = "import sys, bot.app, bot.__main__; print(*sys.modules, sep='\\n')"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    assert NOT_IN_THE_BOT & set(loaded) == set()


def test_the_top_level_is_the_agreed_one() -> None:
    found = {path.parts[0] for path in files()}
    extra = {
        name for name in found if not name.startswith(".") and not re.fullmatch(r"constraints.*\.txt", name)
    }
    assert extra - TOP_LEVEL == set()


def test_no_source_file_is_too_long_to_be_one_thing() -> None:
    lengths = {
        str(path): len((ROOT / path).read_bytes().splitlines()) for path in files() if path.suffix == ".py"
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_module_named_by_its_path_is_there() -> None:
    missing = []
    for path in files():
        if path.suffix in {".py", ".yml", ".toml", ".md"} and path.name != "CHANGELOG.md":
            lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
            named = ((n, found) for n, line in enumerate(lines, 1) for found in NAMED_PATH.findall(line))
            missing += [f"{path}:{n}: {found}" for n, found in named if not (ROOT / found).exists()]
    assert missing == []


def test_the_version_is_the_newest_one_of_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = []
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            lines = content.decode("utf-8").splitlines()
            found += [f"{path}:{number}" for number, line in enumerate(lines, 1) if MACHINE_PATH.search(line)]
    assert found == []


def test_the_check_for_machine_paths_sees_one() -> None:
    assert MACHINE_PATH.search("python = /" + "root/.venv/bin/python")
    assert not MACHINE_PATH.search("at https://example.vn/home/plan, or in $HOME/home/, or ~/home/x")


def test_continuous_integration_runs_the_test_command() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec python3 scripts/test.py"
