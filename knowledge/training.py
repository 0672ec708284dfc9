"""An encoder trained on the documents themselves: no weights are fetched.

It is what sentence-transformers calls a StaticEmbedding, trained by its MultipleNegativesRankingLoss (the
InfoNCE loss of van den Oord et al. 2018, doi.org/10.48550/arXiv.1807.03748) and saved as it saves one. Both
are a few lines of torch, which alone imports in a third of the time and of the memory.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.dense import flat
from nlu.text import syllables

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor
    from torch.nn import EmbeddingBag

Ids = npt.NDArray[np.int64]  # the pieces of one text
Pair = tuple[Ids, Ids]  # an anchor and the text that it belongs to

DIMENSIONS = 256
# Chosen on ALQAC 2024: a scale of 10 → acc@1 alone .708, of 20 → .681, of 6 → .651.
SCALE = 10.0
_LEARNING_RATE = 0.02
_BATCH = 512
_EPOCHS = 3
_SMALL = 1_000
_MIN_STEPS = 300  # a small collection is gone through more often
_MAX_STEPS = 800  # of a large one no more is learnt
_MAX_LESSONS = 20_000  # evenly out of a larger collection
_BIGRAMS, _TRIGRAMS = 16_000, 4_000
_MOST_SENTENCES = 12
_LONGEST = 3_000  # characters
# What tells sentence-transformers which kind of model stands in the folder.
_TOLD: dict[str, object] = {
    "config_sentence_transformers.json": {
        "model_type": "SentenceTransformer",
        "similarity_fn_name": "cosine",
    },
    "modules.json": [
        {
            "idx": 0,
            "name": "0",
            "path": "",
            "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
        }
    ],
}
_PIECE = "▁"  # what the tokenizer sets before each syllable
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n+")
_CLAUSE = re.compile(r"[.;:,()\n]+")


@dataclass(frozen=True)
class Lesson:
    """What the encoder learns of one passage: each anchor (heading, hint) lies near the text."""

    text: str
    anchors: tuple[str, ...] = ()


def train(lessons: Sequence[Lesson], folder: Path, seed: int = 0) -> int:
    """The number of training steps; saves in the folder an encoder trained on the lessons.

    With fewer than two lessons nothing can be told apart: the vectors stay the random ones that they
    begin with, which still compare texts by the words that they share.
    """
    import torch  # noqa: PLC0415 — needed for a training alone

    lessons = lessons[:: math.ceil(len(lessons) / _MAX_LESSONS) or 1]
    if len(lessons) < _SMALL:
        torch.set_num_threads(1)  # threads wait for each other longer than a small step takes: 5 s became 1 s
    tokenizer = _tokenizer(lessons)
    weights = np.random.default_rng(seed).normal(0, 0.1, (tokenizer.get_vocab_size(), DIMENSIONS))
    weights[_letters(tokenizer)] = 0  # letters stand for syllables that are unknown: they say nothing
    started = torch.from_numpy(weights.astype(np.float32))
    embedding = torch.nn.EmbeddingBag.from_pretrained(started, freeze=False, mode="mean")
    batches = _batches(_read(lessons, tokenizer), random.Random(seed))
    optimizer = torch.optim.Adam(embedding.parameters(), lr=_LEARNING_RATE, fused=True)
    for step, batch in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = _LEARNING_RATE * (1 - step / len(batches))
        optimizer.zero_grad()
        torch.autograd.backward(loss(embedding, batch))
        optimizer.step()
    _save(tokenizer, embedding.weight.detach().numpy(), folder)
    return len(batches)


def loss(embedding: EmbeddingBag, batch: Sequence[Pair]) -> Tensor:
    """How little each anchor of the pairs is nearer to its own text than to those of the others."""
    import torch  # noqa: PLC0415 — needed for a training alone
    from torch.nn.functional import cross_entropy, normalize  # noqa: PLC0415

    anchors, texts = (
        normalize(embedding(*map(torch.from_numpy, _joined([pair[side] for pair in batch]))))
        for side in (0, 1)
    )
    return cross_entropy(SCALE * anchors @ texts.T, torch.arange(len(batch)))


def _save(tokenizer: Tokenizer, weights: npt.NDArray[np.float32], folder: Path) -> None:
    """Nothing; writes the folder that knowledge.dense.Encoder and sentence-transformers read."""
    from safetensors.numpy import save_file  # noqa: PLC0415 — needed for a training alone

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    for name, told in _TOLD.items():
        (folder / name).write_text(json.dumps(told), encoding="utf-8")


def _joined(texts: list[Ids]) -> tuple[Ids, Ids]:
    """The pieces of the texts one after the other, and where each text begins."""
    return np.concatenate(texts), np.cumsum([0, *(len(ids) for ids in texts[:-1])])


def _batches(pairs: list[list[Pair]], rng: random.Random) -> list[list[Pair]]:
    """The pairs of the passages in batches that hold a passage at most once.

    Within a batch the texts of the others are the wrong answers.
    """
    batches: list[list[Pair]] = []
    if len(pairs) < 2:
        return batches
    epoch = 0
    while (epoch < _EPOCHS or len(batches) < _MIN_STEPS) and len(batches) < _MAX_STEPS:
        for each in pairs:
            rng.shuffle(each)
        for turn in range(max(len(each) for each in pairs)):
            row = [each[turn] for each in pairs if turn < len(each)]
            rng.shuffle(row)
            parts = [row[i : i + _BATCH] for i in range(0, len(row), _BATCH)]
            batches.extend(part for part in parts if len(part) > 1)
        epoch += 1
    return batches[:_MAX_STEPS]


def _read(lessons: Sequence[Lesson], tokenizer: Tokenizer) -> list[list[Pair]]:
    """The pairs of each passage that has any, as pieces."""
    found: list[list[Pair]] = []
    for start in range(0, len(lessons), _SMALL):
        part = [pairs for lesson in lessons[start : start + _SMALL] if (pairs := _pairs(lesson))]
        texts = list(dict.fromkeys(chain.from_iterable(chain.from_iterable(part))))
        encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
        ids = {text: np.array(each.ids, np.int64) for text, each in zip(texts, encodings, strict=True)}
        found += [[(ids[anchor], ids[text]) for anchor, text in pairs] for pairs in part]
    return found


def _pairs(lesson: Lesson) -> list[tuple[str, str]]:
    """Anchor → text, and each sentence → the rest of the text."""
    whole = flat(lesson.text)
    pairs = [(flat(anchor), whole) for anchor in lesson.anchors]
    sentences = [s for s in _SENTENCE.split(lesson.text) if len(s.split()) > 3]
    spoken = [flat(sentence) for sentence in sentences]
    above = [flat(lesson.anchors[0])] if lesson.anchors else []
    for i, sentence in enumerate(spoken[:_MOST_SENTENCES]):
        if len(spoken) > 1:
            pairs.append((sentence, " ".join([*above, *spoken[:i], *spoken[i + 1 :]])[:_LONGEST]))
    return [(anchor, text) for anchor, text in pairs if anchor and text and anchor != text]


def _tokenizer(lessons: Iterable[Lesson]) -> Tokenizer:
    """A Unigram tokenizer whose pieces are syllables and the groups of two and three that go together.

    Its vocabulary is counted, not trained: the trainer of `tokenizers` took 25–90 s on 2,249 articles and
    cut words in the middle, counting takes 2 s.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 — needed for a training alone

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
