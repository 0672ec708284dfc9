"""The export of 50,000 reports takes at most a minute and half a gigabyte.

10,000 here, in a share of the minute; `SO_TAY_REPORTS=50000` makes them all.
"""

import csv
import datetime
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.store import transaction
from tests.reported import FORM, Reported

REPORTS = int(os.environ.get("SO_TAY_REPORTS", "10000"))
MOST_S, MOST_MB = 4 + 56 * REPORTS / 50_000, 500
CHILD = """
import resource, sys
from pathlib import Path
from tests.reported import Reported

office = Reported(Path(sys.argv[1]))
made = office.exports.make(office.march, sys.argv[2])
used = resource.getrusage(resource.RUSAGE_SELF)
# The peak of this program alone: ru_maxrss begins with that of the process it was forked from.
peak_kb = next(line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))
print(used.ru_utime + used.ru_stime, int(peak_kb) / 1024, made.stat().st_size)
"""


def many(inbox_id: int) -> Iterator[tuple[object, ...]]:
    """Rows of the table of reports, without photos on the disk."""
    chance = random.Random(356)
    with (app.ROOT / "bot" / "units.csv").open(encoding="utf-8", newline="") as file:
        units = sorted({row["name"] for row in csv.DictReader(file)})
    types = [option.name for option in FORM.field("activity_type").choices]
    topics = [option.name for option in FORM.field("topic").choices]
    for n in range(1, REPORTS + 1):
        day = datetime.date(2025, 3, chance.randrange(1, 32)).isoformat()
        fields = {
            "activity_type": chance.choice(types),
            "held_on": day,
            "place": chance.choice(units),
            "attendees": chance.randrange(20, 900),
            "quantity": {"value": chance.randrange(1, 40), "what": "băng rôn"},
            "topic": chance.sample(topics, 2),
            "summary": f"Hội nghị tuyên truyền Đại hội Đảng bộ các cấp, lần {n}, có đông đủ Nhân dân dự",
            "photos": [f"{n:064x}"],
        }
        packed = json.dumps({"fields": fields, "approximate": ["attendees"]}, ensure_ascii=False)
        yield f"BC-2025-{n:06d}", n, n, inbox_id, packed, day, chance.choice(units)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["xlsx", "csv", "photos"])
def test_many_reports_are_exported_in_a_minute_of_computing(tmp_path: Path, format: str) -> None:
    office = Reported(tmp_path)
    office.add(training=True)
    inbox = office.db.execute("SELECT MAX(id) FROM inbox").fetchone()[0]
    with transaction(office.db):
        office.db.conn.executemany(
            "INSERT INTO reports (number, year, sequence, draft_id, inbox_id, channel, sender, form,"
            " form_version, fields, stored_at, day, unit) VALUES (?, 2025, ?, ? + 10, ?, 'test', 'an',"
            " 'activity_report', 1, ?, '2025-03-20T03:00:00.000+00:00', ?, ?)",
            many(inbox),
        )
    office.db.conn.close()
    command = [sys.executable, "-c", CHILD, str(tmp_path), format]
    seconds, megabytes, size = map(float, subprocess.check_output(command, cwd=app.ROOT, text=True).split())
    print(f"{format}: {seconds:.1f} s, {megabytes:.0f} MB, file of {size / 1e6:.1f} MB")
    assert seconds <= MOST_S
    assert megabytes <= MOST_MB
