"""Kinds of criteria and of events; the states of a nomination, a decision and a job. Kinds of titles: `kinds.py`."""

from __future__ import annotations

from django.db.models import TextChoices


class ManagingLevel(TextChoices):
    """Which level manages an organisation: the tables of commune and of district units differ."""

    WARD = "ward", "phường, xã quản lý"
    DISTRICT = "district", "quận, huyện quản lý"
    PROVINCE = "province", "tỉnh, thành phố quản lý"


class CitizenGroup(TextChoices):
    """Which group of people a citizen belongs to: each has its form of self-assessment (324/QĐ-KHVN names four).

    The values are the codes of those forms.
    """

    RESIDENT = "nguoi-dan", "người dân ở xã, phường"
    WORKER = "cong-nhan", "công nhân, thợ, người làm dịch vụ"
    OFFICIAL = "can-bo", "cán bộ, nhân viên, doanh nhân"
    LEARNER = "hoc-sinh", "học sinh, sinh viên, học viên"


class CandidateState(TextChoices):
    """Whether a candidate can still be registered."""

    ACTIVE = "active", "đang theo dõi"
    MERGED = "merged", "đã nhập vào bản ghi khác"
    ENDED = "ended", "không còn"


class CandidateEventKind(TextChoices):
    """What became of a candidate."""

    RECORDED = "recorded", "ghi vào sổ"
    CORRECTED = "corrected", "sửa thông tin"
    HEAD_CHANGED = "head_changed", "đổi chủ hộ"
    MOVED = "moved", "chuyển địa bàn"
    SPLIT = "split", "tách hộ"
    MERGED = "merged", "gộp bản ghi trùng"
    ENDED = "ended", "không còn"
    HANDED_OVER = "handed_over", "bàn giao khi sắp xếp đơn vị"
    UNDONE = "undone", "hoàn tác"


class MoveState(TextChoices):
    """How a request to move a holder to another ward stands."""

    ASKED = "asked", "chờ trả lời"
    ACCEPTED = "accepted", "đã nhận"
    REFUSED = "refused", "không nhận"
    WITHDRAWN = "withdrawn", "đã rút"


class MoveAction(TextChoices):
    """How such a request is answered."""

    ACCEPT = "accept", "nhận"
    REFUSE = "refuse", "từ chối"
    WITHDRAW = "withdraw", "rút"


class ScoringMode(TextChoices):
    """How answers become a result; each has one scorer in `rules.modes`."""

    POINTS_BANDS = "points_bands", "cộng điểm, xếp loại theo khoảng điểm"
    POINTS_FLOOR = "points_floor", "cộng điểm, có điểm sàn cho từng chỉ số"
    LEVELS = "levels", "mức độ, phải đạt mọi chỉ số"


class LeftOutRule(TextChoices):
    """What becomes of the points of a line that does not apply (a household without children)."""

    UNDECIDED = "undecided", "chưa quy định"
    REDISTRIBUTE = "redistribute", "chia cho các mục khác cùng tiêu chí"
    FULL_MARKS = "full_marks", "cho điểm tối đa"
    NORMALISE = "normalise", "quy về tổng điểm của bộ tiêu chí"


class ItemKind(TextChoices):
    """What is answered on a line."""

    POINTS = "points", "chấm điểm"
    BOOLEAN = "boolean", "đạt / chưa đạt"
    THRESHOLD = "threshold", "tỉ lệ phải đạt"


class AppliesTo(TextChoices):
    """For whom a line counts."""

    ALL = "all", "mọi đối tượng"
    CHILDREN = "children", "có trẻ em trong độ tuổi đi học"
    ADULTS = "adults", "có người từ 19 đến 60 tuổi"
    CASE = "case", "theo từng trường hợp"


class Registration(TextChoices):
    """Whether a holder registers for the first time or had the title before."""

    NEW = "new", "đăng ký mới"
    AGAIN = "again", "đăng ký lại"


class NominationState(TextChoices):
    """How far a nomination has come in its year."""

    REGISTERED = "registered", "đã đăng ký"
    SELF_ASSESSED = "self_assessed", "đã tự đánh giá"
    VOTED = "voted", "đã bình xét"
    APPRAISED = "appraised", "đã thẩm định"
    PROPOSED = "proposed", "đã trình"
    RECOGNISED = "recognised", "được công nhận"
    NOT_REACHED = "not_reached", "không đạt"
    REVOKED = "revoked", "bị thu hồi"
    UNREGISTERED = "unregistered", "đã rút đăng ký"


DRAFTED = "drafted"
"""Decided on in favour, in a decision that is not signed yet: nobody holds that title."""
STEPS: list[tuple[str, str]] = [
    pair
    for state in NominationState
    for pair in (
        [(DRAFTED, "trong dự thảo quyết định"), (state.value, str(state.label))]
        if state == NominationState.RECOGNISED
        else [(state.value, str(state.label))]
    )
]
"""How far nominations came, as pages and files tell it: a draft never reads as recognised."""


class Action(TextChoices):
    """The steps that move a nomination."""

    REGISTER = "register", "đăng ký"
    ASSESS = "assess", "tự đánh giá"
    VOTE = "vote", "bình xét"
    APPRAISE = "appraise", "thẩm định"
    PROPOSE = "propose", "trình"
    RETURN = "return", "trả lại"
    RECOGNISE = "recognise", "xét công nhận"
    REJECT = "reject", "không công nhận"
    WITHDRAW = "withdraw", "rút khỏi dự thảo"
    REVOKE = "revoke", "thu hồi"
    REINSTATE = "reinstate", "khôi phục"
    UNREGISTER = "unregister", "rút đăng ký"
    REOPEN = "reopen", "mở lại"
    TAKE_BACK = "take_back", "hoàn tác"
    RECALL = "recall", "rút tờ trình"


class RevocationReason(TextChoices):
    """The four lawful reasons (Luật Thi đua, khen thưởng 2022, chương VII, by analogy)."""

    FALSE_DECLARATION = "false_declaration", "kê khai gian dối"
    FORGED_FILES = "forged_files", "giả mạo hồ sơ"
    WRONG_APPRAISAL = "wrong_appraisal", "xác nhận, thẩm định sai"
    LATER_FOUND = "later_found", "phát hiện vi phạm trong thời gian được xét"


class DecisionKind(TextChoices):
    """What a decision does."""

    RECOGNITION = "recognition", "công nhận"
    REVOCATION = "revocation", "thu hồi"


class DecisionState(TextChoices):
    """A draft has no number."""

    DRAFT = "draft", "dự thảo"
    SIGNED = "signed", "đã ký"


class DecisionAction(TextChoices):
    """The steps of a decision."""

    SIGN = "sign", "ghi số, ngày ký"
    UNSIGN = "unsign", "bỏ chữ ký ghi nhầm"
    GIVE_UP = "give_up", "không thu hồi nữa"


class JobAction(TextChoices):
    """How a job of recognition moves on."""

    RUN = "run", "chạy"
    STOP = "stop", "dừng"
    RESUME = "resume", "chạy tiếp"
    FINISH = "finish", "kết thúc"


class JobState(TextChoices):
    """How far a job of recognition has come."""

    WAITING = "waiting", "đang chờ"
    RUNNING = "running", "đang chạy"
    DONE = "done", "đã xong"
    STOPPED = "stopped", "dừng giữa chừng"
