from pathlib import Path

import numpy as np
import pytest
from model2vec import StaticModel

from knowledge.dense import Encoder
from knowledge.neighbours import Neighbours, write_vectors
from knowledge.training import Lesson, train

LESSONS = [
    Lesson("Khám bệnh cho người già ở vùng cao. Phát thuốc cho trẻ em nghèo.", ("bác sĩ về làng", "y tế")),
    Lesson("Mở lớp học chữ buổi tối. Tặng sách vở cho học sinh.", ("thầy cô lên bản", "giáo dục")),
    Lesson("Giữ trật tự ngoài chợ. Ngăn chặn buôn bán pháo nổ.", ("an ninh xóm làng", "công an")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    assert train(LESSONS, folder) >= 300
    return folder


def test_an_encoder_learns_the_words_in_which_people_ask(folder: Path) -> None:
    encoder = Encoder(folder)
    similarity = (
        encoder.encode(["bác sĩ", "thay co", "an ninh"]) @ encoder.encode([x.text for x in LESSONS]).T
    )
    assert similarity.argmax(axis=1).tolist() == [0, 1, 2]


def test_vectors_have_length_one_or_zero(folder: Path) -> None:
    lengths = np.linalg.norm(Encoder(folder).encode(["khám bệnh", "zzz", "", "🎉"]), axis=1)
    np.testing.assert_allclose(lengths, [1, 0, 0, 0], atol=1e-6)


def test_model2vec_reads_the_saved_folder_by_itself(folder: Path) -> None:
    vector = StaticModel.from_pretrained(folder, normalize=True).encode(["kham benh cho nguoi gia"])
    np.testing.assert_allclose(vector, Encoder(folder).encode(["Khám bệnh cho người già"]), atol=1e-5)


def test_training_twice_gives_the_same_vectors(folder: Path, tmp_path: Path) -> None:
    train(LESSONS, tmp_path)
    texts = [lesson.text for lesson in LESSONS]
    np.testing.assert_allclose(Encoder(tmp_path).encode(texts), Encoder(folder).encode(texts), atol=1e-5)


def test_one_passage_alone_still_gives_an_encoder(tmp_path: Path) -> None:
    assert train(LESSONS[:1], tmp_path) == 0
    vectors = Encoder(tmp_path).encode(["khám bệnh", "khám bệnh cho", "phát thuốc"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_the_nearest_vectors_come_first(tmp_path: Path) -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0], [0.8, 0.6]], dtype=np.float32)
    write_vectors(vectors, tmp_path / "vectors.faiss")
    neighbours = Neighbours(tmp_path / "vectors.faiss")
    assert neighbours.nearest(vectors[0], 3).tolist() == [0, 4, 2]
    assert neighbours.nearest(vectors[0], 99).size == 5
    rows = np.array([2, 3])
    np.testing.assert_allclose(neighbours.similarity(vectors[0], rows), [0.6, -1], atol=1e-6)
