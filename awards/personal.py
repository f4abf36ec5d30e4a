"""What of households, citizens, children and the commended is kept."""

from django.db.models import Q

from awards.commendations.models import Commendation, CommendationDraft
from awards.scholarships.models import (
    Consent,
    DataRequest,
    Donor,
    Grant,
    NameAccess,
    PaySheetRow,
    Recipient,
    RecipientChange,
    RecipientJoin,
)
from awards.scholarships.rules import KEPT_YEARS
from awards.titles.models import Candidate, CandidateEvent, MoveRequest, Nomination, NominationStep
from awards.uploads.importing import KEPT_DAYS
from awards.uploads.models import NamesExport, Upload, UploadRow
from units.models import Viewing
from units.personal import LAW
from units.privacy.registry import Kept, register

ASSOCIATION = (
    "điểm c khoản 1 Điều 19 Luật 91/2025/QH15 khi làm theo văn bản ủy quyền của Ủy ban nhân dân; Hội Khuyến học tự "
    "làm thì cần sự đồng ý ghi trên phiếu đăng ký"
)

register(
    Kept(
        "4-danh-hieu",
        "Hộ gia đình, công dân, tập thể đăng ký danh hiệu",
        "chủ hộ, công dân đăng ký; thành viên hộ chỉ là số người theo lứa tuổi",
        "tên, địa chỉ, nơi cư trú, số người theo lứa tuổi, điểm từng mục, kết quả, số quyết định",
        "đăng ký, chấm, họp xét, công nhận danh hiệu học tập theo Quyết định 387, 677, 1373 và các bộ tiêu chí",
        ASSOCIATION,
        "cán bộ của phường, xã; người xét danh hiệu; cơ quan phụ trách",
        "quyết định giữ theo quy định lưu trữ; hồ sơ giữ hết thời hạn của danh hiệu và thời hạn khiếu nại",
        (Candidate, CandidateEvent, MoveRequest, Nomination, NominationStep, Viewing),
        "đối tượng",
        guards=(
            "không giữ số định danh, dân tộc, tôn giáo, bệnh tật, vi phạm",
            "xuất danh sách có tên phải có nhiệm vụ riêng, tệp có dấu của người xuất",
            "ai mở hồ sơ của một đối tượng, ngày nào, được ghi lại",
        ),
        risk="Lộ địa chỉ, điểm chấm của hộ; hộ không đạt bị người quanh nơi ở biết.",
    ),
    Kept(
        "5-tre-em",
        "Trẻ em nhận học bổng",
        "trẻ em, học sinh; người giám hộ chỉ qua chữ ký nhận",
        "họ tên, năm sinh, lớp, trường, có hoàn cảnh khó khăn hay không, suất và số tiền đã nhận",
        "xét, chi và đối soát học bổng, không chi trùng",
        ASSOCIATION + "; công bố tên trẻ từ đủ 7 tuổi phải có sự đồng ý của trẻ và người giám hộ (Điều 24)",
        "chỉ cán bộ của quỹ; nơi khác thấy tổng số",
        f"{KEPT_YEARS} năm sau năm học của suất cuối cùng, rồi ẩn danh",
        (Recipient, Grant, Consent, DataRequest, RecipientChange, RecipientJoin, PaySheetRow, NameAccess),
        "hồ sơ",
        children=True,
        where=Q(anonymised_on__isnull=True),
        guards=(
            "mỗi lần xem, in, xuất tên được ghi lại",
            "chưa đủ đồng ý thì tên không ra khỏi quỹ",
            "số quá nhỏ bị che ở ngoài quỹ",
        ),
        risk="Lộ tên kèm hoàn cảnh khó khăn của trẻ em.",
    ),
    Kept(
        "6-khen-thuong",
        "Người được khen, được đề nghị khen",
        "công dân, cán bộ được khen",
        "họ tên, đơn vị, thành tích, số quyết định, tiền thưởng",
        "lập danh sách, ghi và báo cáo quyết định khen thưởng theo Luật Thi đua, khen thưởng",
        LAW,
        "người ghi quyết định và cơ quan phụ trách; người xem chỉ thấy tập thể",
        "theo quy định lưu trữ hồ sơ khen thưởng (khoảng 20 năm, chưa đối chiếu văn bản gốc); không ẩn danh, vì tên là "
        "nội dung của quyết định đã ký; yêu cầu xóa được trả lời kèm lý do ấy",
        (Commendation, CommendationDraft),
        "người, tập thể",
        risk="Thấp: quyết định khen là công khai.",
    ),
    Kept(
        "7-nha-tai-tro",
        "Nhà tài trợ của quỹ",
        "cá nhân, tổ chức ủng hộ",
        "tên, loại, số tiền và ngày ủng hộ",
        "ghi sổ, cảm ơn, báo cáo thu – chi",
        "hợp đồng, thỏa thuận với nhà tài trợ; nghĩa vụ ghi sổ",
        "cán bộ của quỹ",
        "cùng sổ của quỹ",
        (Donor,),
        "nhà tài trợ",
        risk="Lộ số tiền một người đã ủng hộ.",
    ),
    Kept(
        "8-danh-sach-tai-len",
        "Danh sách tải lên, tải ra",
        "người có tên trong danh sách Excel",
        "các cột của tệp; khi tải ra: ai, lúc nào, bao nhiêu dòng",
        "ghi danh sách vào sổ, hoàn tác khi ghi nhầm",
        "như loại dữ liệu trong danh sách",
        "người tải lên và người cùng nhiệm vụ ở đơn vị",
        f"tệp và các dòng xóa sau {KEPT_DAYS} ngày, trừ loại có hạn riêng; số lượng còn lại",
        (Upload, UploadRow, NamesExport),
        "danh sách",
        risk="Tệp nằm lại trên máy của người tải.",
    ),
)
