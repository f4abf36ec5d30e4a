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


class RightKind(TextChoices):
    """What somebody asks of the data kept about them (Luật 91/2025/QH15)."""

    SEE = "see", "cho biết, lấy dữ liệu đang giữ"
    CORRECT = "correct", "sửa cho đúng"
    RESTRICT = "restrict", "hạn chế sử dụng"
    WITHDRAW = "withdraw", "rút lại sự đồng ý"
    OBJECT = "object", "phản đối việc sử dụng"
    FORGET = "forget", "xóa, ẩn danh"


class RightAsker(TextChoices):
    """Who asks; the name stands on the paper only."""

    SELF = "self", "bản thân người ấy"
    FAMILY = "family", "cha mẹ, người giám hộ"
    PROXY = "proxy", "người có giấy ủy quyền"


class RightOutcome(TextChoices):
    """How a request ended; nothing while it waits."""

    DONE = "done", "đã làm theo"
    PARTLY = "partly", "làm theo một phần, có nêu lý do"
    REFUSED = "refused", "không làm theo, có nêu lý do"


class DataAct(TextChoices):
    """What was done with the data of one person, or of many when their time is over."""

    ASKED = "asked", "ghi yêu cầu về dữ liệu"
    TOLD = "told", "báo đã tiếp nhận yêu cầu"
    EXTENDED = "extended", "gia hạn trả lời yêu cầu"
    ANSWERED = "answered", "trả lời yêu cầu"
    TAKEN = "taken", "lấy dữ liệu của một người"
    RESTRICTED = "restricted", "hạn chế sử dụng"
    FREED = "freed", "bỏ hạn chế sử dụng"
    CONSENTED = "consented", "ghi sự đồng ý"
    WITHDRAWN = "withdrawn", "ghi rút sự đồng ý"
    FORGOTTEN = "forgotten", "ẩn danh"


class BasisKind(TextChoices):
    """On what a unit rests when it keeps data of people (Điều 19 Luật 91/2025/QH15)."""

    DUTY = "duty", "nhiệm vụ của cơ quan nhà nước"
    AUTHORITY = "authority", "văn bản ủy quyền, giao việc của cơ quan nhà nước"
    CONSENT = "consent", "sự đồng ý ghi trên phiếu"
    CONTRACT = "contract", "thỏa thuận, hợp đồng"


class ViewingKind(TextChoices):
    """How somebody saw what is kept of one person."""

    PAGE = "page", "xem hồ sơ"
    PRINT = "print", "in dữ liệu đang giữ"
    FILE = "file", "lấy tệp dữ liệu đang giữ"


class NamesList(TextChoices):
    """Lists in which the names of a unit's people stand."""

    REGISTER = "register", "xem sổ đối tượng xét danh hiệu"
    YEAR = "year", "xem hồ sơ danh hiệu trong năm"
    WAITING = "waiting", "xem hồ sơ danh hiệu chờ xét"
    DECISION = "decision", "xem tên trong quyết định về danh hiệu"
    ALIKE = "alike", "xem bản ghi có thể trùng"
    FOUND = "found", "tìm một người trong các sổ"
    GRID = "grid", "xem bảng chấm điểm danh hiệu"
    MINUTES = "minutes", "xem phiếu bình xét danh hiệu"
    MOVES = "moves", "xem việc chuyển giữa các phường, xã"
    COMMENDED = "commended", "xem người được khen thưởng"
    DONORS = "donors", "xem cá nhân ủng hộ quỹ"
    PAPER = "paper", "xem văn bản có tên"
    BOOK = "book", "xem sổ quỹ, chứng từ có tên"
    REQUEST = "request", "mở yêu cầu của một người về dữ liệu"
    UPLOAD = "upload", "xem danh sách có tên trong tệp tải lên"


class TakenAs(TextChoices):
    """As what a list of names was taken out; nothing for one that was looked at."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    OTHER = "other", "tệp"


class Numbered(TextChoices):
    """Registers whose papers bear a number of their agency."""

    TITLES = "titles-decision", "quyết định về danh hiệu"
    PROPOSAL = "titles-proposal", "tờ trình đề nghị công nhận danh hiệu"
    COMMENDATION = "commendation", "quyết định khen thưởng"
    REPORT = "report", "báo cáo tổng kết"
    PAPER = "paper", "văn bản"
