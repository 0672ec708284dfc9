"""What is odd in the official texts is noted exactly as it stands there."""

from pathlib import Path

import yaml

from knowledge import Citation, Document, Quote, defects


def test_every_defect_is_an_exact_substring_of_its_passage(documents: tuple[Document, ...]) -> None:
    texts = {p.id: p.text for d in documents for p in d.passages}
    noted = defects.load().of
    assert noted
    wrong = [(id_, text) for id_, found in noted.items() for text in found if text not in texts.get(id_, "")]
    assert wrong == []


def test_every_defect_says_what_is_odd() -> None:
    noted = yaml.safe_load(Path(defects.__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    assert [each for found in noted.values() for each in found if not each["odd"].strip()] == []


def test_only_odd_words_that_a_quote_holds_are_told() -> None:
    id_ = "356-UBND-KGVX/recipients"
    citation = Citation("356-UBND-KGVX", id_, "Công văn số 356/UBND-KGVX", "nơi nhận")
    loaded = defects.load()
    assert loaded.within(Quote("- Lưu: VT, KGVX.n43", citation)) == ("KGVX.n43",)
    assert loaded.within(Quote("- Như trên;", citation)) == ()
