"""Photos on their way to the disk: real images, what is kept of them, and what is refused."""

import asyncio
import hashlib
import io
import random
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from bot import app, files
from bot.files import FileRefused, keep, keep_bytes

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SECRETS = (b"canary", b"GPS", b"Exif", b"xmpmeta", b"http://ns.adobe.com")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">canary</x:xmpmeta>'


def corners(mode: str = "RGB") -> Image.Image:
    """A landscape, 60 × 40 pixels: red on its upper left quarter, else blue."""
    image = Image.new("RGB", (60, 40), (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, 30, 20))
    return image.convert(mode)


def notes(orientation: int = 1) -> Image.Exif:
    """What a camera writes: the device, the place, how it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "canary"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (15.0, 7.0, 13.0)
    return exif


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format=kind, **more)
    return target.getvalue()


def photo(kind: str, orientation: int = 1) -> bytes:
    """A photo with all that may stand beside its pixels."""
    more: dict[str, object] = {"exif": notes(orientation)}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "canary")
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        more["pnginfo"] = text
    else:
        more["xmp"] = XMP
    if kind == "JPEG":
        more["comment"] = "canary"
    return encoded(corners(), kind, **more)


def opened(directory: Path, name: str) -> Image.Image:
    image = Image.open(directory / name)
    image.load()
    return image


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_a_photo_keeps_its_format_and_nothing_that_the_camera_wrote(kind: str, tmp_path: Path) -> None:
    data = photo(kind)
    assert any(secret in data for secret in SECRETS)
    kept = keep_bytes(data, "a", tmp_path, 1)
    stored = (tmp_path / kept.sha256).read_bytes()
    image = opened(tmp_path, kept.sha256)
    assert (image.format, kept.media_type) == (kind, MEDIA_TYPES[kind])
    assert [secret for secret in SECRETS if secret in stored] == []
    assert dict(image.getexif()) == {}
    assert not {"comment", "exif", "xmp", "XML:com.adobe.xmp", "Comment"} & set(image.info)
    assert (kept.sha256, kept.bytes) == (hashlib.sha256(stored).hexdigest(), len(stored))


@pytest.mark.parametrize("kind", MEDIA_TYPES)
@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (60, 40), (0, 0)),
        (2, (60, 40), (1, 0)),
        (3, (60, 40), (1, 1)),
        (4, (60, 40), (0, 1)),
        (5, (40, 60), (0, 0)),
        (6, (40, 60), (1, 0)),
        (7, (40, 60), (1, 1)),
        (8, (40, 60), (0, 1)),
    ],
)
def test_a_photo_is_turned_as_the_camera_was_held(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int], tmp_path: Path
) -> None:
    image = opened(tmp_path, keep_bytes(photo(kind, orientation), "a", tmp_path, 1).sha256).convert("RGB")
    assert image.size == size
    for x in (0, 1):
        for y in (0, 1):
            colour = image.getpixel((x * (size[0] - 11) + 5, y * (size[1] - 11) + 5))
            assert isinstance(colour, tuple)
            assert (colour[0] > colour[2]) == ((x, y) == red)


def test_the_same_photo_twice_is_one_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    source = tmp_path / "họp dân.jpg"
    source.write_bytes(photo("JPEG"))
    first = keep(source, tmp_path / "stored", 1)
    second = keep_bytes(photo("JPEG"), "gửi lại", tmp_path / "stored", 1)
    assert first == second
    (stored,) = (tmp_path / "stored").iterdir()
    assert (stored.name, stored.stat().st_mode & 0o777) == (first.sha256, 0o600)


def test_colours_and_transparency_stay(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = keep_bytes(encoded(corners(), "JPEG", icc_profile=profile), "a", tmp_path, 1)
    assert opened(tmp_path, kept.sha256).info["icc_profile"] == profile
    drawn = encoded(corners("P"), "PNG", transparency=0)
    assert opened(tmp_path, keep_bytes(drawn, "a", tmp_path, 1).sha256).info["transparency"] == 0


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("RGBA", "WEBP")],
)
def test_every_way_to_hold_pixels_is_taken(mode: str, kind: str, tmp_path: Path) -> None:
    kept = keep_bytes(encoded(Image.new(mode, (8, 6)), kind), "a", tmp_path, 1)
    assert opened(tmp_path, kept.sha256).size == (8, 6)


def test_what_follows_the_picture_is_dropped(tmp_path: Path) -> None:
    whole = photo("JPEG")
    kept = keep_bytes(whole + b"canary: a film behind the picture", "a", tmp_path, 1)
    assert kept == keep_bytes(whole, "a", tmp_path, 1)


def test_notes_that_nobody_can_read_do_not_cost_the_photo(tmp_path: Path) -> None:
    data = (
        photo("JPEG", 6)
        .replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\0+")
        .replace(b"Exif\0\0II*\0", b"Exif\0\0II+\0")
    )
    kept = keep_bytes(data, "a", tmp_path, 1)
    assert b"canary" not in (tmp_path / kept.sha256).read_bytes()


@pytest.mark.parametrize(
    ("data", "says", "do"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC", "gửi dạng ảnh"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC", "JPEG"),
        (b"GIF89a\x01\0\x01\0", "GIF", "gửi dạng ảnh"),
        (b"%PDF-1.7\n", "PDF", "gửi dạng ảnh"),
        (b"\0\0\0\x20ftypisom\0\0\x02\0", "video", "gửi dạng ảnh"),
        (b"\0\0\0\x14ftypqt  ", "video", "gửi dạng ảnh"),
        (b"RIFF\0\0\0\0AVI LIST", "video", "gửi dạng ảnh"),
        (b"\x1aE\xdf\xa3 matroska", "video", "gửi dạng ảnh"),
        ("chữ".encode(), "không phải ảnh", "JPEG"),
        (b"", "trống", "gửi lại"),
        (b"\x89PNG\r\n\x1a\n and so on", "bị hỏng", "gửi lại"),
        (b"x" * 1_000_001, "lớn hơn 1 MB", "nhỏ hơn"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_do(data: bytes, says: str, do: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        keep_bytes(data, "tệp.xyz", tmp_path / "stored", 1)
    assert "tệp.xyz" in str(refusal.value)
    assert says in str(refusal.value)
    assert do in str(refusal.value)
    assert not (tmp_path / "stored").exists()


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_a_photo_that_was_cut_off_is_refused(kind: str, tmp_path: Path) -> None:
    noise = Image.frombytes("RGB", (64, 64), random.Random(356).randbytes(64 * 64 * 3))
    whole = encoded(noise, kind)
    for share in (0.1, 0.5, 0.9):
        with pytest.raises(FileRefused, match="bị hỏng"):
            keep_bytes(whole[: int(len(whole) * share)], "a", tmp_path / "stored", 1)
    assert not (tmp_path / "stored").exists()


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_a_damaged_photo_is_kept_or_refused_and_nothing_else_happens(kind: str, tmp_path: Path) -> None:
    chance, whole = random.Random(356), photo(kind)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            kept = keep_bytes(bytes(damaged), "a", tmp_path, 1)
        except FileRefused:
            continue
        assert opened(tmp_path, kept.sha256).format == kind
    assert all(len(path.name) == 64 for path in tmp_path.iterdir())


@pytest.mark.parametrize("width", [8_000, 20_000])
def test_a_small_file_of_many_pixels_is_refused(width: int, tmp_path: Path) -> None:
    bomb = encoded(Image.new("1", (width, width)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(FileRefused, match="quá nhiều điểm ảnh"):
        keep_bytes(bomb, "a", tmp_path / "stored", 1)
    assert not (tmp_path / "stored").exists()


def test_a_photo_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    name = keep_bytes(photo("JPEG"), "a", tmp_path / "elsewhere", 1).sha256
    (tmp_path / "stored" / name).mkdir(parents=True)  # a folder where the file should stand
    with pytest.raises(OSError, match="directory"):
        keep_bytes(photo("JPEG"), "a", tmp_path / "stored", 1)
    assert [path.name for path in (tmp_path / "stored").iterdir()] == [name]


def test_photos_of_several_chats_are_kept_side_by_side(tmp_path: Path) -> None:
    async def run() -> list[str]:
        work = [asyncio.to_thread(keep_bytes, photo("JPEG", n % 2 + 1), "a", tmp_path, 1) for n in range(8)]
        return [file.sha256 for file in await asyncio.gather(*work)]

    assert set(asyncio.run(run())) == {path.name for path in tmp_path.iterdir()}


def test_the_running_bot_loads_no_image_library_before_the_first_photo() -> None:
    code = "import sys, bot.files; print(*sys.modules, sep='\\n')"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=app.ROOT, text=True).split()
    assert "PIL" not in loaded


def test_a_refusal_without_a_name_is_a_sentence() -> None:
    with pytest.raises(FileRefused, match="Tệp này là"):
        keep_bytes(b"%PDF-1.7", "", Path("unused"), 1)
    assert all(words.endswith(".") for words in files._REFUSALS.values())
