from pathlib import Path

from knowledge.plain import Plain, build_plain, collection

PASSAGES = [
    Plain("a", "Khám bệnh cho người già ở vùng cao.", "Sở Y tế"),
    Plain("b", "Mở lớp học chữ buổi tối cho trẻ em.", "Sở Giáo dục"),
    Plain("c", "Giữ trật tự ngoài chợ, ngăn chặn buôn bán pháo nổ."),
    Plain("d", " \n", "Trống"),
]


def test_plain_passages_are_found_by_their_ids(tmp_path: Path) -> None:
    index = build_plain(PASSAGES, tmp_path / "new")
    assert index.search("buôn bán pháo")[0].passage.id == "c"
    assert index.search("so giao duc")[0].passage.id == "b"


def test_a_passage_without_text_is_left_out() -> None:
    document = collection(PASSAGES)
    assert [p.id for p in document.passages] == ["a", "b", "c"]
    assert all(document.text[p.start : p.end] == p.text for p in document.passages)
