"""Addresses of funds and scholarships, under /hoc-bong/."""

from django.urls import path

from awards.scholarships import views

app_name = "scholarships"

urlpatterns = [
    path("", views.fund_list, name="fund-list"),
    path("tong-hop/", views.summary, name="summary"),
    path("quy/moi/", views.fund_add, name="fund-add"),
    path("quy/<id:pk>/", views.fund_detail, name="fund-detail"),
    path("quy/<id:pk>/thu/", views.receipt_add, name="receipt-add"),
    path("quy/<id:pk>/qua/", views.gift_add, name="gift-add"),
    path("quy/<id:pk>/dot/", views.campaign_add, name="campaign-add"),
    path("quy/<id:pk>/khoa-so/", views.school_year_close, name="school-year-close"),
    path("quy/<id:pk>/suat/", views.grant_list, name="grant-list"),
    path("quy/<id:pk>/suat/moi/", views.grant_add, name="grant-add"),
    path("quy/<id:pk>/danh-sach-co-ten/", views.names_export, name="names-export"),
    path("quy/<id:pk>/nhat-ky/", views.name_access_list, name="name-access-list"),
    path("dot/<id:pk>/", views.campaign_detail, name="campaign-detail"),
    path("dot/<id:pk>/phieu-ky-nhan/", views.campaign_sheet, name="campaign-sheet"),
    path("suat/<id:pk>/", views.grant_detail, name="grant-detail"),
    path("suat/<id:pk>/chi/", views.grant_pay, name="grant-pay"),
    path("suat/<id:pk>/huy/", views.grant_cancel, name="grant-cancel"),
    path("but-toan/<id:pk>/dao/", views.entry_reverse, name="entry-reverse"),
    path("ho-so/<id:pk>/", views.recipient_detail, name="recipient-detail"),
    path("ho-so/<id:pk>/dong-y/", views.consent_add, name="consent-add"),
    path("dong-y/<id:pk>/rut/", views.consent_withdraw, name="consent-withdraw"),
]
