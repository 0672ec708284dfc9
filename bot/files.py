"""Photos that came with messages: kept once each, under their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from bot import File

# The first bytes of the formats that officers' phones and offices use.
_FORMATS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


class FileRefused(ValueError):
    """A file cannot be taken; the message says why and what to do, in Vietnamese."""


def keep(source: Path, directory: Path, most_mb: int) -> File:
    """The photo, now stored in the directory. Raises FileRefused."""
    try:
        if source.stat().st_size > most_mb * 1_000_000:
            raise FileRefused(f"Ảnh {source.name} lớn hơn {most_mb} MB. Hãy gửi ảnh nhỏ hơn.")
        data = source.read_bytes()
    except OSError as error:
        raise FileRefused(f"Không đọc được {source}: hãy kiểm tra đường dẫn và quyền đọc.") from error
    media_type = next((kind for start, kind in _FORMATS if data.startswith(start)), "")
    if not media_type:
        raise FileRefused(
            f"{source.name} không phải ảnh JPEG, PNG hay WebP. Hãy gửi ảnh ở một trong các dạng đó."
        )
    name = hashlib.sha256(data).hexdigest()
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=directory, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(directory / name)
    return File(name, media_type, len(data))
