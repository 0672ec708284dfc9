"""A text made clean of what cannot be seen, and refused when it is not Vietnamese as people write it."""

from __future__ import annotations

import re
import unicodedata

from knowledge import DocumentRefused
from nlu.syllable import is_written
from nlu.text import fold, words

# Of the letters of official Vietnamese prose about one in four carries a mark; 1 in 20 is far from any of it.
_MIN_MARKED_SHARE = 0.05
# Of the words of official texts 93 to 99 in 100 are Vietnamese syllables, of a good scan 90; of English 25.
_MIN_SYLLABLES = 0.6
# Letters that stand alone ("ở", "y") and mark no item ("a)"): at most 3 in 100 words of official texts.
_MAX_SINGLE = 0.2
_SINGLE = re.compile(r"(?<![^\W_])[^\W\d_](?![^\W_]|[.)\]/])")
_MAX_STRAY_MARKS = 0.002  # of the letters
_FEW_WORDS = 12  # below, a share says nothing
# Zero-width and bidirectional controls, soft hyphens, variation selectors, tags, interlinear marks.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_UNSEEN = (
    (_BIDI, "ký tự đảo chiều chữ (bidi)"),
    (_INVISIBLE, "ký tự vô hình"),
    (_CONTROL, "ký tự điều khiển"),
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_BULLETS = {"\uf02d": "-", "\uf02b": "+"} | dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf06e\uf071", "•")
_REPLACED = "\ufffd"
_TONES, _SHAPES = "\u0300\u0301\u0303\u0309\u0323", "\u0302\u0306\u031b"
_TONE_FIRST = re.compile(f"([{_TONES}])([{_SHAPES}])")
_FLOATING = re.compile(f"(?<=[^\\W\\d_]|[{_TONES}{_SHAPES}]) +(?=[{_TONES}{_SHAPES}])")
_MARK = re.compile(f"[{_TONES}{_SHAPES}]")
_SPACED_TITLE = re.compile(
    r"(?m)^[ \t]*(?:[^\W\d_a-z] ){3,}[^\W\d_a-z](?: {2,}(?:[^\W\d_a-z] )+[^\W\d_a-z])*[ \t]*$"
)


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in NFC without what cannot be seen, and what was done, in Vietnamese.

    Only what is certain is mended: marks that stand behind their letter join it, Ð is Đ, the letters of a
    title that were set apart ("K Ế  H O Ạ C H") close up.
    """
    notes: list[str] = []
    text = _LINE_ENDS.sub("\n", text)
    for pattern, what in _UNSEEN:
        text, count = pattern.subn("", text)
        if count:
            notes.append(f"đã bỏ {count} {what}")
    text = "".join(_BULLETS.get(c, c) for c in text) if _PRIVATE.search(text) else text
    text, count = _marks_joined(text)
    if count:
        notes.append(f"đã ghép {count} dấu thanh, dấu mũ đứng rời vào chữ cái của nó")
    if "Ð" in text:
        notes.append(f"đã thay {text.count('Ð')} chữ Ð (mã của phông cũ) bằng Đ")
        text = text.replace("Ð", "Đ")
    text, count = _SPACED_TITLE.subn(_closed, text)
    if count:
        notes.append(f"đã viết liền {count} dòng chữ in hoa giãn cách")
    return text, tuple(notes)


def require_vietnamese(text: str, name: str) -> None:
    """Nothing; raises DocumentRefused, saying what is wrong, for a text that cannot be quoted."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        raise DocumentRefused(f"{name}: tệp không có chữ nào. Hãy kiểm tra lại tệp gốc.")
    _require_known_letters(text, name, len(letters))
    found = [word for word in words(text) if word.isalpha()]
    single = len(_SINGLE.findall(text))
    if len(found) >= _FEW_WORDS and single > _MAX_SINGLE * len(found):
        raise DocumentRefused(
            f"{name}: chữ bị tách rời ({single} trong {len(found)} tiếng chỉ có một chữ cái, "
            "như “đ ạ i h ộ i”), không thể ghép lại cho chắc đúng. "
            "Hãy lấy tệp Word gốc, hoặc in ra, quét thành PDF rồi chạy lại."
        )
    # Vietnamese letters outside ASCII fold into ASCII; Greek, Cyrillic or mis-decoded ones do not all do so.
    marked = sum(1 for c in letters if not c.isascii() and fold(c).isascii())
    if marked < _MIN_MARKED_SHARE * len(letters):
        raise DocumentRefused(
            f"{name}: chỉ {marked} trong {len(letters)} chữ cái có dấu tiếng Việt, "
            f"không giống văn bản tiếng Việt. {_CONVERT}"
        )
    right = sum(1 for word in found if is_written(word))
    if len(found) >= _FEW_WORDS and right < _MIN_SYLLABLES * len(found):
        raise DocumentRefused(
            f"{name}: chỉ {right} trong {len(found)} tiếng viết đúng chính tả tiếng Việt. {_CONVERT}"
        )


def is_plausible(text: str) -> bool:
    """Whether the words of a page may be Vietnamese; too few words may be anything."""
    found = [word for word in words(text) if word.isalpha()]
    single = len(_SINGLE.findall(text))
    right = sum(1 for word in found if is_written(word))
    few = len(found) < _FEW_WORDS
    return few or (single <= _MAX_SINGLE * len(found) and right >= _MIN_SYLLABLES * len(found))


_CONVERT = (
    "Nếu văn bản dùng phông TCVN3 (.VnTime) hoặc VNI, hãy chuyển sang Unicode (UniKey, Ctrl+Shift+F6) "
    "rồi chạy lại; nếu không phải tiếng Việt thì không nạp."
)


def _require_known_letters(text: str, name: str, letters: int) -> None:
    lost = text.count(_REPLACED) + len(_PRIVATE.findall(text))
    if lost > max(2, _MAX_STRAY_MARKS * letters):
        raise DocumentRefused(
            f"{name}: {lost} ký tự không rõ là chữ gì (phông của tệp không có bảng mã Unicode). "
            "Hãy lấy tệp Word gốc, hoặc in ra, quét thành PDF rồi chạy lại."
        )
    stray = len(_MARK.findall(text))
    if stray > max(2, _MAX_STRAY_MARKS * letters):
        raise DocumentRefused(
            f"{name}: {stray} dấu thanh, dấu mũ đứng rời khỏi chữ cái. "
            "Hãy lấy tệp Word gốc và lưu với phông Unicode (như Times New Roman) rồi chạy lại."
        )


def _marks_joined(text: str) -> tuple[str, int]:
    """The text in NFC, its floating marks each on the letter before it where that makes one letter."""
    text = unicodedata.normalize("NFC", text)
    if not _MARK.search(text):
        return text, 0
    before = len(_MARK.findall(text))
    joined = _TONE_FIRST.sub(r"\2\1", _FLOATING.sub("", unicodedata.normalize("NFD", text)))
    text = unicodedata.normalize("NFC", joined)
    return text, before - len(_MARK.findall(text))


def _closed(match: re.Match[str]) -> str:
    """The line with its letters put together, if that gives syllables; words stand two spaces apart."""
    put = " ".join("".join(word.split(" ")) for word in re.split(r" {2,}", match[0].strip()))
    return put if all(is_written(word.lower()) for word in put.split(" ")) else match[0]
