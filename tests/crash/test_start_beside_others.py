"""The assistant starts while scripts on the same file end: what they take away is not missed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.store import open_store

SECONDS = 4.0
# A script that opens the file and ends, again and again, as the last to use it.
OTHERS = """
import sqlite3, sys
while True:
    connection = sqlite3.connect(sys.argv[1])
    connection.execute("SELECT COUNT(*) FROM inbox").fetchall()
    connection.close()
"""


@pytest.mark.slow
def test_the_database_is_opened_while_others_end_their_work_on_it(tmp_path: Path) -> None:
    database = tmp_path / "so-tay.sqlite3"
    open_store(database).conn.close()
    with subprocess.Popen([sys.executable, "-c", OTHERS, str(database)]) as others:
        try:
            opened, ends = 0, time.monotonic() + SECONDS
            while time.monotonic() < ends:
                open_store(database).conn.close()
                opened += 1
        finally:
            others.kill()
    print(f"opened {opened} times")
    assert others.returncode < 0, "the others stopped by themselves"
