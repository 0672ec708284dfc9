"""docs/nap-van-ban.md followed, each command in turn, in a copy of the project: it prints what is shown.

The vectors of the copy are made by a small named model, so that nobody waits for a training.
"""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import versions
from tests.knowledge.test_named_encoder import make_model
from tests.knowledge.test_reload import TEXT
from tests.shortened import shorten

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/nap-van-ban.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"```sh\n(?P<command>[^\n]+)\n```\n\n```\n(?P<shown>.*?)\n```\n(?:\nTrả về (?P<status>\d+))?", re.S
)
# What differs from day to day, in the order in which it is looked for.
DIFFERENT = (
    (r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}", "VERSION"),
    (r"\d\d:\d\d:\d\d \d\d/\d\d/\d{4}", "TIME"),
    (r"(?:trước|nay) đúng \d+/\d+", "SO MANY RIGHT"),
    (r"(?:Tìm thử|thấy) \d+", "SO MANY FOUND"),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, index_dir: Path) -> Path:
    """The project with its documents published, and files to hand in.

    Its classifier is taken over from the tests' index, so that nobody waits for that either.
    """
    home = tmp_path_factory.mktemp("published")
    house = home / "house"
    for room in ("knowledge", "nlu", "bot", "scripts"):
        ignore = shutil.ignore_patterns(".*", "__pycache__", "index", "models")
        shutil.copytree(ROOT / room, house / room, ignore=ignore)
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    model = make_model(home / "model")
    (house / "config.yml").write_text(config.replace('encoder: ""', f'encoder: "{model}"'), encoding="utf-8")
    for folder, text in (("moi", TEXT), ("sua", TEXT.replace("hoa hai", "cây hai"))):
        (house / folder).mkdir()
        (house / folder / "Công văn 12.txt").write_text(text, encoding="utf-8")
    (house / "moi/rong.txt").write_bytes(b"")
    index = Path(shutil.copytree(index_dir, house / "knowledge" / "index"))
    (taken,) = versions.versions(index)
    assert run(house).returncode == 0
    shutil.rmtree(taken)
    return house


@pytest.fixture
def house(published: Path, tmp_path: Path) -> Path:
    """The same for one test alone."""
    return shutil.copytree(published, tmp_path / "house")


def run(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/reload_knowledge.py", *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False, encoding="utf-8")


def alike(text: str) -> list[str]:
    """The lines without what differs from day to day."""
    for pattern, name in DIFFERENT:
        text = re.sub(pattern, name, text)
    return text.strip().split("\n")


def shows(page: str, printed: list[str]) -> bool:
    """Whether the page shows what is printed; "…" alone is any lines, at the end of a line its rest."""
    pattern = ""
    for line in alike(page):
        if line == "…":
            pattern += r"(?:[^\n]*\n)*"
        elif line.endswith(", …"):
            pattern += re.escape(line.removesuffix("…")) + r"[^\n]*\n"
        else:
            pattern += re.escape(line) + r"\n"
    return re.fullmatch(pattern, "\n".join(printed) + "\n") is not None


def test_each_command_of_the_page_prints_what_it_shows(house: Path) -> None:
    steps = list(STEP.finditer(PAGE))
    assert len(steps) == PAGE.count("```sh") == 8
    for step in steps:
        _, _, *arguments = shlex.split(step["command"])
        done = run(house, *arguments)
        said = done.stderr if step["status"] else done.stdout
        printed = [line for line in alike(said) if not re.match(r"… .* \d+ giây$", line)]
        assert done.returncode == int(step["status"] or 0), (arguments, done.stderr)
        assert shows(step["shown"], printed), (arguments, said)
    assert {path.name for path in (house / "knowledge/documents").iterdir()} == {
        ".old",
        "catalogue.csv",
        "cong-van-356-ubnd-kgvx.md",
        "cong-van-12.txt",
    }


def test_every_exit_status_is_on_the_page_and_in_the_help(house: Path) -> None:
    told = run(house, "--help").stdout
    for status in re.findall(r"^\| (\d+) \|", PAGE, re.M):
        assert re.search(rf"(?<!\d){status}: ", told), status
    assert run(house, "--nothing").returncode == 2
    assert run(house, "--rollback", "1999").returncode == 1
    for version in (house / "knowledge/index").glob("2*"):
        (version / "documents.json").write_bytes(b"[]")
    damaged = run(house, "--verify")
    assert damaged.returncode == 5
    assert "HỎNG: tệp documents.json đã bị thay đổi" in damaged.stdout
    (house / "knowledge/reviewed.yml").write_text("356-UBND-KGVX/4: treo pano\n", encoding="utf-8")
    wrong = run(house)
    assert wrong.returncode == 3
    assert wrong.stderr.startswith("Không làm được, kho đang dùng (nếu có) vẫn như cũ:\nreviewed.yml, 356-")


def test_fewer_right_answers_end_with_their_own_status(house: Path) -> None:
    path = house / "knowledge/documents/cong-van-356-ubnd-kgvx.md"
    shorten(house / "knowledge", 8)
    assert run(house, "--force").returncode == 0
    pointer = (house / "knowledge/index/CURRENT").read_bytes()
    text = path.read_text(encoding="utf-8")
    start = text.index("5. Công an tỉnh")
    path.write_text(text[:start] + text[text.index("6. ", start) :], encoding="utf-8")
    worse = run(house, "--check")
    assert worse.returncode == 4, worse.stderr
    assert "kém đi" in worse.stderr
    assert (house / "knowledge/index/CURRENT").read_bytes() == pointer
    assert run(house, "--force").returncode == 0
    assert (house / "knowledge/index/CURRENT").read_bytes() != pointer
