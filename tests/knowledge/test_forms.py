"""Documents of several forms, read as `forms.yml` says."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Document
from knowledge.catalogue import citation
from knowledge.passages import document, documents

FOLDER = Path(__file__).with_name("forms")
CASES: list[dict[str, Any]] = yaml.safe_load(FOLDER.with_suffix(".yml").read_text(encoding="utf-8"))
UNKNOWN = {"date": None, "addressees": (), "recipients": ()}
FIELDS = (
    "type", "number", "issuer", "date", "place", "subject", "addressees", "legal_basis", "proposal",
    "signatory", "signatory_title", "recipients",
)  # fmt: skip

pytestmark = pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])


def parsed(case: dict[str, Any]) -> Document:
    path = FOLDER / case["file"]
    return document(path.read_text(encoding="utf-8"), path.stem)


def test_the_header_says_this_and_nothing_more(case: dict[str, Any]) -> None:
    read = parsed(case)
    expected = {name: case["fields"].get(name, UNKNOWN.get(name, "")) for name in FIELDS}
    found = {name: getattr(read, name) for name in FIELDS}
    assert {name: list(v) if isinstance(v, tuple) else v for name, v in found.items()} == {
        name: list(v) if isinstance(v, tuple) else v for name, v in expected.items()
    }
    assert read.key == case["key"]


def test_what_was_uncertain_is_noted(case: dict[str, Any]) -> None:
    notes, expected = parsed(case).notes, case.get("notes", [])
    assert len(notes) == len(expected)
    assert all(note.startswith(each) for note, each in zip(notes, expected, strict=True))


def test_sections_and_whom_they_address(case: dict[str, Any]) -> None:
    assert {s.number: list(s.addressees) for s in parsed(case).sections} == case["sections"]


def test_passages_are_named_after_their_place(case: dict[str, Any]) -> None:
    read = parsed(case)
    passages = {p.id.removeprefix(f"{read.key}/"): p for p in read.passages}
    for name, beginning in case["passages"].items():
        assert passages[name].text.startswith(beginning), name
    assert {name: passages[name].place for name in case["places"]} == case["places"]


def test_the_documents_that_it_cites(case: dict[str, Any]) -> None:
    assert {r.target: r.relation for r in parsed(case).references} == case["references"]


def test_what_is_attached_is_a_document_of_its_own(case: dict[str, Any]) -> None:
    path = FOLDER / case["file"]
    parent, *attached = documents(path.read_text(encoding="utf-8"), path.stem)
    expected = case.get("attached")
    assert [each.key for each in attached] == ([expected["key"]] if expected else [])
    for each in attached:
        assert (each.attached_to, each.number) == (parent.key, "")
        assert (each.type, each.subject) == (expected["type"], expected["subject"])
        assert citation(each) == expected["citation"]
        assert [section.number for section in each.sections] == expected["sections"]
        passages = {p.id.removeprefix(f"{each.key}/"): p for p in each.passages}
        for name, beginning in expected["passages"].items():
            assert passages[name].text.startswith(beginning), name
        assert {name: passages[name].place for name in expected["places"]} == expected["places"]
        assert [(r.target, r.relation) for r in each.references][:1] == [(parent.key, "kèm theo")]
