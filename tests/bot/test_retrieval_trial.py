import json
from pathlib import Path

import pytest

from bot.retrieval_trial import Figures, Query, evaluate, load, share
from knowledge.plain import Plain

TEXTS = {
    "a": "Khám bệnh cho người già ở vùng cao.",
    "b": "Mở lớp học chữ buổi tối cho trẻ em.",
    "c": "Giữ trật tự ngoài chợ, ngăn chặn buôn bán pháo nổ.",
}


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    write(tmp_path / "corpus.jsonl", [{"id": key, "text": text} for key, text in TEXTS.items()])
    write(
        tmp_path / "queries.jsonl",
        [
            {"id": "1", "query": "ai khám bệnh", "gold": ["a"]},
            {"id": "2", "query": "buôn bán pháo", "gold": ["c", "x"]},
            {"id": "3", "query": "giá vàng", "gold": ["x"]},
        ],
    )
    return tmp_path


def test_figures_are_printed_with_and_without_diacritics(lines: Path) -> None:
    told = "\n".join(evaluate(lines))
    assert told.startswith("3 passages: built in ")
    assert "with diacritics, 3 queries\n  acc@1   2 / 3  0.6667" in told
    assert "without diacritics, 3 queries\n  acc@1   2 / 3  0.6667" in told


def test_articles_of_alqac_have_law_number_and_heading_as_their_title(tmp_path: Path) -> None:
    laws = [{"id": "Luật Làng", "articles": [{"id": "3", "text": "Đường làng\n\nQuét sạch."}]}]
    asked = [{"text": "quét gì", "relevant_articles": [{"law_id": "Luật Làng", "article_id": "3"}]}]
    (tmp_path / "law.json").write_text(json.dumps(laws), encoding="utf-8")
    (tmp_path / "train_full.json").write_text(json.dumps(asked), encoding="utf-8")
    passages, queries = load(tmp_path)
    assert passages == [Plain("Luật Làng/3", "Đường làng\n\nQuét sạch.", "Luật Làng\nĐiều 3. Đường làng")]
    assert queries == [Query("quét gì", frozenset(["Luật Làng/3"]))]


def test_a_folder_of_neither_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"corpus\.jsonl"):
        load(tmp_path)


def test_a_missed_query_counts_for_nothing() -> None:
    told = Figures([0, 1, None, None], [0.001, 0.002, 0.003, 0.004]).lines("x")
    assert told[1].strip().startswith("acc@1   1 / 4  0.2500")
    assert told[2].strip().startswith("acc@10  2 / 4  0.5000")
    assert "MRR@10  0.3750" in told[3]
    assert "median 2.50 ms, p95 4.00 ms" in told[4]


def test_the_interval_is_that_of_wilson() -> None:
    assert share(512, 530) == "512 / 530  0.9660  [0.9470, 0.9784]"
