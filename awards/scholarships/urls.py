"""Addresses of funds and scholarships, under /hoc-bong/."""

from django.urls import path

from awards.scholarships.views import funds, money, names, summary

app_name = "scholarships"

urlpatterns = [
    path("", funds.fund_list, name="fund-list"),
    path("tong-hop/", summary.summary, name="summary"),
    path("quy/moi/", funds.fund_add, name="fund-add"),
    path("quy/<id:pk>/", funds.fund_detail, name="fund-detail"),
    path("quy/<id:pk>/thu/", money.receipt_add, name="receipt-add"),
    path("quy/<id:pk>/qua/", money.gift_add, name="gift-add"),
    path("quy/<id:pk>/dot/", funds.campaign_add, name="campaign-add"),
    path("quy/<id:pk>/khoa-so/", money.school_year_close, name="school-year-close"),
    path("quy/<id:pk>/khoa-so-quy/", money.books_close, name="books-close"),
    path("nam-hoc-da-khoa/<id:pk>/mo-lai/", money.school_year_reopen, name="school-year-reopen"),
    path("so-da-khoa/<id:pk>/mo-lai/", money.books_reopen, name="books-reopen"),
    path("quy/<id:pk>/suat/", names.grant_list, name="grant-list"),
    path("quy/<id:pk>/suat/moi/", money.grant_add, name="grant-add"),
    path("quy/<id:pk>/danh-sach-co-ten/", names.names_export, name="names-export"),
    path("quy/<id:pk>/nhat-ky/", names.name_access_list, name="name-access-list"),
    path("dot/<id:pk>/", funds.campaign_detail, name="campaign-detail"),
    path("dot/<id:pk>/phieu-ky-nhan/", names.campaign_sheet, name="campaign-sheet"),
    path("suat/<id:pk>/", names.grant_detail, name="grant-detail"),
    path("suat/<id:pk>/chi/", money.grant_pay, name="grant-pay"),
    path("suat/<id:pk>/huy/", money.grant_cancel, name="grant-cancel"),
    path("but-toan/<id:pk>/dao/", money.entry_reverse, name="entry-reverse"),
    path("ho-so/<id:pk>/", names.recipient_detail, name="recipient-detail"),
    path("ho-so/<id:pk>/dong-y/", names.consent_add, name="consent-add"),
    path("dong-y/<id:pk>/rut/", names.consent_withdraw, name="consent-withdraw"),
]
