"""What to do when something does not fit: whom to tell, where to read, which copy to compare."""

from __future__ import annotations

from django.utils import timezone

from hocTap.lib import vi
from units.enums import UpkeepKind
from units.models import Seal, Upkeep

TELL = (
    "Báo ngay người phụ trách an toàn thông tin và lãnh đạo cơ quan; giữ nguyên máy, nhật ký của cơ sở dữ liệu, các "
    "bản sao lưu. Đừng sửa tay, đừng chạy seal --accept khi chưa rõ vì sao."
)
READ = (
    "Xem ai đã làm gì: trang “Nhật ký xem, sửa”, lọc theo đơn vị hoặc người và khoảng ngày từ lần niêm nêu trong câu; "
    "mở trang của chính mục ấy (số ghi trong câu) để đọc các bước, lịch sử của nó."
)
AFTER = "Khi đã rõ và đã ghi biên bản: sửa lại đúng quy trình trên trang, rồi chạy seal --accept “lý do, số biên bản”."


def what_to_do() -> list[str]:
    """Steps for whoever reads the faults, in order."""
    return [f"Việc cần làm {at}: {said}" for at, said in enumerate((TELL, READ, _copy(), AFTER), start=1)]


def _copy() -> str:
    """The newest copy that was made before the last seal in which everything fitted, and how to compare with it."""
    good = Upkeep.objects.filter(kind=UpkeepKind.SEAL, ok=True).order_by("-at").first()
    seal = Seal.objects.order_by("-day").first()
    until = good.at if good else seal.at if seal else timezone.now()
    copies = Upkeep.objects.filter(kind=UpkeepKind.BACKUP, ok=True).order_by("-at")
    near = copies.filter(at__lte=until).first() or copies.order_by("at").first()
    if near is None:
        return "Chưa có bản sao lưu nào để so. Hỏi nơi giữ bản sao của máy chủ; từ nay đặt lịch chạy manage.py backup."
    return (
        f"So với bản sao lưu lúc {vi.moment(near.at)}: phục hồi nó vào một nơi trống (manage.py restore), mở cùng "
        "trang ở hai nơi; bản giấy đã ký, đã in là căn cứ sau cùng."
    )
