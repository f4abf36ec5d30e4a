"""What the installation itself lacks, said to its administrators where they look first: copies, the way back, room."""

from __future__ import annotations

import datetime as dt
import shutil

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.waiting import Waiting
from units.enums import UpkeepKind
from units.jobs.workers import absence
from units.models import Upkeep, User

LATEST = {
    UpkeepKind.BACKUP: (2, "sao lưu"),
    UpkeepKind.SEAL: (2, "niêm số liệu"),
    UpkeepKind.DRILL: (35, "phục hồi thử từ bản sao lưu"),
}
"""How many days may pass since it last went well, and what it is called."""

LITTLE_ROOM = 2**30
"""Bytes of the disk below which its administrator is told."""

AHEAD = dt.timedelta(minutes=10)
"""So far what was written may lie ahead of the clock: several machines do not agree to the second."""


def upkeep_waiting(user: User, today: dt.date) -> list[Waiting]:
    """For administrators of a real installation; two queries, or none. `today` is the site's, the clock is its own."""
    if not settings.PRODUCTION or not user.is_administrator:
        return []
    room = shutil.disk_usage(settings.VAR_DIR).free
    address = reverse("admin:units_upkeep_changelist")
    return [
        Waiting(f"upkeep-{key}", "Giữ gìn hệ thống", sentence, address, "Xem các lần đã làm")
        for key, sentence in troubles(timezone.now(), room)
    ]


def troubles(now: dt.datetime, room: int) -> list[tuple[str, str]]:
    """What is wrong, each with its key: what was not done lately, what failed last, the clock, the disk, the worker."""
    good, last = "good_", "last_"
    asked = {f"{good}{kind}": Max("at", filter=Q(kind=kind, ok=True)) for kind in UpkeepKind}
    asked |= {f"{last}{kind}": Max("at", filter=Q(kind=kind)) for kind in UpkeepKind}
    times: dict[str, dt.datetime | None] = Upkeep.objects.aggregate(**asked)
    found = []
    for kind, (days, name) in LATEST.items():
        done = times[f"{good}{kind}"]
        if done is None:
            found.append((f"{kind}", f"Chưa có lần {name} nào thành công."))
        elif now - done > dt.timedelta(days=days):
            when = vi.day(timezone.localdate(done))
            found.append((f"{kind}", f"Lần {name} thành công gần nhất là ngày {when}, đã quá {days} ngày."))
        elif times[f"{last}{kind}"] != done:
            found.append((f"{kind}", f"Lần {name} gần nhất không đạt."))
    if times[f"{last}{UpkeepKind.VERIFY}"] != times[f"{good}{UpkeepKind.VERIFY}"]:
        found.append(("verify", "Lần đối chiếu gần nhất thấy có số liệu không khớp với lúc niêm."))
    newest = max((at for at in times.values() if at), default=now)
    if newest - now > AHEAD:
        found.append(
            ("clock", f"Đồng hồ máy chủ chậm hơn việc đã ghi ngày {vi.day(timezone.localdate(newest))}: hãy chỉnh lại.")
        )
    if room < LITTLE_ROOM:
        found.append(("disk", f"Ổ đĩa chỉ còn {vi.whole(room // 2**20)} MB: hãy dọn bớt trước khi đầy."))
    if absent := absence(now):
        found.append(("worker", absent))
    return found
