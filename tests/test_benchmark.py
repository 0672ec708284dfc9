"""`scripts/benchmark.py` on a small invented collection, our own search alone; its figures by hand."""

# ruff: noqa: E402  (the scripts find each other in their own folder)

from __future__ import annotations

import dataclasses
import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import benchmark
import environment
from peers import collection, encoder, figures, installation
from peers.figures import MARKED, PLAIN, Figures, Quality
from peers.rounds import Bench, System, WorkerFailed, turned

PASSAGES = """\
Nhà văn hóa thôn mở cửa từ bảy giờ sáng, chìa khóa do trưởng thôn giữ.
Đội bóng chuyền nữ tập tại sân kho cũ vào chiều thứ ba.
Máy bơm của trạm thủy nông phải tra dầu mỗi tháng một lần.
Thư viện xã cho mượn tối đa bốn cuốn sách trong mười ngày.
Người đi chợ phiên gửi xe ở bãi đất cạnh cây đa.
Loa truyền thanh phát bản tin lúc năm giờ chiều.
Lớp dạy đan lát nhận học viên từ mười sáu tuổi.
Giếng làng được thau rửa vào dịp cuối năm.
Trẻ em dưới sáu tuổi được uống vitamin tại trạm y tế.
Ghe thuyền neo đậu phải có đèn hiệu màu đỏ.
Phòng họp tầng hai có máy chiếu, cần đăng ký trước một ngày.
Hộ nuôi ong đặt thùng cách đường liên thôn hai mươi mét.
Đoàn thanh niên trồng hàng dừa dọc bờ kè phía nam.
Vé xem hát bài chòi được phát miễn phí ở cổng đình.
Rác thải nhựa thu gom riêng vào sáng thứ bảy.
Con đường qua đèo cấm xe tải khi sương mù dày.
Người cao tuổi tập dưỡng sinh ở sân trường mẫu giáo.
Quỹ khuyến học tặng xe đạp cho học sinh vượt khó.
Vườn ươm bán cây quế giống theo bầu, không bán lẻ hạt.
Hội thi nấu cháo lươn tổ chức bên bến sông.
Kho lương thực dự trữ đủ gạo cho ba tháng mưa bão.
Tổ sửa chữa điện trực cả đêm khi có giông.
Muối hạt phơi trên ruộng lót bạt được giá hơn.
Bản đồ địa chính cũ đang lưu ở phòng số chín.
Ao cá tập thể thả giống trắm cỏ vào tháng hai.
Người lạ vào rừng phòng hộ phải báo với kiểm lâm.
Câu lạc bộ cờ tướng sinh hoạt dưới mái hiên bưu điện.
Tàu ra đảo chạy hai chuyến mỗi ngày khi biển lặng.
Gốm đất nung của làng nghề không tráng men.
Trạm cân nông sản niêm yết giá mua ngay tại cửa.
"""
QUESTIONS = {
    "thư viện cho mượn bao nhiêu sách": 3,
    "ghe thuyền neo đậu cần đèn gì": 9,
    "khi nào cấm xe tải qua đèo": 15,
    "ai giữ chìa khóa nhà văn hóa": 0,
    "mua cây quế giống ở vườn ươm": 18,
    "tàu ra đảo chạy mấy chuyến": 27,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection of corpus.jsonl and queries.jsonl; one query has no answer in it."""
    made = tmp_path_factory.mktemp("collections") / "invented"
    made.mkdir()
    corpus = [{"id": f"p{n}", "title": "", "text": text} for n, text in enumerate(PASSAGES.splitlines())]
    queries = [
        {"id": f"q{n}", "query": text, "gold": [f"p{row}"]} for n, (text, row) in enumerate(QUESTIONS.items())
    ]
    queries.append({"id": "lost", "query": "lớp dạy đan lát", "gold": ["elsewhere"]})
    write_lines(made / "corpus.jsonl", corpus)
    write_lines(made / "queries.jsonl", queries)
    return made


def write_lines(path: Path, items: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")


def system(name: str, *, acc1: float, plain: float, ms: float, first: float, ours: bool = True) -> Figures:
    shares = {MARKED: Quality(acc1, 0.95, 0.9), PLAIN: Quality(plain, 0.9, 0.8)}
    return Figures(name, ours, shares, ms, ms / 2, first, first / 2, memory_mb=100.4, build_s=2.0, rounds=3)


def test_our_search_alone_goes_through_the_whole_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, data = tmp_path / "figures.json", tmp_path / "data"
    arguments = ["retrieval", str(folder), "--ours-alone", "--rounds", "2", "--cores", "1"]
    assert benchmark.main([*arguments, "--out", str(out), "--data", str(data)]) == 0
    record = json.loads(out.read_text(encoding="utf-8"))
    (ours,) = record["systems"]
    assert (record["passages"], record["queries"], ours["rounds"]) == (30, 7, 2)
    assert ours["quality"][MARKED]["acc1"] == pytest.approx(6 / 7)
    assert ours["quality"][PLAIN]["acc10"] == pytest.approx(6 / 7)
    assert 0 < ours["query_ms"] < 1000 * ours["first_answer_s"]
    assert 0 < ours["query_cpu_ms"] < 1000 * ours["first_answer_cpu_s"]
    assert 10 < ours["memory_mb"] < 1000
    assert record["targets"] == []
    assert capsys.readouterr().out.count("\n| Sổ tay | .857 |") == 1
    assert not (data / installation.FOLDER).exists()


def test_two_systems_take_turns_and_a_broken_one_stops_the_run(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    bench = Bench(tmp_path / "bench", Path(sys.executable), Path(sys.executable), cores=1, say=said.append)
    found, twice = collection.read(folder), [benchmark.OURS, System("again", "so_tay")]
    bench.build(found, twice)
    ours, again = bench.measure(found, twice, rounds=2, timed=3)
    turns = [line.split(",")[1].split(":")[0].strip() for line in said if line.startswith("round")]
    assert turns == ["Sổ tay", "again", "again", "Sổ tay"]
    assert ours.quality == again.quality
    with pytest.raises(WorkerFailed, match=r"(?s)again, answer: .*no_such_system"):
        bench.measure(found, [benchmark.OURS, System("again", "no_such_system")], rounds=1)
    with pytest.raises(ValueError, match="--again"):
        bench.measure(found, [benchmark.OURS, System("broken", "so_tay")], rounds=1)


def test_each_round_begins_with_another_system() -> None:
    abc = [System(name, "so_tay") for name in "abc"]
    assert ["".join(each.name for each in turned(abc, number)) for number in range(3)] == [
        "abc",
        "bca",
        "cab",
    ]


def test_shares_and_ranks_of_hand_made_rankings() -> None:
    rankings = [[4, 2], [7, 5, 1], [], [*range(10), 99], [9, 3]]
    right = [{4}, {1, 5}, {0}, {99}, {3, 9}]
    assert figures.quality(rankings, right) == Quality(acc1=0.4, acc10=0.6, mrr10=(1 + 1 / 2 + 1) / 5)


def test_the_first_twenty_queries_of_a_set_do_not_count() -> None:
    slow, quick = [100.0] * 20, [1.0, 2.0, 3.0]
    assert figures.warm_median_ms({MARKED: slow + quick, PLAIN: slow + quick}) == 2.0
    assert figures.warm_median_ms({MARKED: [5.0], PLAIN: [7.0]}) == 6.0


def test_the_table_has_a_row_for_each_system() -> None:
    ours = system("Sổ tay", acc1=0.85, plain=1.0, ms=0.519, first=0.4)
    assert figures.table([ours]).splitlines()[-1] == (
        "| Sổ tay | .850 | .950 | .900 | 1.000 | .900 | .800 | 0.52 | 0.26 | 0.40 | 0.20 | 100 | 2.0 |"
    )


def test_targets_compare_with_the_best_of_those_as_recommended() -> None:
    ours = system("Sổ tay", acc1=0.85, plain=0.84, ms=0.5, first=0.5)
    others = [
        system("swift", acc1=0.78, plain=0.5, ms=3.0, first=4.0),
        system("good", acc1=0.84, plain=0.6, ms=30.0, first=2.0),
        system("tuned", acc1=0.9, plain=0.9, ms=0.1, first=0.1, ours=False),
    ]
    faster, better, plain, sooner = figures.targets(ours, others)
    assert (faster.text, faster.found, faster.is_met) == ("times faster a query than swift", 6.0, True)
    assert (better.found, plain.found) == pytest.approx((1.0, 24.0))
    assert (better.is_met, plain.is_met) == (False, True)
    assert (sooner.found, sooner.is_met) == (4.0, False)
    assert figures.told([sooner]) == "- 4.0 times sooner a first answer than good (to reach: 5, NOT reached)"


def test_a_collection_is_laid_down_by_rows(folder: Path) -> None:
    found = collection.read(folder)
    data = found.laid_down()
    decomposed = dataclasses.replace(
        found.queries[0], text=unicodedata.normalize("NFD", "Đường về quê ở đâu")
    )
    other = dataclasses.replace(found, queries=(decomposed,)).laid_down()["queries"]
    assert other == {MARKED: ["Đường về quê ở đâu"], PLAIN: ["duong ve que o dau"]}
    assert data["passages"][0]["content"] == PASSAGES.splitlines()[0]
    assert data["queries"][PLAIN][0] == "thu vien cho muon bao nhieu sach"
    assert found.right() == [*({row} for row in QUESTIONS.values()), set()]


def test_a_folder_of_neither_form_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["retrieval", str(tmp_path), "--ours-alone", "--data", str(tmp_path / "data")]) == 1
    assert "corpus.jsonl" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_peers_encoder_reads_marked_text_as_ours_reads_it_folded(index_dir: Path, tmp_path: Path) -> None:
    (own,) = index_dir.glob("*/encoder")
    encoder.folding(own, tmp_path / "encoder")
    texts = ["Kế hoạch số 324-KH/TU: ĐẠI HỘI Đảng bộ", " – “công an”…", "", "mở  cửa\n\ncả đêm ²"]
    assert encoder.unlike(own, tmp_path / "encoder", texts) == []
    assert encoder.unlike(own, own, texts) == texts[:2] + texts[3:]


def test_a_finished_environment_of_the_peers_is_not_made_again(tmp_path: Path) -> None:
    made = tmp_path / installation.FOLDER
    (made / "bin").mkdir(parents=True)
    (made / "bin/python").symlink_to(sys.executable)
    stamp = environment.stamp_of(installation.HERE, installation.LOCK)
    (made / environment.STAMP).write_text(stamp, encoding="utf-8")
    assert installation.install(tmp_path) == made / "bin/python"


def test_every_package_of_the_peers_is_pinned() -> None:
    lines = (installation.HERE / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {line.split("==")[0].lower().replace("_", "-") for line in lines if not line.startswith("#")}
    wanted = (installation.HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    names = {line for line in wanted if line and not line.startswith("#")}
    assert names | set(benchmark.PACKAGES) <= pins
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines if not line.startswith("#"))
