"""What a survey means: a line for each part, how bad it is, and what to do about it.

The limits stand here as constants, and in docs/giam-sat.md (tests/bot/monitoring/test_status_page.py checks).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.monitoring.pulse import Link, Pulse
from bot.monitoring.spans import Spans
from bot.monitoring.survey import File, Survey
from bot.monitoring.tallies import Tallies, Traffic

STILL_S = 90  # without a beat: the process hangs
UNREACHED_S = 5 * 60  # without an answer of a messenger that must answer all the time
RASA_STARTING_S = 5 * 60
OUTBOX_S = 10 * 60  # of the oldest letter that waits
INBOX_S = 5 * 60  # of the oldest message that waits
STARTS, STARTS_S = 3, 60 * 60  # so many starts within that time are too many
DISK_LOW_BYTES, DISK_FULL_BYTES = 1_000_000_000, 20_000_000
BACKUP_S = 48 * 60 * 60
MOST_SKEW_S = 120  # a beat from further ahead than that: the clock was put back

RUN = "sudo systemctl restart so-tay (hoặc: python -m bot run)"
RESTORE = "chạy: python3 scripts/backup.py --restore"
RELOAD = "chạy: python3 scripts/reload_knowledge.py"
LOG = "xem nhật ký: sudo journalctl -u so-tay -n 50 --no-pager"
NAMES = {"telegram": "Telegram", "zalo": "Zalo"}  # the messengers
ROLES = {
    "administrator": "quản trị viên",
    "reviewer": "người duyệt",
    "officer": "cán bộ báo cáo",
    "guest": "người xem văn bản",
}


class Level(IntEnum):
    """How bad it is; the worst of all lines is the exit status."""

    WELL = 0
    LOOK = 1
    BROKEN = 2


@dataclass(frozen=True)
class Finding:
    """One line: the part, what is so, and `todo` when something is to be done."""

    part: str
    text: str
    level: Level = Level.WELL
    todo: str = ""


def worst(findings: tuple[Finding, ...]) -> Level:
    """The level of the worst."""
    return max((each.level for each in findings), default=Level.WELL)


def judge(survey: Survey) -> tuple[Finding, ...]:
    """A line for each part, in the order in which they are shown."""
    spans = Spans(survey.at, survey.settings.conversation.timezone)
    found = survey.process
    pulse = found.pulse if found and found.alive else None
    tallies = survey.database.tallies
    findings = [_process(survey, spans), *_index(survey, pulse, spans), _database(survey.database)]
    if pulse:
        findings += [_rasa(survey, pulse, spans), *_channels(pulse, tallies, spans)]
    if tallies:
        findings += [
            _outbox(tallies, pulse, spans),
            _inbox(tallies, spans),
            _set_aside(tallies),
            Finding("Bản nháp", f"{tallies.drafts} báo cáo đang soạn dở"),
            _questions(tallies),
            _people(tallies),
        ]
    return (*findings, *_disk(survey), _backup(survey, spans))


# --- the process ---


def _process(survey: Survey, spans: Spans) -> Finding:
    part, found = "Tiến trình", survey.process
    if found is None:
        text = "không đọc được tệp nhịp cạnh cơ sở dữ liệu"
        return Finding(part, text, Level.BROKEN, "chạy lệnh này bằng tài khoản của trợ lý (sudo -u so-tay)")
    pulse = found.pulse
    if not found.alive:
        return Finding(part, _not_running(pulse, spans), Level.BROKEN, f"chạy: {RUN}")
    if pulse is None:
        return Finding(part, "đang chạy, nhưng tệp nhịp không đọc được", Level.LOOK, f"chạy: {RUN}")
    text = f"đang chạy từ {spans.moment(pulse.starts[-1])}, số {pulse.pid}, bản {pulse.version}"
    silent_s = spans.age_s(pulse.beat_at)
    if not -MOST_SKEW_S <= silent_s <= STILL_S:
        text = f"còn đó (số {pulse.pid}) nhưng không có nhịp từ {spans.moment(pulse.beat_at)}: đang bị treo"
        return Finding(part, text, Level.BROKEN, f"chạy: {RUN}")
    recent = sum(spans.age_s(each) <= STARTS_S for each in pulse.starts)
    if recent >= STARTS:
        return Finding(part, f"{text}; khởi động {recent} lần trong một giờ", Level.LOOK, LOG)
    if pulse.version != survey.version:
        todo = f"đã cài bản {survey.version}: {RUN}"
        return Finding(part, text, Level.LOOK, todo)
    return Finding(part, text)


def _not_running(pulse: Pulse | None, spans: Spans) -> str:
    if pulse is None:
        return "không chạy; chưa thấy chạy lần nào với cơ sở dữ liệu này"
    if pulse.ended_at:
        return f"không chạy; đã dừng lúc {spans.moment(pulse.ended_at)}"
    return f"không chạy; mất đột ngột sau {spans.moment(pulse.beat_at)} (bị tắt ngang, mất điện hoặc lỗi)"


def _rasa(survey: Survey, pulse: Pulse, spans: Spans) -> Finding:
    part, parts = "Hiểu câu", pulse.condition
    if parts.rasa == "ready":
        return Finding(part, "Rasa sẵn sàng")
    if parts.rasa == "off" and not parts.rasa_problem:
        return Finding(part, "chỉ dùng quy tắc, theo cài đặt")
    if parts.rasa == "starting" and spans.age_s(pulse.starts[-1]) <= RASA_STARTING_S:
        return Finding(part, "Rasa đang khởi động; trong lúc đó quy tắc trả lời thay")
    why = parts.rasa_problem or "Rasa khởi động quá lâu"
    todo = f"xem {survey.settings.storage.logs}/rasa.log; không dùng Rasa thì đặt understanding.rasa: false"
    return Finding(part, f"quy tắc đang trả lời thay Rasa: {why}", Level.LOOK, todo)


# --- files ---


def _database(file: File) -> Finding:
    part, size = "Cơ sở dữ liệu", _size(file.bytes)
    if file.problem == "missing":
        todo = f"chưa chạy lần nào: chạy trợ lý, tệp sẽ được tạo; đã từng chạy: {RESTORE}"
        return Finding(part, f"không có tệp {file.path}", Level.BROKEN, todo)
    if file.problem == "unreadable":
        todo = "kiểm tra quyền đọc; chạy lệnh này bằng tài khoản của trợ lý (sudo -u so-tay)"
        return Finding(part, f"không đọc được {file.path} ({file.reason})", Level.BROKEN, todo)
    if file.problem:
        told = {"empty": "đang hỏng (tệp rỗng)", "half restored": "đang khôi phục dở"}
        text = f"{file.path} {told.get(file.problem, f'đang hỏng ({file.reason})')}"
        return Finding(part, text, Level.BROKEN, f"đừng xóa tệp; dừng trợ lý rồi {RESTORE}")
    text, schema = f"{file.path}, {size}", file.schema
    if schema is None:
        return Finding(part, text)
    text += f", cấu trúc {schema.file}"
    if schema.unknown:
        todo = "chạy bản chương trình mới hơn, là bản đã tạo tệp này"
        return Finding(part, f"{text}: mới hơn chương trình ({schema.program})", Level.LOOK, todo)
    if schema.file < schema.program:
        return Finding(part, f"{text}, sẽ nâng lên {schema.program} khi trợ lý khởi động")
    return Finding(part, text)


def _index(survey: Survey, pulse: Pulse | None, spans: Spans) -> Iterator[Finding]:
    """What the process answers from; what a start would answer from, where that is another or not whole."""
    part, disk = "Kho văn bản", survey.published
    served = pulse.condition.index if pulse else disk.served if disk else None
    if served is None:
        return
    if not served.version:
        yield Finding(part, f"chưa dùng được: {served.problem}", Level.BROKEN, RELOAD)
    else:
        counts = (
            f"{served.loaded} văn bản đã nạp, {served.cited_only} chỉ được nhắc đến, {served.passages} đoạn"
        )
        yield Finding(part, f"bản {spans.made(served.version)}: {counts}")
    if served.version and (damage := disk.damage if disk else served.problem):
        yield Finding(f"{part} (đĩa)", damage, Level.LOOK, RELOAD)
    elif pulse and disk and served.version and disk.served.version != served.version and disk.served.version:
        text = f"trên đĩa là bản {spans.made(disk.served.version)}, trợ lý chưa dùng"
        yield Finding(f"{part} (đĩa)", text, Level.LOOK, f"chờ 10 giây rồi xem lại; vẫn vậy thì {RUN}")


def _disk(survey: Survey) -> Iterator[Finding]:
    if survey.free_bytes is None:
        return
    free, text = survey.free_bytes, f"còn trống {_size(survey.free_bytes)}"
    level = Level.BROKEN if free < DISK_FULL_BYTES else Level.LOOK if free < DISK_LOW_BYTES else Level.WELL
    yield Finding("Đĩa", text, level, "dọn bớt đĩa (df -h; xóa bảng đã xuất cũ)" if level else "")


def _backup(survey: Survey, spans: Spans) -> Finding:
    """None made by itself is no problem: somebody may do it another way."""
    part, at, wanted = "Sao lưu", survey.backed_up_at, survey.settings.backups.at
    text = f"bản gần nhất: {spans.ago_s(at.timestamp())}" if at else "chưa có bản nào"
    if not wanted:
        return Finding(part, f"{text}; không tự sao lưu, theo cài đặt")
    if at and spans.seconds_ago(at.timestamp()) <= BACKUP_S:
        return Finding(part, text)
    return Finding(part, text, Level.LOOK, "chạy: python3 scripts/backup.py; không được thì nó nói vì sao")


# --- messengers and what waits ---


def _channels(pulse: Pulse, tallies: Tallies | None, spans: Spans) -> Iterator[Finding]:
    links = pulse.condition.links
    cut = [name for name, link in links.items() if link.lost or _is_unreached(link, pulse, spans)]
    for name, shown in NAMES.items():
        link = links.get(name)
        if link is None:
            yield Finding(shown, "tắt (không có token)")
        elif name in cut:
            level = Level.BROKEN if len(cut) == len(links) else Level.LOOK
            yield Finding(shown, _why_cut(link, spans), level, _todo(link))
        else:
            traffic = tallies.channels.get(name, Traffic()) if tallies else Traffic()
            came, went = spans.ago(traffic.received_at), spans.ago(traffic.sent_at)
            yield Finding(shown, f"bật; tin nhận gần nhất: {came}, trả lời gần nhất: {went}")


def _is_unreached(link: Link, pulse: Pulse, spans: Spans) -> bool:
    last = link.reached_at or spans.seconds(pulse.starts[-1])
    return link.fetches and spans.seconds_ago(last) > UNREACHED_S


def _why_cut(link: Link, spans: Spans) -> str:
    if link.lost:
        return "đã ngắt: kênh không nhận token của bot nữa"
    return f"không liên lạc được; lần gần nhất: {spans.ago_s(link.reached_at)}"


def _todo(link: Link) -> str:
    if link.lost:
        return f"lấy lại token, đặt vào biến môi trường, rồi {RUN}"
    return f"kiểm tra mạng của máy; {LOG}"


def _outbox(tallies: Tallies, pulse: Pulse | None, spans: Spans) -> Finding:
    """Letters that wait where a messenger is on; those of one that is off wait for it and are only told."""
    on = set(pulse.condition.links) if pulse else {each for each in tallies.channels if each in NAMES}
    waiting = [t for name, t in tallies.channels.items() if name in on and t.waiting]
    elsewhere = sum(t.waiting for name, t in tallies.channels.items() if name not in on)
    count = sum(each.waiting for each in waiting)
    text = f"{count} thư chờ gửi"
    if elsewhere:
        text += f" (và {elsewhere} ở kênh đang tắt)"
    if tallies.given_up:
        text += f"; {tallies.given_up} thư không gửi được, đã thôi"
    if not waiting:
        return Finding("Hộp thư đi", text)
    oldest = min(each.oldest_at for each in waiting)
    text += f"; cũ nhất {spans.ago(oldest)}"
    late = spans.age_s(oldest) > OUTBOX_S
    return Finding("Hộp thư đi", text, Level(late), f"kiểm tra mạng và kênh; {LOG}" if late else "")


def _inbox(tallies: Tallies, spans: Spans) -> Finding:
    text = f"{tallies.inbox_waiting} tin chờ xử lý"
    if not tallies.inbox_waiting:
        return Finding("Hộp thư đến", text)
    text += f"; cũ nhất {spans.ago(tallies.inbox_oldest_at)}"
    late = spans.age_s(tallies.inbox_oldest_at) > INBOX_S
    return Finding("Hộp thư đến", text, Level(late), LOG if late else "")


def _set_aside(tallies: Tallies) -> Finding:
    text = f"7 ngày qua: {tallies.set_aside_week}, tất cả: {tallies.set_aside}"
    if not tallies.set_aside_day:
        return Finding("Tin bị lỗi", text)
    text += f"; trong 24 giờ: {tallies.set_aside_day}"
    return Finding("Tin bị lỗi", text, Level.LOOK, f"{LOG}; người gửi đã được xin lỗi, tin vẫn được giữ")


def _questions(tallies: Tallies) -> Finding:
    asked, unanswered = tallies.asked_week, tallies.unanswered_week
    return Finding("Câu hỏi", f"7 ngày qua: {asked} câu, {unanswered} câu chưa trả lời được")


def _people(tallies: Tallies) -> Finding:
    told = [f"{tallies.people[role]} {name}" for role, name in ROLES.items() if tallies.people.get(role)]
    others = sum(count for role, count in tallies.people.items() if role not in ROLES)
    told += [f"{others} vai trò khác"] if others else []
    text = ", ".join(told) or "chưa có ai trong danh sách"
    if tallies.people.get("administrator"):
        return Finding("Người dùng", text)
    todo = "mời một người, để có nơi nhận báo động: python3 scripts/invite.py new --role administrator"
    return Finding("Người dùng", f"{text}; chưa có quản trị viên", Level.LOOK, todo)


def _size(count: int) -> str:
    """In the unit that fits, decimal comma."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6)):
        if count >= bytes_:
            return f"{count / bytes_:.1f} {unit}".replace(".", ",")
    return f"{count / 1e3:.0f} kB"
