"""The roof: every address of the site."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from awards import rewards
from hocTap import views
from hocTap.lib import converters
from indicators.opening import exchange
from reports.papers.public import check
from reports.views.leading import home
from units.accounts import views as accounts
from units.signin import doors
from units.signin import views as signin

admin.site.site_title = "hocTap"
admin.site.site_header = "Quản trị hocTap"
admin.site.index_title = "Danh mục và người dùng"

converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("so-lieu/", include("indicators.urls")),
    path("don-vi/", include("units.urls")),
    path("bao-cao/van-ban/", include("reports.papers.urls")),
    path("bao-cao/", include("reports.urls")),
    path("danh-hieu/", include("awards.titles.urls")),
    path("hoc-bong/", include("awards.scholarships.urls")),
    path("khen-thuong/quyet-dinh/<id:pk>/thuong/", rewards.decision_reward, name="decision-reward"),
    path("khen-thuong/", include("awards.commendations.urls")),
    path("tai-len/", include("awards.uploads.urls")),
    path("tep/", include("units.files.urls")),
    path("viec/", include("units.desk.urls")),
    path("du-lieu-ca-nhan/", include("units.privacy.urls")),
    path("nhat-ky/", include("units.trails.urls")),
    path("bat-dau/", include("indicators.starting.urls")),
    path("huong-dan/", include("units.help.urls")),
    path("k/<str:code>/", check, name="check"),
    path("cong-khai/", include("indicators.opening.urls")),
    path("api/dataValueSets", exchange.data_value_sets, name="data-value-sets"),
    path("vao/", accounts.enter, name="enter"),
    path("vao/<str:code>/", accounts.enter_code, name="enter-code"),
    path("dang-nhap/buoc-hai/", signin.second_step, name="second-step"),
    path("dang-nhap/tinh/", doors.province_begin, name="province-begin"),
    path("dang-nhap/tinh/ve/", doors.province_back, name="province-back"),
    path("dang-nhap/quen/", doors.forgotten, name="forgotten"),
    path("tai-khoan/", include("units.signin.urls")),
    path("dang-nhap/", views.Login.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("doi-mat-khau/", views.PasswordChange.as_view(), name="password_change"),
    path("quan-tri/", admin.site.urls),
]

handler400 = "hocTap.views.bad_request"
handler403 = "hocTap.views.forbidden"
handler404 = "hocTap.views.not_found"
handler500 = "hocTap.views.server_error"
