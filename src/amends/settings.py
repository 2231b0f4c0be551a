"""Environment in, Django settings out; everything has a default that is safe on one's own machine.

======================  ==============================================================================
variable                what it does
======================  ==============================================================================
AMENDS_DATA             the data directory: database, secret key, lock (default ``var``)
AMENDS_DATABASE_URL     ``postgres://…`` to use PostgreSQL instead of the SQLite file in the data directory
AMENDS_HOSTS            further names the site answers to, comma separated (``amends.example.org``)
AMENDS_HTTPS            ``1`` when a proxy in front speaks HTTPS: secure cookies and HSTS
AMENDS_PROXIES          how many proxies stand in front (default 0): whose word on a reader's address is taken
AMENDS_ADDRESS          where the world finds the site (``https://amends.example.org``): receipts and feeds name it
AMENDS_EMAIL_URL        the post office for codes: ``smtp://user:password@host:587/?from=amends@example.org``
AMENDS_NEAR         servers of your own network that may be listened to (``pds.home:2583``), comma separated
AMENDS_PLC              the directory of Bluesky's accounts (default ``https://plc.directory``)
AMENDS_NAME_SERVER      the name server that is asked about handles (``127.0.0.1:53``), where not the machine's own
AMENDS_GITHUB_ID        the client id of a GitHub OAuth app: voters may sign in there to show who they are
AMENDS_GITHUB_SECRET    its client secret
AMENDS_CAREFUL          ``0`` leaves the careful reader alone, though it is installed
AMENDS_READER_URL       a language model of one's own (``http://127.0.0.1:11434/v1``) that reads what is unsure
AMENDS_READER_MODEL     its name there
AMENDS_READER_KEY       the token it asks for, if any
AMENDS_TIME_ZONE        the zone in which pages tell the time (default ``UTC``), such as ``Europe/Amsterdam``
AMENDS_SECRET_KEY       the secret key, where it must not lie in a file
AMENDS_DEMO             ``1`` says on each page that the story told there is invented; `amends demo` sets it
AMENDS_DEBUG            ``1`` shows Django's own error pages: never on a machine others can reach
======================  ==============================================================================
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.management.utils import get_random_secret_key

from amends.post_office import post_office
from amends.store import databases


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def _names(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _place(text: str, port: int) -> tuple[str, int] | None:
    """Split a host and a port, which may be left out; nothing where there is no text."""
    parts = urlsplit(f"//{text}")
    return (parts.hostname, parts.port or port) if parts.hostname else None


def _secret_key(data: Path) -> str:
    """Take the key of the environment, of the data directory, or one that lives as long as this process."""
    if given := os.environ.get("AMENDS_SECRET_KEY", ""):
        return given
    kept = data / "secret-key"
    # `amends up` makes the file; a command that only reads must not leave files behind.
    return kept.read_text(encoding="ascii").strip() if kept.is_file() else get_random_secret_key()


AMENDS_DATA: Final = Path(os.environ.get("AMENDS_DATA", "var")).expanduser().absolute()
AMENDS_DEMO: Final = _flag("AMENDS_DEMO")
AMENDS_ADDRESS: Final = os.environ.get("AMENDS_ADDRESS", "").strip().rstrip("/")
AMENDS_ORIGIN: Final = AMENDS_ADDRESS.partition("://")[2]
"""The name by which the ledger signs: the site's host, and its path where it has one."""
AMENDS_NEAR: Final = tuple(_names("AMENDS_NEAR"))
AMENDS_HTTPS: Final = _flag("AMENDS_HTTPS")

AMENDS_CAREFUL: Final = os.environ.get("AMENDS_CAREFUL", "1").strip().lower() not in ("0", "false", "no", "off")

AMENDS_PLC: Final = os.environ.get("AMENDS_PLC", "").strip().rstrip("/") or "https://plc.directory"
AMENDS_NAME_SERVER: Final = _place(os.environ.get("AMENDS_NAME_SERVER", "").strip(), 53)

AMENDS_GITHUB_ID: Final = os.environ.get("AMENDS_GITHUB_ID", "").strip()
AMENDS_GITHUB_SECRET: Final = os.environ.get("AMENDS_GITHUB_SECRET", "").strip()

DEBUG = _flag("AMENDS_DEBUG")
SECRET_KEY = _secret_key(AMENDS_DATA)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_names("AMENDS_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _names("AMENDS_HOSTS")]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of passkeys speaks of dates with it
    "amends.store",
    "amends.web",  # before allauth, so that our templates stand in for its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amends.web.headers.ContentSecurityPolicy",
    "amends.web.static_files.StaticFiles",
    "amends.web.language.Language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "amends.web.urls"
ASGI_APPLICATION = "amends.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

_address = os.environ.get("AMENDS_DATABASE_URL", "")
DATABASES = {"default": databases.postgresql(_address) if _address else databases.sqlite(AMENDS_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).parent / "web" / "locale"]
TIME_ZONE = os.environ.get("AMENDS_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # the wheel serves its own files: no collecting step between installing and starting
WHITENOISE_MAX_AGE = 600

# A reader never gets a cookie: the session starts when the owner signs in.
SESSION_COOKIE_NAME = "amends_session"
SESSION_COOKIE_SECURE = AMENDS_HTTPS
CSRF_COOKIE_NAME = "amends_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = AMENDS_HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "amends.web.errors.forbidden"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if AMENDS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AMENDS_HTTPS else None
X_FRAME_OPTIONS = "DENY"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "amends.actions.access.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers themselves allow passkeys without HTTPS only on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not AMENDS_HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("AMENDS_PROXIES", "0"))
_mail = post_office(os.environ.get("AMENDS_EMAIL_URL", ""))
EMAIL_BACKEND = _mail.backend
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_SSL = _mail.tls_at_once
EMAIL_USE_TLS = _mail.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail.sender

LOGGING_CONFIG = None  # `amends.worker.logs` sets up both Django's and our own
