"""Addresses of titles, under /danh-hieu/."""

from django.urls import include, path

from awards.titles.views import approver, criteria, decisions, nominations, ward

app_name = "titles"

WARD_YEAR = "phuong/<int:ward_pk>/<slug:kind>/<int:year>/"
COMMUNITY = f"{WARD_YEAR}khu-pho/<int:community_pk>/"
APPROVAL = "xet/<slug:kind>/<int:year>/"

urlpatterns = [
    path("", ward.home, name="home"),
    path("so/", include("awards.titles.register.urls")),
    path(WARD_YEAR, ward.year, name="ward-year"),
    path(f"{WARD_YEAR}trinh/", ward.propose, name="propose"),
    path(COMMUNITY, ward.community, name="community"),
    path(f"{COMMUNITY}dang-ky/", ward.register, name="register"),
    path(f"{COMMUNITY}bien-ban/", ward.minutes, name="minutes"),
    path(f"{COMMUNITY}tham-dinh/", ward.appraise, name="appraise"),
    path(f"{COMMUNITY}khong-dat/", ward.reject, name="reject"),
    path("dang-ky/<int:candidate_pk>/", nominations.register, name="nomination-register"),
    path("ho-so/<int:pk>/", nominations.detail, name="nomination-detail"),
    path("ho-so/<int:pk>/cham/", nominations.score, name="nomination-score"),
    path("ho-so/<int:pk>/khong-dat/", nominations.reject, name="nomination-reject"),
    path("ho-so/<int:pk>/rut/", decisions.withdraw, name="nomination-withdraw"),
    path("ho-so/<int:pk>/thu-hoi/", decisions.revoke, name="nomination-revoke"),
    path("xet/", approver.queue, name="approval"),
    path(APPROVAL, approver.overview, name="approval-of"),
    path(f"{APPROVAL}nhom/", approver.group, name="group"),
    path(f"{APPROVAL}cong-nhan/", approver.recognise, name="recognise"),
    path(f"{APPROVAL}tra-lai/", approver.send_back, name="return"),
    path("viec/<int:pk>/", approver.job_detail, name="job-detail"),
    path("viec/<int:pk>/tien-do/", approver.job_progress, name="job-progress"),
    path("viec/<int:pk>/tiep/", approver.job_resume, name="job-resume"),
    path("quyet-dinh/", decisions.decision_list, name="decision-list"),
    path("quyet-dinh/<int:pk>/", decisions.decision_detail, name="decision-detail"),
    path("quyet-dinh/<int:pk>/ky/", decisions.decision_sign, name="decision-sign"),
    path("tieu-chi/", criteria.criteria_list, name="criteria-list"),
    path("tieu-chi/<int:pk>/", criteria.criteria_detail, name="criteria-detail"),
    path("tieu-chi/<int:pk>/xac-nhan/", criteria.criteria_confirm, name="criteria-confirm"),
    path("tieu-chi/<int:pk>/quy-tac/", criteria.criteria_rule, name="criteria-rule"),
]
