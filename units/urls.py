"""Addresses under /don-vi/."""

from django.urls import path

from units import views
from units.accounts import proposals
from units.accounts import views as accounts
from units.centres import decisions
from units.centres import views as centres
from units.communities import views as communities
from units.handover import views as handover
from units.shares import views as shares
from units.verifying import views as verifying

app_name = "units"

urlpatterns = [
    path("", views.tree, name="tree"),
    path("goi-y/", views.suggest, name="suggest"),
    path("trung-tam/", views.centre_list, name="centre-list"),
    path("trung-tam/do-bao-phu/", centres.coverage, name="centre-coverage"),
    path("trung-tam/cho-quyet-dinh/", centres.pending_list, name="centre-pending"),
    path("trung-tam/lop/", centres.course_list, name="course-list"),
    path("trung-tam/chuyen-de/", centres.topic_list, name="topic-list"),
    path("trung-tam/hom-nay/", centres.centre_overview, name="centre-overview"),
    path("trung-tam/moi/", decisions.centre_found, name="centre-found"),
    path("trung-tam/<id:pk>/", centres.centre_detail, name="centre-detail"),
    path("trung-tam/<id:pk>/quyet-dinh/<id:step>/huy/", decisions.decision_void, name="decision-void"),
    path("trung-tam/<id:pk>/quyet-dinh/<slug:slug>/", decisions.centre_decide, name="centre-decide"),
    path("trung-tam/<id:pk>/bao-cao/", centres.centre_report, name="centre-report"),
    path("trung-tam/<id:pk>/nhieu-lop/", centres.course_grid, name="course-grid"),
    path("trung-tam/<id:pk>/<slug:slug>/<id:row>/lay-lai/", centres.record_unvoid, name="record-unvoid"),
    path("trung-tam/<id:pk>/<slug:slug>/moi/", centres.record_new, name="record-new"),
    path("trung-tam/<id:pk>/<slug:slug>/<id:row>/sua/", centres.record_edit, name="record-edit"),
    path("trung-tam/<id:pk>/<slug:slug>/<id:row>/huy/", centres.record_void, name="record-void"),
    path("ban-giao/", handover.handover_list, name="handover-list"),
    path("ban-giao/<id:event>/<id:unit>/", handover.handover, name="handover"),
    path("ban-giao/<id:event>/<id:unit>/nhiem-vu/", handover.handover_post, name="handover-post"),
    path("ban-giao/<id:event>/<id:unit>/<slug:code>/", handover.handover_part, name="handover-part"),
    path("ban-giao/<id:event>/<id:unit>/<slug:code>/hoan-tac/", handover.handover_undo, name="handover-undo"),
    path("<id:pk>/phan-chuyen/", shares.share_list, name="share-list"),
    path("<id:pk>/phan-chuyen/<id:link_pk>/", shares.share_enter, name="share-enter"),
    path("<id:pk>/doi-chieu/", verifying.verification_list, name="verification-list"),
    path("<id:pk>/doi-chieu/<id:version_pk>/", verifying.verification_propose, name="verification-propose"),
    path("<id:pk>/doi-chieu/lan/<id:row_pk>/<slug:slug>/", verifying.verification_answer, name="verification-answer"),
    path("nguoi/<id:pk>/", accounts.person_detail, name="person-detail"),
    path("nguoi/<id:pk>/thu-dien-tu/", accounts.person_email, name="person-email"),
    path("nguoi/<id:pk>/phieu/cap/", accounts.slip_issue, name="slip-issue"),
    path("nguoi/<id:pk>/phieu/huy/", accounts.slip_revoke, name="slip-revoke"),
    path("nguoi/<id:pk>/phieu/in/", accounts.slip_print, name="slip-print"),
    path("nhiem-vu/cho/", proposals.proposal_list, name="proposal-list"),
    path("nhiem-vu/<id:pk>/sua/", accounts.post_correct, name="post-correct"),
    path("<id:pk>/", views.unit_detail, name="unit-detail"),
    path("<id:pk>/cong-dong/", communities.community_list, name="community-list"),
    path("<id:pk>/cong-dong/tong-hop/", communities.community_overview, name="community-overview"),
    path("<id:pk>/cong-dong/ghi/", communities.community_grid, name="community-grid"),
    path("<id:pk>/cong-dong/thay-doi/", communities.community_change, name="community-change"),
    path("<id:pk>/cong-dong/doi-ten/", communities.community_rename, name="community-rename"),
    path("<id:pk>/cong-dong/<id:version>/sua/", communities.community_correct, name="community-correct"),
    path("<id:pk>/cong-dong/viec/<id:step>/hoan-tac/", communities.community_undo, name="community-undo"),
]
