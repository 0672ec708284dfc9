"""How near the sense of a query is to each passage: an encoder trained on the documents, vectors in FAISS.

The only file that imports sentence_transformers, model2vec and faiss. sentence-transformers trains and
saves; the running bot reads the same folder with model2vec, which gives the same vectors without torch
(0.1 s and 60 MB instead of 4.8 s and 514 MB, measured).
"""

from __future__ import annotations

import math
import os
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from nlu.text import syllables

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]  # rows × dimensions, each row of length 1 (or 0 for a text without words)

DIMENSIONS = 256
# Chosen on ALQAC 2024: a scale of 10 → acc@1 alone .708, of 20 → .681, of 6 → .651.
_SCALE = 10.0
_LEARNING_RATE = 0.02
_BATCH = 512
_EPOCHS = 3
_SMALL = 1_000
_MIN_STEPS = 300  # a small collection is gone through more often
_BIGRAMS, _TRIGRAMS = 16_000, 4_000
_PIECE = "▁"  # what the tokenizer sets before each syllable
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n+")
_CLAUSE = re.compile(r"[.;:,()\n]+")


@dataclass(frozen=True)
class Lesson:
    """What the encoder learns of one passage: each anchor (heading, hint) lies near the text."""

    text: str
    anchors: tuple[str, ...] = ()


class Encoder:
    """The encoder saved in a folder, read without torch."""

    def __init__(self, folder: Path) -> None:
        from model2vec import StaticModel  # noqa: PLC0415 - needed by who searches only
        from safetensors.numpy import load_file  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        # StaticModel.from_pretrained reads the same files, but imports a hub client first (0.2 s).
        weights = load_file(folder / "model.safetensors")["embedding.weight"]
        self._model = StaticModel(weights, Tokenizer.from_file(str(folder / "tokenizer.json")))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, of length 1; of zeros for a text with no word that the encoder knows."""
        vectors = np.asarray(
            self._model.encode([flat(text) for text in texts], max_length=None), dtype=np.float32
        )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class Neighbours:
    """Vectors of passages in a FAISS file, found by inner product."""

    def __init__(self, path: Path) -> None:
        import faiss  # noqa: PLC0415

        self._index = cast(Any, faiss.read_index(str(path)))  # get_xb is missing in its stubs
        self.rows = int(self._index.ntotal)
        flat_floats = faiss.rev_swig_ptr(self._index.get_xb(), self.rows * self._index.d)
        self._vectors = flat_floats.reshape(self.rows, self._index.d)

    def nearest(self, vector: Vectors, count: int) -> npt.NDArray[np.int64]:
        """The rows nearest to the vector, the nearest first."""
        _, rows = self._index.search(vector.reshape(1, -1), min(count, self.rows))
        return np.asarray(rows[0], dtype=np.int64)

    def similarity(self, vector: Vectors, rows: npt.NDArray[np.int64]) -> Vectors:
        """The inner product of the vector with each of these rows."""
        return np.asarray(self._vectors[rows] @ vector.reshape(-1), dtype=np.float32)


def flat(text: str) -> str:
    """The text as the encoder sees it: folded syllables with single spaces."""
    return " ".join(syllables(text))


def write_vectors(vectors: Vectors, path: Path) -> None:
    """Nothing; writes the file that `Neighbours` reads."""
    import faiss  # noqa: PLC0415

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


def train(lessons: Sequence[Lesson], folder: Path, seed: int = 0) -> int:
    """The number of training steps; saves in the folder an encoder trained on the lessons.

    With fewer than two lessons nothing can be told apart: the vectors stay the random ones that they
    begin with, which still compare texts by the words that they share.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing is fetched, whatever the libraries would like to
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer import losses, modules  # noqa: PLC0415

    if len(lessons) < _SMALL:
        torch.set_num_threads(1)  # threads wait for each other longer than a small step takes: 5 s became 1 s
    tokenizer = _tokenizer(lessons)
    weights = np.random.default_rng(seed).normal(0, 0.1, (tokenizer.get_vocab_size(), DIMENSIONS))
    weights[_letters(tokenizer)] = 0  # letters stand for syllables that are unknown: they say nothing
    module = modules.StaticEmbedding(tokenizer, embedding_weights=weights.astype(np.float32))
    model = SentenceTransformer(modules=[module], device="cpu")
    loss = losses.MultipleNegativesRankingLoss(model, scale=_SCALE)
    batches = _batches(lessons, random.Random(seed))
    optimizer = torch.optim.Adam(model.parameters(), lr=_LEARNING_RATE)
    ids: dict[str, list[int]] = {}
    for step, batch in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = _LEARNING_RATE * (1 - step / len(batches))
        features = [_features(tokenizer, ids, [pair[side] for pair in batch]) for side in (0, 1)]
        optimizer.zero_grad()
        loss(features, None).backward()
        optimizer.step()
    model.save_pretrained(str(folder), create_model_card=False)
    return len(batches)


def _features(tokenizer: Tokenizer, ids: dict[str, list[int]], texts: list[str]) -> dict[str, Any]:
    import torch  # noqa: PLC0415

    for text in texts:
        if text not in ids:
            ids[text] = tokenizer.encode(text, add_special_tokens=False).ids
    lengths = [len(ids[text]) for text in texts]
    return {
        "input_ids": torch.tensor([each for text in texts for each in ids[text]], dtype=torch.long),
        "offsets": torch.tensor(np.cumsum([0, *lengths[:-1]]), dtype=torch.long),
    }


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> list[list[tuple[str, str]]]:
    """Pairs (anchor, text) in batches that hold a passage at most once.

    Within a batch the texts of the others are the wrong answers.
    """
    pairs = [_pairs(lesson) for lesson in lessons]
    pairs = [each for each in pairs if each]
    batches: list[list[tuple[str, str]]] = []
    if len(pairs) < 2:
        return batches
    epoch = 0
    while epoch < _EPOCHS or len(batches) < _MIN_STEPS:
        for each in pairs:
            rng.shuffle(each)
        for turn in range(max(len(each) for each in pairs)):
            row = [each[turn] for each in pairs if turn < len(each)]
            rng.shuffle(row)
            parts = [row[i : i + _BATCH] for i in range(0, len(row), _BATCH)]
            batches.extend(part for part in parts if len(part) > 1)
        epoch += 1
    return batches


def _pairs(lesson: Lesson) -> list[tuple[str, str]]:
    """Anchor → text, and each sentence → the rest of the text."""
    whole = flat(lesson.text)
    pairs = [(flat(anchor), whole) for anchor in lesson.anchors]
    sentences = [s for s in _SENTENCE.split(lesson.text) if len(s.split()) > 3]
    for i, sentence in enumerate(sentences[:12]):
        rest = " ".join([*lesson.anchors[:1], *sentences[:i], *sentences[i + 1 :]])
        if len(sentences) > 1:
            pairs.append((flat(sentence), flat(rest)[:3000]))
    return [(anchor, text) for anchor, text in pairs if anchor and text and anchor != text]


def _tokenizer(lessons: Iterable[Lesson]) -> Tokenizer:
    """A Unigram tokenizer whose pieces are syllables and the groups of two and three that go together.

    Its vocabulary is counted, not trained: the trainer of `tokenizers` took 25–90 s on 2,249 articles and
    cut words in the middle, counting takes 2 s.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415

    singles: Counter[tuple[str, ...]] = Counter()
    doubles: Counter[tuple[str, ...]] = Counter()
    triples: Counter[tuple[str, ...]] = Counter()
    for lesson in lessons:
        for clause in _CLAUSE.split("\n".join((lesson.text, *lesson.anchors))):
            found = syllables(clause)
            singles.update((each,) for each in found)
            doubles.update(pairwise(found))
            triples.update(zip(found, found[1:], found[2:], strict=False))
    total = sum(singles.values()) or 1
    kept = {**singles, **_bound(doubles, singles, _BIGRAMS), **_bound(triples, singles, _TRIGRAMS)}
    pieces = {"".join(_PIECE + each for each in group): math.log(n / total) for group, n in kept.items()}
    vocabulary = [("[UNK]", -30.0), *pieces.items()]
    letters = dict.fromkeys(_PIECE + "abcdefghijklmnopqrstuvwxyz0123456789")
    vocabulary += [(letter, -20.0) for letter in letters if letter not in pieces]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(split=False)
    return tokenizer


def _bound(
    groups: Counter[tuple[str, ...]], singles: Counter[tuple[str, ...]], count: int
) -> dict[tuple[str, ...], int]:
    """The groups that occur together most beyond chance, at most `count`, each at least twice."""
    total = sum(singles.values()) or 1

    def binding(group: tuple[str, ...]) -> float:
        chance = math.prod(singles[(each,)] / total for each in group)
        return groups[group] * math.log(groups[group] / (total * chance))

    often = [group for group, n in groups.items() if n > 1]
    return {group: groups[group] for group in sorted(often, key=binding, reverse=True)[:count]}


def _letters(tokenizer: Tokenizer) -> list[int]:
    """The ids of the pieces that are single letters."""
    return [number for piece, number in tokenizer.get_vocab().items() if len(piece) == 1]
