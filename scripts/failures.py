"""Why a step failed, in one Vietnamese sentence, from what its child printed."""

from __future__ import annotations

import re

from steps import Step

GIGABYTE = 1_000_000_000
READ_FROM_END = 20_000  # characters of a log that can hold the cause
LONGEST = 160

_AGAIN = "rồi chạy lại lệnh này"
_NOT_FETCHED = "không lấy được gói {0} từ kho gói; hãy kiểm tra mạng, cấu hình"
_NETWORK = (
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Max retries exceeded|ProxyError"
    r"|Failed to fetch|error sending request|Temporary failure in name resolution|Network is unreachable"
)

# Tried in order on the end of the log; {0} is the first group.
ANY_STEP = (
    (r"No space left on device|Disk quota exceeded", f"hết chỗ trên đĩa; hãy dọn bớt {_AGAIN}"),
    (
        r"SIGKILL",
        f"bị hệ điều hành dừng giữa chừng, thường vì thiếu bộ nhớ; hãy đóng bớt chương trình {_AGAIN}",
    ),
    (
        r"Permission denied|Read-only file system",
        f"không có quyền ghi; hãy kiểm tra chủ của thư mục {_AGAIN}",
    ),
)
INSTALLING = (
    (
        r"(?:No interpreter found for Python |pyenv: python)(3\.\d+)",
        f"không tìm thấy Python {{0}} mà Rasa cần; hãy cài (ví dụ: pyenv install {{0}}) {_AGAIN}",
    ),
    (
        r"ensurepip is not available|No module named '?(?:venv|ensurepip)",
        f"Python này thiếu mô-đun venv; hãy cài gói python3-venv của hệ điều hành {_AGAIN}",
    ),
    (r"No matching distribution found for (\S+)", f"{_NOT_FETCHED} pip, constraints.txt {_AGAIN}"),
    (
        r"Cannot install ([^\s,]+)[^\n]* conflicting dependencies",
        f"kho gói không có đúng bản của gói {{0}}; hãy kiểm tra constraints.txt, cấu hình pip {_AGAIN}",
    ),
    (r"Failed to download `([^`]+)`", f"{_NOT_FETCHED} uv {_AGAIN}"),
    (_NETWORK, f"không tới được kho gói; hãy kiểm tra mạng {_AGAIN}"),
    (r"DO NOT MATCH THE HASHES|Hash mismatch", f"gói tải về không đúng mã băm; hãy xóa bộ nhớ đệm {_AGAIN}"),
)


def cause(step: Step, log: str) -> str:
    """What is wrong and what to do; where the cause is not a known one, the log's last line is quoted."""
    end = log[-READ_FROM_END:]
    for pattern, sentence in ANY_STEP + INSTALLING if step.folder else ANY_STEP:
        if found := re.search(pattern, end):
            return sentence.format(*found.groups())
    lines = [line.strip() for line in end.splitlines() if line.strip() and not line.startswith("+ ")]
    last = f" ({lines[-1][:LONGEST]})" if lines else ""
    return f"{step.failure}{last}; hãy xem nhật ký {_AGAIN}"


def no_room(needed: int, free: int) -> str:
    """That the disk has fewer bytes free than the step needs."""
    return f"không đủ chỗ trên đĩa: cần {_gigabytes(needed)}, còn {_gigabytes(free)}; hãy dọn bớt {_AGAIN}"


def _gigabytes(count: int) -> str:
    return f"{count / GIGABYTE:.1f} GB".replace(".", ",")
