"""Photos that came with messages: kept without what a camera adds, once each, under their SHA-256.

A photo is read, turned upright and written anew in its own format, so that no place, time, device or comment
stays in it; its colour profile does.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from bot import File

SHA256 = re.compile(r"[0-9a-f]{64}")
_EXPORT = re.compile(r"[\w-][\w.-]*")
_NOWHERE = "khong-co"
MOST_PIXELS = 52_000_000  # phones take 50 megapixels; up to 0.4 GB of memory while one is turned
QUALITY = 90

# Pillow's names of the formats that are kept; what each needs when it is written; how its pixels may stand.
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": QUALITY},
    "PNG": {},
    "WEBP": {"quality": QUALITY},
}
_MODES = {"JPEG": ("L", "RGB"), "PNG": (), "WEBP": ("RGB", "RGBA")}  # (): any that the format gave
_BRANDS_OF_STILLS = (b"hei", b"hev", b"mif", b"msf", b"avi")  # HEIC and AVIF beside MP4 and MOV

_AS_PHOTO = "Hãy gửi dạng ảnh (không gửi dạng tệp), hoặc đổi sang JPEG rồi gửi lại."
_REFUSALS = {
    "heic": f"là ảnh HEIC, tôi chưa mở được. {_AS_PHOTO}",
    "gif": "là ảnh động GIF. Hãy gửi dạng ảnh thường: JPEG, PNG hoặc WebP.",
    "pdf": "là tệp PDF, không phải ảnh. Hãy chụp lại trang cần gửi rồi gửi dạng ảnh.",
    "video": "là video, không phải ảnh. Hãy chụp một khung hình rồi gửi dạng ảnh.",
    "other": "không phải ảnh JPEG, PNG hay WebP. Hãy gửi ảnh ở một trong các dạng đó.",
    "empty": "là tệp trống. Hãy gửi lại ảnh.",
    "broken": "bị hỏng hoặc chưa tải hết. Hãy mở xem lại trên máy rồi gửi lại.",
    "large": f"có quá nhiều điểm ảnh (nhiều nhất {MOST_PIXELS // 1_000_000} triệu). {_AS_PHOTO}",
}


class FileRefused(ValueError):
    """A file cannot be taken; the message says why and what to do, in Vietnamese."""


def keep(source: Path, directory: Path, most_mb: int) -> File:
    """The photo, now stored in the directory. Raises FileRefused."""
    try:
        _check_size(source.stat().st_size, source.name, most_mb)
        data = source.read_bytes()
    except OSError as error:
        raise FileRefused(f"Không đọc được {source}: hãy kiểm tra đường dẫn và quyền đọc.") from error
    return keep_bytes(data, source.name, directory, most_mb)


def keep_bytes(data: bytes, name: str, directory: Path, most_mb: int) -> File:
    """The photo whose bytes these are, now stored in the directory; `name` is what a refusal calls it.

    Raises FileRefused. A large photo takes a second or more: not for the event loop.
    """
    _check_size(len(data), name, most_mb)
    kind = _format(data)
    if kind not in _MEDIA_TYPES:
        raise _refusal(kind, name)
    clean = _cleaned(data, kind, name)
    stored = hashlib.sha256(clean).hexdigest()
    write(clean, directory, stored)
    return File(stored, _MEDIA_TYPES[kind], len(clean))


def _check_size(count: int, name: str, most_mb: int) -> None:
    if count > most_mb * 1_000_000:
        raise FileRefused(f"Ảnh {name} lớn hơn {most_mb} MB. Hãy gửi ảnh nhỏ hơn.")


def _refusal(why: str, name: str) -> FileRefused:
    return FileRefused(f"{name or 'Tệp này'} {_REFUSALS[why]}")


def _format(data: bytes) -> str:
    """One of _MEDIA_TYPES by the first bytes, else one of _REFUSALS."""
    if not data:
        return "empty"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF"):
        return "WEBP" if data[8:12] == b"WEBP" else "video"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:11] in _BRANDS_OF_STILLS else "video"
    starts = {b"GIF8": "gif", b"%PDF": "pdf", b"\x1aE\xdf\xa3": "video", b"\x00\x00\x01\xba": "video"}
    return next((kind for start, kind in starts.items() if data.startswith(start)), "other")


def _cleaned(data: bytes, kind: str, name: str) -> bytes:
    """The photo upright and written anew, its pixels and colour profile only. Raises FileRefused."""
    pillow = importlib.import_module("PIL.Image")  # 0.05 s that a start need not wait
    try:
        with pillow.open(io.BytesIO(data), formats=(kind,)) as image:
            _check_pixels(image, name)
            image.load()
            return _written(_upright(image), kind)
    except FileRefused:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise _refusal("large", name) from error
    except Exception as error:  # a damaged file breaks a reader of images anywhere
        raise _refusal("broken", name) from error


def _check_pixels(image: Any, name: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _refusal("large", name)


def _upright(image: Any) -> Any:
    """The image turned as its camera was held; unturned where what the camera noted is unreadable."""
    ops = importlib.import_module("PIL.ImageOps")
    try:
        return ops.exif_transpose(image)
    except Exception:  # damaged notes beside sound pixels
        return image


def _written(image: Any, kind: str) -> bytes:
    """The image in that format. What else it knows of itself than its colours is left out."""
    kept = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    profile = image.info.get("icc_profile")
    if _MODES[kind] and image.mode not in _MODES[kind]:
        image, kept, profile = image.convert(_MODES[kind][-1]), {}, None
    clean = image.copy()
    clean.info = kept
    target = io.BytesIO()
    clean.save(target, format=kind, icc_profile=profile, **_OPTIONS[kind])
    return target.getvalue()


def write(data: bytes, directory: Path, name: str) -> Path:
    """The file, which is there as a whole, readable by its owner only, or not at all."""
    folder(directory)
    with tempfile.NamedTemporaryFile(dir=directory, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(directory / name)
        except BaseException:  # also when the program is stopped: no half of a file stays
            Path(file.name).unlink(missing_ok=True)
            raise
    return directory / name


def folder(path: Path) -> None:
    """Nothing; the folder is there, and what was made of it and above it is its owner's alone.

    One that is there already stays as it is: others may have been given a way in on purpose.
    """
    if path.is_dir():
        return
    folder(path.parent)
    with contextlib.suppress(FileExistsError):  # another process was quicker
        path.mkdir()
        path.chmod(0o700)  # whatever the umask


def kept(sha256: str, directory: Path) -> File | None:
    """The stored photo of that SHA-256, None when it is not there any more."""
    if not SHA256.fullmatch(sha256):
        return None
    try:
        data = (directory / sha256).read_bytes()
    except FileNotFoundError:
        return None
    return File(sha256, _MEDIA_TYPES.get(_format(data), ""), len(data))


def locate(file: File, photos: Path, exports: Path) -> Path:
    """Where the bytes of a file that goes out are: a photo by its SHA-256, an export by its name.

    What is no such name leads nowhere.
    """
    if file.name:
        return exports / (file.name if _EXPORT.fullmatch(file.name) else _NOWHERE)
    return photos / (file.sha256 if SHA256.fullmatch(file.sha256) else _NOWHERE)
