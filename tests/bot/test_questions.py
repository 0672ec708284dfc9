"""Nothing about citizens is kept."""

import pytest

from bot.privacy import mask


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("gọi 0905 123 456 giúp", "gọi [số đã che] giúp"),
        ("sđt +84905123456?", "sđt [số đã che]?"),
        ("CCCD 051203001234", "CCCD [số đã che]"),
        ("công văn 356 ngày 20/01/2025", "công văn 356 ngày 20/01/2025"),
        ("1.200 lượt người, 12 băng rôn", "1.200 lượt người, 12 băng rôn"),
    ],
)
def test_phone_and_identity_numbers_are_masked(text: str, kept: str) -> None:
    assert mask(text) == kept
