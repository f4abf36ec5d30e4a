"""Settings, read from the environment; with nothing set this is one PC with the embedded database.

Environment:
    HOCTAP_ENV      "local" (default), "production" or "office"; the last two have no demo data and no plain http.
                    "production" needs PostgreSQL; "office" is one office on one machine of its own, with the embedded
                    database. Any other word is refused, so that a slip of the pen never starts half a production.
    DATABASE_URL    postgres://user:password@host/name; without it, SQLite in HOCTAP_VAR.
    HOCTAP_REPLICA_URL  a replica that PostgreSQL streams to: lists, reports and public pages are read from it.
    HOCTAP_PGBOUNCER  "1" when DATABASE_URL leads to PgBouncer, which gives a connection for one transaction at a time.
    SECRET_KEY      required in production and office, at least 50 random signs; on one PC it is made once and kept in
                    HOCTAP_VAR.
    ALLOWED_HOSTS   comma-separated host names; required in production.
    HOCTAP_COLLECTED  "1" when `manage.py collectstatic` was run, so that pages name its files; so in production.
    EMAIL_HOST      mail server by which one-time links are sent; without it mails are printed to the console on one PC,
                    and none goes out in production. With it EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD,
                    EMAIL_USE_TLS (so unless "0") or EMAIL_USE_SSL, EMAIL_FROM.
    HOCTAP_OPERATOR comma-separated addresses to which errors are mailed, each kind of error once an hour.
    HOCTAP_HSTS     "1" when every name below this one is served by https too: browsers are told so ("preload" as well).
    HOCTAP_METRICS_KEY  key with which Prometheus asks for /metrics; without it there is no such address.
    HOCTAP_LOG      "1" writes one line for every request, as production always does.
    HOCTAP_PROXIES  comma-separated addresses or networks of the reverse proxies: only what these say in
                    X-Forwarded-For is believed of where a request comes from.
    HOCTAP_IDLE     minutes after which a shared PC that nobody touched asks for the password again (15).
    HOCTAP_OIDC     address of a provider of accounts (OpenID Connect issuer), with HOCTAP_OIDC_CLIENT and
                    HOCTAP_OIDC_SECRET; HOCTAP_OIDC_CLAIM says which of its claims is the log-in name here
                    ("preferred_username"; "email" is compared with addresses), HOCTAP_OIDC_NAME the button's words.
    HOCTAP_SITE     where the site is reached, "https://name"; letters with reminders then lead to its pages.
    HOCTAP_VAR      folder of what this installation writes (database, key, collected files).
"""

import ipaddress
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("HOCTAP_VAR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

ENVIRONMENT = env.str("HOCTAP_ENV", "local")
if ENVIRONMENT not in ("local", "office", "production"):
    raise ImproperlyConfigured(
        f"HOCTAP_ENV phải là “local”, “office” hoặc “production”, không phải “{ENVIRONMENT}” (docs/install.md)."
    )
PRODUCTION = ENVIRONMENT != "local"
DEBUG = env.bool("DEBUG", False)
COLLECTED = PRODUCTION or env.bool("HOCTAP_COLLECTED", False)


def local_secret_key() -> str:
    """A key of this PC's own, made at the first start: sessions survive a restart."""
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        file.chmod(0o600)
    return file.read_text(encoding="utf-8")


SHORTEST_KEY, FEWEST_SIGNS = 50, 8
"""A shorter key, or one of a few signs over and over, is guessed: with it anybody signs in as anybody."""
TYPED_KEYS = ("django-insecure-", "only-", "change", "secret", "hoctap")
"""How keys begin that stand in instructions and examples, which everybody knows."""


def served_secret_key() -> str:
    """The key of an installation that others reach, from the environment; a guessable one refuses to start."""
    given = env.str("SECRET_KEY", "").strip()
    typed = set(given) <= set("0123456789") or given.lower().startswith(TYPED_KEYS)
    if len(given) >= SHORTEST_KEY and len(set(given)) >= FEWEST_SIGNS and not typed:
        return given
    fault = "chưa đặt SECRET_KEY" if not given else "SECRET_KEY quá ngắn hoặc ai cũng đoán được"
    raise ImproperlyConfigured(
        f"HOCTAP_ENV={ENVIRONMENT}: {fault}. Hãy đặt SECRET_KEY là ít nhất {SHORTEST_KEY} chữ, số ngẫu nhiên, lấy bằng"
        " lệnh: python3 -c 'import secrets; print(secrets.token_urlsafe(64))' (docs/install.md)."
    )


def served_hosts() -> list[str]:
    """The names by which others reach the installation."""
    given: list[str] = env.list("ALLOWED_HOSTS", [])
    hosts = [host for host in given if host]
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS=* nhận mọi tên máy chủ, kẻ xấu nhờ đó gửi liên kết giả. Hãy ghi đúng tên máy chủ, ví dụ"
            " ALLOWED_HOSTS=hoctap.tinh.gov.vn (docs/install.md)."
        )
    if hosts:
        return hosts
    raise ImproperlyConfigured(
        f"HOCTAP_ENV={ENVIRONMENT}: chưa đặt ALLOWED_HOSTS. Hãy ghi tên máy chủ, ví dụ ALLOWED_HOSTS=hoctap.tinh.gov.vn"
        " (docs/install.md)."
    )


SECRET_KEY = served_secret_key() if PRODUCTION else env.str("SECRET_KEY", "") or local_secret_key()
ALLOWED_HOSTS = served_hosts() if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "hocTap.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "django_tasks",
    "units",  # before django_tasks_db: its worker is ours, which also says that it lives
    "django_tasks_db",
    "django_filters",
    "django_tables2",
    "simple_history",
    "awards",
    "indicators",
    "reports",
]

MIDDLEWARE = [
    "hocTap.lib.watching.Health",
    "hocTap.lib.metrics.Metrics",
    "hocTap.lib.watching.OneLine",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hocTap.lib.http.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.signin.gate.Gate",
    "hocTap.lib.middleware.LoginRequired",
    "hocTap.lib.replica.ReadFromReplica",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "hocTap.lib.middleware.CleanText",
    "hocTap.lib.middleware.NotThatWay",
    "units.counted.CountAnew",
    "units.readers.OnlyReads",
    "units.accounts.access.OwnAccess",
    "units.privacy.seeing.NotesLists",
    "units.once.Once",  # the last: it runs the view
]

ROOT_URLCONF = "hocTap.urls"
WSGI_APPLICATION = "hocTap.wsgi.application"
FORM_RENDERER = "hocTap.lib.widgets.Renderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "hocTap.lib.templatetags.addresses",
                "hocTap.lib.templatetags.vi",
                "hocTap.menu",
                "units.help.tags",
            ],
            "libraries": {"vi": "hocTap.lib.templatetags.vi", "menu": "hocTap.menu", "help": "units.help.tags"},
        },
    }
]


PLANNED_AFTER = 5
"""So many times a question is asked of one connection before PostgreSQL keeps its plan (hocTap/lib/planned.py)."""


def databases() -> dict[str, Any]:
    """PostgreSQL where DATABASE_URL names one, else SQLite for several writers: what it acknowledged is on the disk."""
    if env.str("DATABASE_URL", ""):
        default = database("DATABASE_URL")
        if ENVIRONMENT == "production" and "postgresql" not in default["ENGINE"]:
            raise ImproperlyConfigured(
                "HOCTAP_ENV=production cần PostgreSQL: DATABASE_URL=postgres://… (docs/install.md)."
            )
        if env.bool("HOCTAP_PGBOUNCER", False):
            default |= {"DISABLE_SERVER_SIDE_CURSORS": True, "CONN_MAX_AGE": 0}
        elif "postgresql" in default["ENGINE"]:
            default["OPTIONS"] = {"prepare_threshold": PLANNED_AFTER, **default.get("OPTIONS", {})}
        return {"default": default, **replica()}
    if ENVIRONMENT == "production":
        raise ImproperlyConfigured(
            "HOCTAP_ENV=production cần PostgreSQL: hãy đặt DATABASE_URL=postgres://…; một cơ quan dùng một máy với cơ"
            " sở dữ liệu đi kèm thì đặt HOCTAP_ENV=office (docs/install.md)."
        )
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "hoctap.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    }


def database(name: str) -> dict[str, Any]:
    """The database that a setting names; one of another kind, or a broken address, refuses to start."""
    try:
        found: dict[str, Any] = env.dj_db_url(name, conn_max_age=60, conn_health_checks=True)
    except (EnvError, ValueError, KeyError):
        found = {}
    if found.get("ENGINE") not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise ImproperlyConfigured(
            f"{name} phải là địa chỉ PostgreSQL: {name}=postgres://tên:mật_khẩu@máy/cơ_sở_dữ_liệu (docs/install.md)."
        )
    return found


def replica() -> dict[str, Any]:
    """The replica for reading, if there is one; tests look at one database under both names."""
    if not env.str("HOCTAP_REPLICA_URL", ""):
        return {}
    found = database("HOCTAP_REPLICA_URL")
    found["OPTIONS"] = {"connect_timeout": 2, "prepare_threshold": PLANNED_AFTER, **found.get("OPTIONS", {})}
    return {"replica": {**found, "TEST": {"MIRROR": "default"}}}


DATABASES = databases()
READS_FROM_REPLICA = "replica" in DATABASES
DATABASE_ROUTERS = ["hocTap.lib.replica.Router"] if READS_FROM_REPLICA else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hocTap.lib.passwords.NotAlike"},
    {"NAME": "hocTap.lib.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "hocTap.lib.passwords.NotCommon"},
    {"NAME": "hocTap.lib.passwords.NotNumbersAlone"},
    {"NAME": "hocTap.lib.passwords.NobodysName"},
    {"NAME": "hocTap.lib.passwords.NotShown"},
]


def oidc() -> dict[str, str]:
    """The provider of accounts, if there is one: named whole, or it refuses to start."""
    if not env.str("HOCTAP_OIDC", ""):
        return {}
    missing = [name for name in ("HOCTAP_OIDC_CLIENT", "HOCTAP_OIDC_SECRET") if not env.str(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Đã đặt HOCTAP_OIDC nhưng chưa đặt {' và '.join(missing)}. Hãy ghi mã và khóa mà nơi cấp tài khoản của"
            " tỉnh đã giao, hoặc bỏ HOCTAP_OIDC (docs/install.md)."
        )
    if PRODUCTION and not env.str("HOCTAP_OIDC").startswith("https://"):
        raise ImproperlyConfigured("HOCTAP_OIDC phải bắt đầu bằng https:// (docs/install.md).")
    return {
        "issuer": env.str("HOCTAP_OIDC"),
        "client": env.str("HOCTAP_OIDC_CLIENT"),
        "secret": env.str("HOCTAP_OIDC_SECRET"),
        "claim": env.str("HOCTAP_OIDC_CLAIM", "preferred_username"),
        "name": env.str("HOCTAP_OIDC_NAME", "Đăng nhập bằng tài khoản của tỉnh"),
    }


OIDC = oidc()

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "units.signin.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
LONGEST_IDLE = SESSION_COOKIE_AGE // 60


def idle() -> timedelta:
    """After how long a shared PC asks again: some minutes, and no longer than a session lasts."""
    try:
        minutes: int = env.int("HOCTAP_IDLE", 15)
    except EnvError:
        minutes = 0
    if not 1 <= minutes <= LONGEST_IDLE:
        raise ImproperlyConfigured(
            f"HOCTAP_IDLE phải là số phút từ 1 đến {LONGEST_IDLE}, không phải “{env.str('HOCTAP_IDLE')}”."
        )
    return timedelta(minutes=minutes)


SHARED_PC_IDLE = idle()

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "hocTap.views.locked"
AXES_RESET_ON_SUCCESS = True
AXES_WHITELIST_CALLABLE = "units.signin.throttle.is_known_device"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # a lock opens by itself; its tables speak English and hold addresses of machines

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
LOCALE_PATHS = [BASE_DIR / "hocTap/locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["hocTap.lib.formats"]
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "hocTap.lib.sheet.Finder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "hocTap.lib.sheet.Storage" if COLLECTED else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 60 * 60  # of the few names without a digest; those with one are kept for ever

DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "hocTap.views.csrf_failure"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("HOCTAP_HSTS", False)
    # Other names of the domain are not ours to promise https for: that they are asked so is no fault.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Long work waits in the database for `manage.py db_worker`; one PC runs one beside the web server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# One-time links go by mail where there is a server for it; MAIL says how: "smtp", "console" or not at all.
EMAIL_HOST = env.str("EMAIL_HOST", "")
MAIL = "smtp" if EMAIL_HOST else "" if PRODUCTION else "console"
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL or 'dummy'}.EmailBackend"
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", not EMAIL_USE_SSL)
EMAIL_PORT = env.int("EMAIL_PORT", 465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", EMAIL_HOST_USER or "hoctap@localhost")

SITE = env.str("HOCTAP_SITE", "")  # for letters that the worker writes, which comes from no request
CALENDAR_HOST = SITE.partition("://")[2].partition("/")[0] or "hoctap.local"  # behind the @ of a calendar's entries

LONG_LIST = 5_000  # lists of more rows are taken out as Excel by that worker, not while the browser waits
LONG_PRINT = 1_000  # prints of more rows, about thirty pages, are made by that worker too

DJANGO_TABLES2_TEMPLATE = "components/table.html"
DJANGO_TABLES2_PAGE_RANGE = 7
SIMPLE_HISTORY_REVERT_DISABLED = True

SIGNERS = env.str("HOCTAP_SIGNERS", "")  # a folder of root certificates by which digital signatures are judged

SHORTEST_METRICS_KEY = 16


def metrics_key() -> str:
    """The key of /metrics; one that is guessed, or that no header can bear, refuses to start."""
    given = env.str("HOCTAP_METRICS_KEY", "")
    sound = given.isascii() and given.isprintable() and " " not in given
    if given and not (sound and (len(given) >= SHORTEST_METRICS_KEY or not PRODUCTION)):
        raise ImproperlyConfigured(
            f"HOCTAP_METRICS_KEY phải có ít nhất {SHORTEST_METRICS_KEY} chữ không dấu, số, không có dấu cách; lấy bằng"
            " lệnh: python3 -c 'import secrets; print(secrets.token_urlsafe(32))' (docs/install.md)."
        )
    return given


def proxies() -> list[str]:
    """The reverse proxies that are believed; what is no address or network, or is all of them, refuses to start."""
    asked: list[str] = env.list("HOCTAP_PROXIES", [])
    given = [each.strip() for each in asked if each.strip()]
    for each in given:
        try:
            everywhere = ipaddress.ip_network(each).prefixlen == 0
        except ValueError:
            everywhere = True
        if everywhere:
            raise ImproperlyConfigured(
                f"HOCTAP_PROXIES: “{each}” không phải địa chỉ hay dải mạng của máy chuyển tiếp. Hãy ghi ví dụ"
                " HOCTAP_PROXIES=127.0.0.1,10.0.0.0/24 (docs/install.md)."
            )
    return given


METRICS_KEY = metrics_key()
PROXIES = proxies()
AXES_CLIENT_IP_CALLABLE = "hocTap.lib.watching.address_of"

OPERATORS: list[str] = env.list("HOCTAP_OPERATOR", [])
LOG_REQUESTS = PRODUCTION or env.bool("HOCTAP_LOG", False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "requests": {"class": "logging.StreamHandler", "formatter": "line"},
        "operators": {"class": "hocTap.lib.watching.ToOperators", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "operators"], "level": "WARNING"},
    "loggers": {
        # One line for each request says what was refused; a traceback for every 403 and 404 would drown the errors.
        "django.request": {"level": "ERROR"},
        "pyhanko": {"level": "CRITICAL"},  # what it says of a signature stands on the page
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "hocTap.requests": {
            "handlers": ["requests"],
            "level": "INFO" if LOG_REQUESTS else "CRITICAL",
            "propagate": False,
        },
    },
}
