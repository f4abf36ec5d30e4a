"""Logging in, in words that help."""

from django.contrib.auth.forms import AuthenticationForm

LONGEST_NAME = 150


class LoginForm(AuthenticationForm):
    """Most wrong passwords here are right ones typed with the Vietnamese keyboard on."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock, "
        "tắt bộ gõ tiếng Việt rồi nhập lại.",
        "inactive": "Tài khoản này đã ngừng dùng. Hãy báo người quản trị hệ thống.",
    }

    def clean_username(self) -> str:
        """No login name is longer than a row can hold; a longer one is simply wrong."""
        username: str = self.cleaned_data["username"]
        if len(username) > LONGEST_NAME:
            raise self.get_invalid_login_error()
        return username
