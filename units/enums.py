"""Kinds of units, of changes between them, of centres' states, and the roles people hold."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """Level of an administrative unit, from the province down to the khu phố."""

    PROVINCE = "province", "tỉnh, thành phố"
    DISTRICT = "district", "quận, huyện"
    WARD = "ward", "phường, xã"
    COMMUNITY = "community", "khu phố, tổ dân phố"


class ChangeKind(TextChoices):
    """What a decision did to units."""

    RENAME = "rename", "đổi tên"
    RECODE = "recode", "đổi mã"
    MERGE = "merge", "nhập toàn bộ"
    PART = "part", "chuyển một phần"
    ABOLISH = "abolish", "kết thúc cấp hành chính"


class ShareOf(TextChoices):
    """What a published share of a divided unit is a share of."""

    HOUSEHOLDS = "households", "số hộ"
    PEOPLE = "people", "dân số"
    COMMUNITIES = "communities", "số khu phố, thôn, ấp"
    AREA = "area", "diện tích"


class Earlier(TextChoices):
    """What a unit was before the day from which it is known to have been so."""

    UNCLEAR = "unclear", "chưa rõ, vẫn ghi tạm như danh mục"
    NAMED = "named", "mang tên khác"
    NONE = "none", "chưa có đơn vị này"


class CentreState(TextChoices):
    """What a community learning centre is doing (trung tâm học tập cộng đồng)."""

    ACTIVE = "active", "đang hoạt động"
    SUSPENDED = "suspended", "tạm dừng"
    DISSOLVED = "dissolved", "đã giải thể"


class Role(TextChoices):
    """What a post entitles to."""

    WARD_OFFICER = "ward_officer", "cán bộ phụ trách nhập số liệu"
    DISTRICT_OFFICE = "district_office", "cơ quan phụ trách (duyệt, tổng hợp)"
    TITLE_APPROVER = "title_approver", "người xét danh hiệu"
    FUND_OFFICER = "fund_officer", "cán bộ quỹ khuyến học"
    READER = "reader", "lãnh đạo, người xem"
    NAMES_EXPORTER = "names_exporter", "người được xuất danh sách có tên"
    ADMINISTRATOR = "administrator", "quản trị hệ thống"


class UpkeepKind(TextChoices):
    """What an installation does to keep itself."""

    BACKUP = "backup", "sao lưu"
    DRILL = "drill", "phục hồi thử"
    SEAL = "seal", "niêm số liệu"
    VERIFY = "verify", "đối chiếu với số đã niêm"


class BreachOutcome(TextChoices):
    """What became of the notice of a breach of personal data."""

    SENT = "sent", "đã gửi thông báo"
    NONE = "none", "không phải thông báo"


class BreachAction(TextChoices):
    """What is done about a breach of personal data."""

    RECORD = "record", "ghi vi phạm dữ liệu"
    EDIT = "edit", "sửa thông báo vi phạm"
    SEND = "send", "ghi đã gửi thông báo vi phạm"
    DROP = "drop", "ghi không phải thông báo"
