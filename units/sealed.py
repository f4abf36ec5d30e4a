"""What of units is sealed: the steps of hand-overs, centres and khu phố, and what was put right about people."""

from django.db.models import Q

from hocTap.lib.sealing import Fixed, Log, history_of, register
from units.models import (
    AccessSlip,
    CatalogueChange,
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreMerger,
    CentreScore,
    CentreStep,
    CentreTerm,
    CommunityStep,
    DataBasis,
    DataBreach,
    DataBreachStep,
    DataStep,
    EmailCorrection,
    HandOverStep,
    ListViewing,
    PersonRequest,
    PostCorrection,
    PostProposal,
    RetentionRule,
    ShareEntry,
    Verification,
    Viewing,
)

UNDONE = ("undone_by_id", "undone_at", "undone_because")
ANSWERED = ("agreed", "answered_by_id", "answered_at", "answer", "facts", *UNDONE)

BASIS_ENDED = ("valid_to", "ended_by_id")
REPLIED = ("agreed", "answered_by_id", "answered_at", "post_id")
SLIP_USED = ("used_at", "revoked_at", "revoked_by_id", "mail_to", "mail_asked_at", "mailed_at", "mail_failed")

register(
    Log("handover-step", "các bước của phần bàn giao số {}", HandOverStep, "part_id", "at", removable=True),
    Log("community-step", "thay đổi khu phố, thôn, ấp của đơn vị số {}", CommunityStep, "ward_id", "at", apart=UNDONE),
    Log("centre-step", "quyết định về trung tâm học tập số {}", CentreStep, "centre_id", "at", apart=("voided",)),
    Log("catalogue-change", "các lần sửa mục danh mục số {}", CatalogueChange, "of_key", "at"),
    Log(
        "centre-merger",
        "các lần sáp nhập của trung tâm số {}",
        CentreMerger,
        "predecessor_id",
        removable=True,
        loose=True,
    ),
    Log("share", "tỷ lệ đã nhập của mối nối số {}", ShareEntry, "link_id", "at", removable=True),
    Log("verification", "đề nghị đối chiếu của bản ghi đơn vị số {}", Verification, "version_id", "at", apart=ANSWERED),
    Log("post-proposal", "đề nghị giao nhiệm vụ cho người số {}", PostProposal, "person_id", "asked_at", apart=REPLIED),
    Log("access-slip", "phiếu đặt mật khẩu của người số {}", AccessSlip, "person_id", "issued_at", apart=SLIP_USED),
    Log("breach-step", "các bước của vi phạm dữ liệu cá nhân số {}", DataBreachStep, "breach_id", "at"),
    Fixed("breach", "thông báo vi phạm dữ liệu cá nhân số {}", DataBreach, Q(outcome__in=("sent", "none"))),
    Log("data-step", "các việc với dữ liệu cá nhân của hồ sơ số {}", DataStep, "row", "at"),
    Fixed("data-request", "trả lời yêu cầu về dữ liệu cá nhân số {}", PersonRequest, ~Q(outcome="")),
    Log("data-basis", "căn cứ giữ dữ liệu của đơn vị số {}", DataBasis, "unit_id", "at", apart=BASIS_ENDED),
    Log("retention-rule", "thời hạn giữ tên số {}", RetentionRule, "id", "at"),
    Log("person-seen", "các lần xem, lấy dữ liệu của người dùng số {}", Viewing, "person_id", "at"),
    Log("holder-seen", "các lần xem hồ sơ của đối tượng số {}", Viewing, "holder", "at"),
    Log("list-seen", "các lần xem danh sách có tên của đơn vị số {}", ListViewing, "unit_id", "at"),
    Log("post-correction", "các lần sửa chức danh số {}", PostCorrection, "post_id", "at"),
    Log("email-correction", "các lần sửa hộp thư của tài khoản số {}", EmailCorrection, "person_id", "at"),
    *(
        Log(name, f"lịch sử {words} số {{}}", history_of(model), "id", "history_date", key="history_id")
        for name, words, model in (
            ("centre-term-history", "nhiệm kỳ của trung tâm", CentreTerm),
            ("centre-course-history", "lớp học của trung tâm", CentreCourse),
            ("centre-facility-history", "cơ sở vật chất của trung tâm", CentreFacility),
            ("centre-fund-history", "kinh phí của trung tâm", CentreFund),
            ("centre-material-history", "tài liệu của trung tâm", CentreMaterial),
            ("centre-evaluation-history", "tự đánh giá của trung tâm", CentreEvaluation),
            ("centre-score-history", "điểm tự đánh giá của trung tâm", CentreScore),
        )
    ),
)
