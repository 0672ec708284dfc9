"""A question becomes a hint of a passage, and a reviewed question: hints.yml and reviewed.yml.

What is written is read back and compared first, so that neither file is ever left in another form. Callers
see to it that only one writes at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge import Passage, phrase_file
from knowledge.build import load_hints, load_silences
from knowledge.index import Index, is_searched
from nlu import courtesy
from nlu.text import normalise, syllables

MOST = 200  # characters: a question is shorter, and a pasted document is no hint
LEAST = 2  # syllables of content: "ai lo" is asked of every passage


class HintRefused(ValueError):
    """A question cannot be attached or detached; the message says why and what to do, in Vietnamese."""


@dataclass(frozen=True)
class Files:
    """The reviewed phrases, the reviewed questions, and the phrases for what is not stated."""

    hints: Path
    reviewed: Path
    silences: Path

    @classmethod
    def within(cls, folder: Path) -> Files:
        """The files of a folder, named as in the room of knowledge."""
        return cls(folder / "hints.yml", folder / "reviewed.yml", folder / "not_stated.yml")


class Hinting:
    """Attaches questions to passages, and takes them off again. DocumentRefused: a file cannot be read."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def attach(self, question: str, passage: str, index: Index) -> str:
        """The phrase that now stands for the question under the passage. Raises HintRefused."""
        phrase = phrase_of(question)
        self._check_passage(passage, index)
        _check_words(phrase, index)
        self._check_new(phrase)
        self._change(phrase_file.added, passage, phrase)
        return phrase

    def detach(self, question: str) -> str:
        """The id of the passage from which the question was taken. Raises HintRefused."""
        phrase = phrase_of(question)
        passage = self.passage_of(phrase)
        if not passage:
            where = self._where(phrase)
            told = f"chỉ đứng {where}, không do lệnh này gắn: sửa tay tệp đó" if where else "chưa gắn vào đâu"
            raise HintRefused(f"Câu “{phrase}” {told}.")
        hints, reviewed = load_hints(self._files.hints), load_hints(self._files.reviewed)
        self._write(
            self._without(self._files.hints, hints, passage, phrase),
            self._without(self._files.reviewed, reviewed, passage, phrase),
        )
        return passage

    def passage_of(self, question: str) -> str:
        """The id of the passage to which people attached the question, "" for none."""
        phrase = phrase_of(question)
        hint = _find(load_hints(self._files.hints), phrase)
        return hint if hint and hint == _find(load_hints(self._files.reviewed), phrase) else ""

    def _check_passage(self, passage: str, index: Index) -> None:
        """Nothing. Raises HintRefused unless a search may return the passage."""
        if any(each.id == passage and is_searched(each) for each in index.passages):
            return
        raise HintRefused(
            f"Không có đoạn “{passage}” trong các văn bản đã nạp. Tìm mã đoạn bằng: "
            'scripts/questions.py find "từ khóa"'
        )

    def _check_new(self, phrase: str) -> None:
        """Nothing. Raises HintRefused when the phrase stands somewhere already, saying where."""
        if passage := self.passage_of(phrase):
            raise HintRefused(
                f"Câu “{phrase}” đã gắn vào đoạn {passage}. Muốn đổi thì gỡ trước (detach) rồi gắn lại."
            )
        if where := self._where(phrase):
            raise HintRefused(f"Câu “{phrase}” đã đứng {where}. Muốn đổi thì sửa tay tệp đó trước.")

    def _where(self, phrase: str) -> str:
        """Where the phrase stands, "" for nowhere."""
        for path in (self._files.hints, self._files.reviewed):
            if passage := _find(load_hints(path), phrase):
                return f"ở đoạn {passage} trong {path.name}"
        silent = (s for s in load_silences(self._files.silences) if _find({s.label: s.phrases}, phrase))
        silence = next(silent, None)
        name = self._files.silences.name
        return f"trong {name}: “văn bản {silence.document} không quy định {silence.label}”" if silence else ""

    def _change(self, edit: Callable[[str, str, str], str], passage: str, phrase: str) -> None:
        """Nothing; both files have the phrase. Raises HintRefused."""
        changed = []
        for path in (self._files.hints, self._files.reviewed):
            before = load_hints(path)
            after = {**before, passage: (*before.get(passage, ()), phrase)}
            changed.append(_edited(path, edit, (passage, phrase), after))
        self._write(*changed)

    def _without(
        self, path: Path, before: Mapping[str, tuple[str, ...]], passage: str, phrase: str
    ) -> tuple[Path, str, str]:
        """The file, its text and the text without the phrase, however that was typed there."""
        said = next(each for each in before[passage] if syllables(each) == syllables(phrase))
        kept = {**before, passage: tuple(each for each in before[passage] if each != said)}
        return _edited(path, phrase_file.removed, (passage, said), {k: v for k, v in kept.items() if v})

    def _write(self, *changed: tuple[Path, str, str]) -> None:
        """Nothing; all files have their new text or, when one cannot be written, all their old one."""
        done: list[tuple[Path, str]] = []
        try:
            for path, before, after in changed:
                phrase_file.write(path, after)
                done.append((path, before))
        except OSError as error:
            for path, before in done:
                phrase_file.write(path, before)
            raise HintRefused(
                f"Không ghi được tệp {changed[len(done)][0].name} trong thư mục knowledge "
                f"({error.strerror or error}). Khi trợ lý chạy như dịch vụ, thư mục này thường chỉ đọc: "
                "chạy scripts/questions.py trên máy chủ bằng người dùng ghi được vào thư mục của dự án."
            ) from error


def phrase_of(question: str) -> str:
    """The question as a hint: on one line, without what is said around it out of politeness."""
    said = courtesy.load().strip(" ".join(normalise(question).split()))
    return said.strip(" ?!.,;:–-")


def nearest(question: str, index: Index, count: int) -> list[Passage]:
    """The passages that match the question best, the best first."""
    return [hit.passage for hit in index.search(question, count)]


def _check_words(phrase: str, index: Index) -> None:
    """Nothing. Raises HintRefused for a phrase that says too little or too much."""
    if len(phrase) > MOST:
        raise HintRefused(f"Câu dài {len(phrase)} ký tự, nhiều nhất {MOST}: rút gọn còn điều được hỏi.")
    if len(set(index.content(phrase))) < LEAST:
        raise HintRefused(
            f"Câu “{phrase}” quá ngắn hoặc chỉ gồm từ chung, gắn vào thì câu khác cũng bị kéo theo: "
            "thêm việc, cơ quan hay vật được hỏi."
        )


def _find(phrases: Mapping[str, tuple[str, ...]], phrase: str) -> str:
    """The key under which the phrase stands, in whatever marks and signs; "" for none."""
    wanted = syllables(phrase)
    return next((key for key, each in phrases.items() for said in each if syllables(said) == wanted), "")


def _edited(
    path: Path,
    edit: Callable[[str, str, str], str],
    what: tuple[str, str],
    wanted: Mapping[str, tuple[str, ...]],
) -> tuple[Path, str, str]:
    """The file, its text, and the edited text, which says just what is wanted. Raises HintRefused."""
    before = phrase_file.read(path)
    after = edit(before, *what)
    read = yaml.load(after, Loader=yaml.CSafeLoader) or {}
    if {str(key): tuple(each or ()) for key, each in read.items()} != dict(wanted):
        raise HintRefused(
            f"{path.name} không ở dạng “mã đoạn:” rồi mỗi câu một dòng “  - …” nên không tự sửa được: "
            "sửa tay tệp đó."
        )
    return path, before, after
