"""Addresses of funds and scholarships, under /hoc-bong/."""

from django.urls import path

from awards.scholarships import views

app_name = "scholarships"

urlpatterns = [
    path("", views.fund_list, name="fund-list"),
    path("tong-hop/", views.summary, name="summary"),
    path("quy/moi/", views.fund_add, name="fund-add"),
    path("quy/<int:pk>/", views.fund_detail, name="fund-detail"),
    path("quy/<int:pk>/thu/", views.receipt_add, name="receipt-add"),
    path("quy/<int:pk>/qua/", views.gift_add, name="gift-add"),
    path("quy/<int:pk>/dot/", views.campaign_add, name="campaign-add"),
    path("quy/<int:pk>/khoa-so/", views.school_year_close, name="school-year-close"),
    path("quy/<int:pk>/suat/", views.grant_list, name="grant-list"),
    path("quy/<int:pk>/suat/moi/", views.grant_add, name="grant-add"),
    path("quy/<int:pk>/danh-sach-co-ten/", views.names_export, name="names-export"),
    path("quy/<int:pk>/nhat-ky/", views.name_access_list, name="name-access-list"),
    path("dot/<int:pk>/", views.campaign_detail, name="campaign-detail"),
    path("dot/<int:pk>/phieu-ky-nhan/", views.campaign_sheet, name="campaign-sheet"),
    path("suat/<int:pk>/", views.grant_detail, name="grant-detail"),
    path("suat/<int:pk>/chi/", views.grant_pay, name="grant-pay"),
    path("suat/<int:pk>/huy/", views.grant_cancel, name="grant-cancel"),
    path("but-toan/<int:pk>/dao/", views.entry_reverse, name="entry-reverse"),
    path("ho-so/<int:pk>/", views.recipient_detail, name="recipient-detail"),
    path("ho-so/<int:pk>/dong-y/", views.consent_add, name="consent-add"),
    path("dong-y/<int:pk>/rut/", views.consent_withdraw, name="consent-withdraw"),
]
