"""What of the people who work here is kept."""

from units.models import (
    AccessSlip,
    CentreTerm,
    DataBreach,
    DataBreachStep,
    DataStep,
    EmailCorrection,
    ListViewing,
    OpenSession,
    PersonRequest,
    Post,
    PostProposal,
    RecoveryCode,
    SecondFactor,
    SignInTry,
    User,
    Viewing,
)
from units.privacy.registry import Kept, register

LAW = "điểm c khoản 1 Điều 19 Luật 91/2025/QH15 (phục vụ hoạt động của cơ quan nhà nước, quản lý nhà nước theo luật)"

register(
    Kept(
        "1-can-bo",
        "Tài khoản và nhiệm vụ của cán bộ",
        "cán bộ, công chức, người của Hội Khuyến học dùng hệ thống",
        "họ tên, tên đăng nhập, thư điện tử (nếu có), mật khẩu đã băm, nhiệm vụ ở đơn vị nào từ ngày nào; "
        "đầu mối của thông báo vi phạm dữ liệu",
        "cho vào hệ thống, giao quyền theo nhiệm vụ, biết ai đã duyệt, ký, chi",
        LAW,
        "người quản trị; cơ quan phụ trách xem người của đơn vị mình",
        "tên còn mãi cùng những gì người ấy đã duyệt, ký; tài khoản ngừng dùng thì không vào được nữa",
        (
            *(User, Post, PostProposal, EmailCorrection, AccessSlip),
            *(DataBreach, DataBreachStep, PersonRequest, DataStep, Viewing, ListViewing),
        ),
        "tài khoản",
        guards=(
            "mật khẩu băm",
            "ai lấy ra dữ liệu giữ về một người, lúc nào, được ghi lại",
            "nhiệm vụ mở ra tên người, tiền, chữ ký cần người thứ hai xác nhận",
        ),
        risk="Người khác dùng tài khoản để xem tên người, duyệt hoặc chi thay.",
    ),
    Kept(
        "2-dang-nhap",
        "Lần đăng nhập, thiết bị",
        "người dùng hệ thống",
        "lúc, địa chỉ máy, kết quả; bước hai đã cài; phiên đang mở",
        "chặn người dò mật khẩu, cho mỗi người biết phiên của mình, trả lời ai đã vào",
        LAW,
        "chính người ấy, người quản trị; cơ quan phụ trách xem người của đơn vị mình",
        "lần đăng nhập giữ một năm; phiên hết khi đăng xuất",
        (SignInTry, OpenSession, SecondFactor, RecoveryCode),
        "lần đăng nhập",
        guards=("không giữ tên gõ sai không phải tài khoản", "mã bí mật được niêm bằng khóa của máy chủ"),
        risk="Lộ thói quen làm việc của cán bộ.",
    ),
    Kept(
        "3-giam-doc-trung-tam",
        "Ban giám đốc trung tâm học tập cộng đồng",
        "giám đốc, phó giám đốc, người kiêm nhiệm",
        "họ tên, chức vụ, công việc chính, số quyết định, từ ngày đến ngày",
        "theo dõi trung tâm, lập báo cáo về trung tâm",
        LAW,
        "người có nhiệm vụ trong phạm vi",
        "cùng hồ sơ của trung tâm; không ẩn danh, vì là chức danh ghi trong quyết định đã ký",
        (CentreTerm,),
        "lần bổ nhiệm",
        risk="Thấp: là chức danh công khai.",
    ),
)
