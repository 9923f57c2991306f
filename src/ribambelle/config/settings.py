"""Settings of an installation. What a host may change comes from environment variables (docs/reference/settings.md).

Nothing here needs the network, mail or a second process: one folder (`RIBAMBELLE_DATA`) holds database and files.
"""

import os
import secrets
from datetime import time
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("RIBAMBELLE_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _one_of(name: str, *known: str, default: str) -> str:
    """A word of a closed list; another one stops the start with what to write."""
    value = os.environ.get(name) or default
    if value not in {*known, default}:
        raise ImproperlyConfigured(f"{name}={value}: not known. Write one of {', '.join(known)}, or leave it out.")
    return value


def _secret_key() -> str:
    """The key of the environment, or one drawn once and kept in the data folder, readable by its owner alone."""
    if key := os.environ.get("RIBAMBELLE_SECRET_KEY"):
        return key
    path = DATA / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text("ascii").strip()


SECRET_KEY = _secret_key()
DEBUG = _flag("RIBAMBELLE_DEBUG")
# Set by `ribambelle demo` alone: shows the demo accounts on the sign-in page and allows plain HTTP.
DEMO = _flag("RIBAMBELLE_DEMO")
HTTPS = _flag("RIBAMBELLE_HTTPS", default=not (DEMO or DEBUG))
ALLOWED_HOSTS = os.environ.get("RIBAMBELLE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("RIBAMBELLE_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # before allauth: its templates stand in front of those of allauth
    "ribambelle.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "rules",
    "ribambelle.kernel",
    "ribambelle.papers",
    "ribambelle.ui",
    "ribambelle.network",
    "ribambelle.desk",
    "ribambelle.plans",
    "ribambelle.gatherings",
    "ribambelle.offer",
    "ribambelle.demand",
    "ribambelle.commissions",
    "ribambelle.funding",
    "ribambelle.reporting",
    "ribambelle.portal",
    "ribambelle.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # A page is closed unless it says otherwise (`login_not_required`).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ribambelle.ui.middleware.StepsByAddress",
]

ROOT_URLCONF = "ribambelle.config.urls"
WSGI_APPLICATION = "ribambelle.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ribambelle.ui.templatetags.ribambelle",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ribambelle.ui.context.chrome",
            ],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True

_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "ribambelle.sqlite3"),
            "OPTIONS": _SQLITE_OPTIONS,
            "CONN_MAX_AGE": 60,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "ribambelle.accounts.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Ribambelle : "
# A session ends with the browser, or after SESSION_COOKIE_AGE.
ACCOUNT_SESSION_REMEMBER = False
# Per address and per account: allauth's limits, and a rest of five minutes after five wrong passwords.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
ACCOUNT_FORMS = {
    "login": "ribambelle.accounts.forms.SignIn",
    "reauthenticate": "ribambelle.accounts.forms.ConfirmPassword",
    "reset_password": "ribambelle.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "ribambelle.accounts.forms.NewPassword",
    "set_password": "ribambelle.accounts.forms.FirstPassword",
    "change_password": "ribambelle.accounts.forms.ChangePassword",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("RIBAMBELLE_BEHIND_PROXY") else 0
MFA_ADAPTER = "ribambelle.accounts.adapter.StaffSecondFactor"
MFA_FORMS = {
    "authenticate": "ribambelle.accounts.forms.SecondFactor",
    "reauthenticate": "ribambelle.accounts.forms.ConfirmSecondFactor",
    "activate_totp": "ribambelle.accounts.forms.ActivateApplication",
    "add_webauthn": "ribambelle.accounts.forms.AddKey",
    "edit_webauthn": "ribambelle.accounts.forms.RenameKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Ribambelle"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# In the database: the counts of sign-in attempts hold for all processes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("RIBAMBELLE_SMTP_HOST", "")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
EMAIL_PORT = int(os.environ.get("RIBAMBELLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("RIBAMBELLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("RIBAMBELLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("RIBAMBELLE_SMTP_TLS", default=True)
# A server that does not answer holds nobody longer than this, in seconds.
EMAIL_TIMEOUT = 15
# Where people reach this installation: the beginning of every address written in a mail.
BASE_URL = os.environ.get("RIBAMBELLE_URL", "http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("RIBAMBELLE_MAIL_FROM", "coordination@example.org")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French"))]
TIME_ZONE = os.environ.get("RIBAMBELLE_TIME_ZONE", "Europe/Brussels")
USE_TZ = True
USE_I18N = True
# Off: a key above 999 would be written “1 024” into names and addresses. Figures are grouped by the filter `figure`.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The largest file an import takes; a larger one is cut while it arrives.
IMPORT_MAX_BYTES = int(os.environ.get("RIBAMBELLE_IMPORT_MAX_MB", "20")) * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# A grid of 60 sections x 10 half-days is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SECURE_SSL_REDIRECT = HTTPS and _flag("RIBAMBELLE_HTTPS_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("RIBAMBELLE_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# What the coordinating body is called as long as nobody said it on screen (`accounts.selectors.coordinating_body`).
BODY_NAME = os.environ.get("RIBAMBELLE_BODY", "")
ACCENT = os.environ.get("RIBAMBELLE_ACCENT", "")
# The law proposed at the first visit; once said on screen, the database holds it (`accounts.selectors.law`).
LAW = _one_of("RIBAMBELLE_LAW", "BE", "FR", default="")
# Hours needed become half-days: where the morning ends, and how many minutes of a half-day do not count.
NOON = time.fromisoformat(os.environ.get("RIBAMBELLE_NOON", "13:00"))
HALF_DAY_MARGIN = int(os.environ.get("RIBAMBELLE_HALF_DAY_MARGIN", "30"))
OVERCAPACITY_ROUNDING = _one_of("RIBAMBELLE_OVERCAPACITY_ROUNDING", "up", "down", "nearest", default="")
