"""Addresses of titles, under /danh-hieu/."""

from django.urls import include, path

from awards.titles.catalogue import slips
from awards.titles.catalogue import views as criteria
from awards.titles.views import approver, decisions, grid, minutes, nominations, place, put_right, ward, years

app_name = "titles"

WARD_YEAR = "phuong/<id:ward_pk>/<slug:kind>/<year:year>/"
COMMUNITY = f"{WARD_YEAR}khu-pho/<id:community_pk>/"
APPROVAL = "xet/<slug:kind>/<year:year>/"

urlpatterns = [
    path("", ward.home, name="home"),
    path("so/", include("awards.titles.register.urls")),
    path(WARD_YEAR, ward.year, name="ward-year"),
    path(f"{WARD_YEAR}trinh/", ward.propose, name="propose"),
    path("phuong/<id:ward_pk>/ward/<year:year>/dang-ky/", ward.register, name="unit-register"),
    path(COMMUNITY, place.community, name="community"),
    path(f"{COMMUNITY}dang-ky/", place.register, name="register"),
    path(f"{COMMUNITY}cham/", grid.grid, name="score-grid"),
    path(f"{COMMUNITY}cham/o/", grid.cells, name="score-cells"),
    path(f"{COMMUNITY}cham/ghi/", grid.finish, name="score-finish"),
    path(f"{COMMUNITY}bien-ban/", minutes.minutes, name="minutes"),
    path(f"{COMMUNITY}tham-dinh/", place.appraise, name="appraise"),
    path(f"{COMMUNITY}khong-dat/", place.reject, name="reject"),
    path(f"{COMMUNITY}rut-dang-ky/", place.unregister, name="unregister"),
    path(f"{COMMUNITY}mo-lai-tham-dinh/", place.reopen, name="reopen"),
    path("bien-ban/<id:pk>/", minutes.minutes_detail, name="minutes-detail"),
    path("bien-ban/<id:pk>/sua/", minutes.minutes_correct, name="minutes-correct"),
    path("dang-ky/<id:candidate_pk>/", nominations.register, name="nomination-register"),
    path("ho-so/<id:pk>/", nominations.detail, name="nomination-detail"),
    path("ho-so/<id:pk>/cham/", nominations.score, name="nomination-score"),
    path("ho-so/<id:pk>/khong-dat/", nominations.reject, name="nomination-reject"),
    path("ho-so/<id:pk>/rut-dang-ky/", nominations.unregister, name="nomination-unregister"),
    path("ho-so/<id:pk>/mo-lai/", nominations.reopen, name="nomination-reopen"),
    path("ho-so/<id:pk>/rut/", decisions.withdraw, name="nomination-withdraw"),
    path("ho-so/<id:pk>/thu-hoi/", decisions.revoke, name="nomination-revoke"),
    path("ho-so/<id:pk>/khoi-phuc/", decisions.reinstate, name="nomination-reinstate"),
    path("xet/", approver.queue, name="approval"),
    path(APPROVAL, approver.overview, name="approval-of"),
    path(f"{APPROVAL}nhom/", approver.group, name="group"),
    path(f"{APPROVAL}cong-nhan/", approver.recognise, name="recognise"),
    path(f"{APPROVAL}tra-lai/", approver.send_back, name="return"),
    path("viec/<id:pk>/", approver.job_detail, name="job-detail"),
    path("viec/<id:pk>/tien-do/", approver.job_progress, name="job-progress"),
    path("viec/<id:pk>/tiep/", approver.job_resume, name="job-resume"),
    path("qua-cac-nam/", years.years, name="years"),
    path("qua-cac-nam/<id:unit_pk>/", years.years_of, name="years-of"),
    path("quyet-dinh/", decisions.decision_list, name="decision-list"),
    path("quyet-dinh/<id:pk>/", decisions.decision_detail, name="decision-detail"),
    path("quyet-dinh/<id:pk>/ky/", decisions.decision_sign, name="decision-sign"),
    path("quyet-dinh/<id:pk>/bo-ky/", put_right.unsign, name="decision-unsign"),
    path("quyet-dinh/<id:pk>/gop/", put_right.join, name="decision-join"),
    path("to-trinh/<id:pk>/rut/", put_right.recall, name="proposal-recall"),
    path("tieu-chi/", criteria.criteria_list, name="criteria-list"),
    path("tieu-chi/<id:pk>/", criteria.criteria_detail, name="criteria-detail"),
    path("tieu-chi/<id:pk>/bo-moi/", criteria.criteria_copy, name="criteria-copy"),
    path("tieu-chi/<id:pk>/sua/", criteria.criteria_edit, name="criteria-edit"),
    path("tieu-chi/<id:pk>/xac-nhan/", criteria.criteria_confirm, name="criteria-confirm"),
    path("tieu-chi/<id:pk>/rut-xac-nhan/", criteria.criteria_unconfirm, name="criteria-unconfirm"),
    path("tieu-chi/<id:pk>/quy-tac/", criteria.criteria_rule, name="criteria-rule"),
    path("tieu-chi/<id:pk>/van-ban/", criteria.paper_add, name="criteria-paper-add"),
    path("tieu-chi/van-ban/<id:pk>/", criteria.paper_file, name="criteria-paper"),
    path("tieu-chi/<id:pk>/phieu/", slips.slip_add, name="slip-add"),
    path("tieu-chi/phieu/<id:pk>/sua/", slips.slip_edit, name="slip-edit"),
    path("tieu-chi/phieu/<id:pk>/xac-nhan/", slips.slip_confirm, name="slip-confirm"),
    path("tieu-chi/phieu/<id:pk>/rut-xac-nhan/", slips.slip_unconfirm, name="slip-unconfirm"),
    path("trinh-tu/<id:pk>/sua/", criteria.procedure_edit, name="procedure-edit"),
    path("trinh-tu/<id:pk>/thay/", criteria.procedure_follow, name="procedure-follow"),
    path("trinh-tu/<id:pk>/xac-nhan/", criteria.procedure_confirm, name="procedure-confirm"),
    path("trinh-tu/<id:pk>/rut-xac-nhan/", criteria.procedure_unconfirm, name="procedure-unconfirm"),
]
