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
    found = [p for document in collection(PASSAGES) for p in document.passages]
    assert [p.id for p in found] == ["a", "b", "c"]


def test_the_first_line_of_a_title_names_the_work() -> None:
    given = [Plain("1", "Một.", "Luật A\nĐiều 1"), Plain("2", "Hai.", "Luật B"), Plain("3", "Ba.", "Luật A")]
    documents = collection(given)
    assert [[p.id for p in document.passages] for document in documents] == [["1", "3"], ["2"]]
    assert all(d.text[p.start : p.end] == p.text for d in documents for p in d.passages)


def test_of_equal_passages_that_of_the_work_asked_for_comes_first(tmp_path: Path) -> None:
    given = [
        Plain("1", "Phạm vi điều chỉnh của luật.", "Chăn nuôi\n1"),
        Plain("2", "Phạm vi điều chỉnh của luật.", "Trồng trọt\n1"),
        Plain("3", "Giống cây trồng hằng năm được công nhận lưu hành.", "Trồng trọt\n2"),
        Plain("4", "Nuôi trâu bò thả rông bị cấm.", "Chăn nuôi\n2"),
    ]
    index = build_plain(given, tmp_path)
    assert [h.passage.id for h in index.search("phạm vi, giống cây trồng, công nhận lưu hành")][:2] == [
        "3",
        "2",
    ]
