"""Kinds of what a community learning centre does and has."""

from django.db.models import TextChoices


class Act(TextChoices):
    """What a decision did to a centre."""

    FOUND = "found", "thành lập"
    SERVE = "serve", "phục vụ thêm phường, xã"
    LEAVE = "leave", "thôi phục vụ phường, xã"
    ABSORB = "absorb", "nhận sáp nhập"
    SUSPEND = "suspend", "tạm dừng hoạt động"
    RESUME = "resume", "hoạt động trở lại"
    MERGE = "merge", "sáp nhập vào trung tâm khác"
    DISSOLVE = "dissolve", "giải thể"
    VOID = "void", "hủy quyết định ghi sai"


class Position(TextChoices):
    """What somebody is at a centre."""

    DIRECTOR = "director", "giám đốc"
    DEPUTY = "deputy", "phó giám đốc"
    TEACHER = "teacher", "giáo viên biệt phái, phân công"
    COLLABORATOR = "collaborator", "cộng tác viên, báo cáo viên"
    CLERK = "clerk", "kế toán, thủ quỹ, nhân viên khác"


class Topic(TextChoices):
    """Groups of what is taught, after the tasks of the centres' regulation (10/VBHN-BGDĐT)."""

    LITERACY = "literacy", "xóa mù chữ, sau biết chữ, hỗ trợ phổ cập giáo dục"
    KNOWLEDGE = "knowledge", "phổ biến kiến thức, pháp luật, sức khỏe"
    EXTENSION = "extension", "khuyến nông, khuyến công, dạy nghề, chuyển giao kỹ thuật"
    DIGITAL = "digital", "tin học, kỹ năng số"
    CULTURE = "culture", "văn hóa, văn nghệ, thể thao, đọc sách"
    GUIDANCE = "guidance", "hướng dẫn học tập, giáo dục trẻ em, phòng tệ nạn xã hội"
    SURVEY = "survey", "tìm hiểu nhu cầu học tập"


class Held(TextChoices):
    """Who really held a class: many are only co-ordinated."""

    OWN = "own", "trung tâm tự tổ chức"
    JOINT = "joint", "trung tâm phối hợp, đơn vị khác tổ chức"


class Source(TextChoices):
    """Where a centre's money comes from."""

    STATE = "state", "ngân sách nhà nước"
    SOCIAL = "social", "xã hội hóa, tài trợ"
    LEARNERS = "learners", "người học đóng góp"
    OTHER = "other", "nguồn thu hợp pháp khác"


class Grade(TextChoices):
    """The band that a centre gives itself for a school year."""

    GOOD = "good", "Tốt"
    FAIR = "fair", "Khá"
    AVERAGE = "average", "Trung bình"
