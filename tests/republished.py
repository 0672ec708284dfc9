"""An index whose one document is exchanged for another wording while an assistant answers from it."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot import config
from bot.app import CONFIG, ROOT
from knowledge import reload, versions

PLAN = """\
ỦY BAN NHÂN DÂN
XÃ HÒA AN
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 90/KH-UBND

Hòa An, ngày 20 tháng 3 năm 2025

KẾ HOẠCH

TỔ CHỨC HỘI ĐUA THUYỀN

Ủy ban nhân dân xã ban hành Kế hoạch như sau:

1. Công an xã

{duties}

2. Các thôn

Mỗi thôn cử {mark} đội thuyền dự thi.

3. Trạm y tế xã

Trực cấp cứu ở bến thuyền.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn An
"""
DUTY = (
    "- Giữ trật tự ở bến thuyền số {n}, phân luồng xe của người xem hội, cử {mark} người trực trên bờ từ lúc "
    "thuyền ra bến đến lúc trao giải, giữ lối đi cho xe cấp cứu và báo ngay cho ban tổ chức khi nước lên."
)
BERTHS = 12  # duties of the police: more than one page of a reply


def settings(index_dir: Path) -> config.Config:
    """The project's settings with that index; whoever writes is an officer."""
    made = config.load(CONFIG)
    people = dataclasses.replace(made.people, default_role="officer")
    storage = dataclasses.replace(made.storage, index=str(index_dir))
    return dataclasses.replace(made, people=people, storage=storage)


def build(folder: Path, mark: str, *, police: bool = True) -> Path:
    """A version, finished and not published, in which `mark` stands in each duty and for the hamlets."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    columns = (ROOT / "knowledge/documents/catalogue.csv").read_text(encoding="utf-8").splitlines()[0]
    (documents / "catalogue.csv").write_text(f"{columns}\n", encoding="utf-8")
    duties = "\n\n".join(DUTY.format(n=n, mark=mark) for n in range(1, BERTHS + 1))
    plan = PLAN.format(duties=duties if police else "Không có việc gì.", mark=mark)
    (documents / "ke-hoach.txt").write_text(plan, encoding="utf-8")
    return folder / "index" / reload.reload(documents, {}, folder / "index").version


def publish(version: Path, index_dir: Path) -> Path:
    """The version as it serves now from the index; what was built stays as it is."""
    index_dir.mkdir(parents=True, exist_ok=True)
    copy = index_dir / ".building-test"
    return index_dir / versions.publish(Path(shutil.copytree(version, copy)), index_dir)


@contextmanager
def damaged(version: Path) -> Iterator[None]:
    """While it lasts, one byte of the version's vectors is another."""
    file = version / "vectors.faiss"
    whole = file.read_bytes()
    file.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
    try:
        yield
    finally:
        file.write_bytes(whole)
