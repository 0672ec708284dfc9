"""A model of sentence-transformers named in config.yml, here a small one made by the tests."""

import asyncio
import dataclasses
import itertools
import logging
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import losses, modules
from tokenizers import Tokenizer, models, pre_tokenizers

from bot import app
from bot.config import Config
from knowledge.build import build
from knowledge.dense import Encoder, EncoderUnusable, NamedEncoder, flat
from knowledge.index import Index
from knowledge.plain import Plain, collection
from knowledge.training import SCALE, Lesson, loss, train
from knowledge.versions import publish

WORDS = "khám bệnh cho người già bác sĩ về làng mở lớp học chữ thầy cô giữ trật tự chợ công an".split()
PASSAGES = [
    Plain("a", "Khám bệnh cho người già."),
    Plain("b", "Mở lớp học chữ."),
    Plain("c", "Giữ trật tự ngoài chợ."),
]


def make_model(folder: Path, *, seed: int = 0) -> str:
    """The name of a model that knows some words; its vectors come from ``seed``, so a run is as any other."""
    words = {"[UNK]": 0, **{word: i for i, word in enumerate(dict.fromkeys(WORDS), 1)}}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.random.default_rng(seed).random((len(words), 8), dtype=np.float32)
    module = modules.StaticEmbedding(tokenizer, embedding_weights=vectors)
    with_model = SentenceTransformer(modules=[module], device="cpu")
    with_model.save_pretrained(str(folder), create_model_card=False)
    return str(folder)


@pytest.fixture
def model(tmp_path: Path) -> str:
    return make_model(tmp_path / "model")


@pytest.fixture
def version(model: str, tmp_path: Path) -> Path:
    folder = tmp_path / "version"
    folder.mkdir()
    build(collection(PASSAGES), {}, folder, encoder=model)
    return folder


def test_an_encoder_trained_here_may_be_named(tmp_path: Path) -> None:
    train([Lesson(each.text) for each in PASSAGES], tmp_path)
    text = flat(PASSAGES[0].text)
    named, own = NamedEncoder(str(tmp_path)).encode([text]), Encoder(tmp_path).encode([text])
    np.testing.assert_allclose(named, own, atol=1e-6)


def test_what_a_training_makes_small_is_the_loss_of_sentence_transformers(model: str) -> None:
    encoder = SentenceTransformer(model)
    embedding = encoder[0].embedding
    assert isinstance(embedding, torch.nn.EmbeddingBag)
    batch = [(np.array(a), np.array(b)) for a, b in (([1, 2], [3]), ([4], [5, 6, 7]), ([8], [9]))]
    features = [
        {
            "input_ids": torch.tensor([number for pair in batch for number in pair[side]]),
            "offsets": torch.tensor([0, *itertools.accumulate(len(pair[side]) for pair in batch[:-1])]),
        }
        for side in (0, 1)
    ]
    theirs = losses.MultipleNegativesRankingLoss(encoder, scale=SCALE)(features, None)
    assert loss(embedding, batch).item() == pytest.approx(theirs.item(), rel=1e-6)


def test_the_words_alone_answer_until_the_model_is_there(version: Path) -> None:
    index = Index(version)
    before = index.search("ai giữ trật tự")
    assert [hit.passage.id for hit in before] == ["c"]
    assert (before[0].dense, before[0].compared) == (0, False)
    index.load_model()
    after = index.search("ai giữ trật tự")
    assert after[0].passage.id == "c"
    assert after[0].dense > 0.5
    assert after[0].compared


def test_a_version_of_a_named_model_holds_no_encoder_of_its_own(version: Path, model: str) -> None:
    assert not (version / "encoder").exists()
    assert Index(version).model == model


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match=r"knowledge\.encoder"):
        NamedEncoder(str(tmp_path / "none"))


def test_another_model_than_the_index_was_built_with_is_not_used(version: Path, model: str) -> None:
    make_model(Path(model), seed=1)
    index = Index(version)
    with pytest.raises(EncoderUnusable, match="đã khác lúc dựng kho"):
        index.load_model()
    assert index.search("ai giữ trật tự")[0].passage.id == "c"


def configured(config: Config, version: Path, encoder: str) -> Config:
    """The settings with this version published and that encoder."""
    index_dir = version.parent / "index"
    publish(version, index_dir)
    storage = dataclasses.replace(config.storage, index=str(index_dir))
    return dataclasses.replace(
        config, storage=storage, knowledge=dataclasses.replace(config.knowledge, encoder=encoder)
    )


async def started(settings: Config) -> app.App:
    assistant = app.build(settings, {}, rasa=False, database=":memory:")
    await assistant.start()
    return assistant


def test_the_bot_loads_the_model_in_the_background(config: Config, version: Path, model: str) -> None:
    async def run() -> None:
        assistant = await started(configured(config, version, model))
        assert assistant.shelf.index
        assert assistant.problem == ""
        assert assistant.shelf.index.search("giữ trật tự")[0].passage.id == "c"
        for _ in range(600):
            if assistant.shelf.index.search("giữ trật tự")[0].compared:
                break
            await asyncio.sleep(0.1)
        assert assistant.shelf.index.search("giữ trật tự")[0].compared
        await assistant.stop()

    asyncio.run(run())


def test_a_model_that_cannot_be_loaded_leaves_the_words(
    config: Config, version: Path, model: str, caplog: pytest.LogCaptureFixture
) -> None:
    (Path(model) / "modules.json").unlink()

    async def run() -> None:
        assistant = await started(configured(config, version, model))
        end = time.monotonic() + 60
        while not caplog.records and time.monotonic() < end:
            await asyncio.sleep(0.1)
        assert assistant.shelf.index
        assert assistant.shelf.index.search("giữ trật tự")[0].passage.id == "c"
        await assistant.stop()

    with caplog.at_level(logging.WARNING, logger="bot.app"):
        asyncio.run(run())
    assert "Chỉ tìm văn bản theo từ ngữ: " in caplog.text


def test_a_setting_that_the_index_was_not_built_with_is_told(config: Config, version: Path) -> None:
    assistant = app.build(configured(config, version, ""), {}, rasa=False, database=":memory:")
    assert "reload_knowledge.py" in assistant.problem
    assistant.db.conn.close()
