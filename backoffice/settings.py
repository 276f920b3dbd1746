"""Every setting, read from the environment; a bad value stops the start.

`.env.example` lists each variable with a safe local value.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from backoffice import env, keys, logs, schedule

BASE_DIR = env.CHECKOUT
HOME: Path = env.home()

# --- who we are to the outside ---

DEBUG = env.flag("DEBUG", default=False)
BEHIND_TLS = env.flag("BEHIND_TLS", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECRET_KEY = env.secret("SECRET_KEY", "") or keys.kept(HOME / "keys" / "secret_key")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ROOT_URLCONF = "backoffice.urls"
WSGI_APPLICATION = "backoffice.wsgi.application"

# --- apps and what every request passes through ---

INSTALLED_APPS = [
    "backoffice",
    "audit",
    "ledger",
    "ai",
    "intake",
    "reconciliation",
    "review",
    "evaluation",
    "kpi",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_rq",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "backoffice.problems.ApiProblems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backoffice.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backoffice.context.frame",
            ],
        },
    },
    {
        # Tables whose rendering time counts; everything else is Django's own.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "backoffice.jinja.environment"},
    },
]

# --- database and queue ---

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.database(
        env.secret("DATABASE_URL", env.NO_DATABASE),
        is_pooled=env.flag("DATABASE_POOL", default=False),
        pool_size=env.number("DATABASE_POOL_SIZE", 8, least=1, most=200),
    )
}

REDIS_URL = env.secret("REDIS_URL", env.NO_QUEUE)
RQ_QUEUES = {
    "documents": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 600},
    "default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 3600},
    "scans": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 3600},
}
# Larger files are turned away at the door.
DOCUMENT_SIZE_LIMIT = env.number("DOCUMENT_SIZE_LIMIT", 50 * 1024 * 1024, least=1)
# While more documents wait than this, the API takes in no more and says when to come again.
DOCUMENT_BACKLOG_LIMIT = env.number("DOCUMENT_BACKLOG_LIMIT", 20_000, least=1)
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 6_000, least=1)
# Folders that are watched, and the files with the passwords of mailboxes, lie below these.
WATCHED_FOLDERS = Path(env.text("WATCHED_FOLDERS", str(HOME / "inboxes")))
INBOX_SECRETS = Path(env.text("INBOX_SECRETS", str(HOME / "secrets")))
DOCUMENT_PIPELINE = "backoffice.pipeline.process_document"
DOCUMENT_RECOGNITION = "backoffice.pipeline.recognise_document"
# Pages that `load` and `evaluate` have recognised at once; each takes a core and 0.5 GB.
OCR_PROCESSES = env.number("OCR_PROCESSES", min(os.cpu_count() or 1, 2), least=1, most=64)
JOBS = [DOCUMENT_PIPELINE, DOCUMENT_RECOGNITION, *(entry.job for entry in schedule.REPEATED)]

# --- the model: off without a key; limits that are reached are said, never stretched ---

MODEL_API_KEY = env.secret("MODEL_API_KEY", "")
MODEL_BASE_URL = env.text("MODEL_BASE_URL", "")
MODEL_PROVIDER = env.choice(
    "MODEL_PROVIDER", "anthropic" if MODEL_API_KEY else "off", among=env.PROVIDERS
)
MODEL_RECORDED = env.text("MODEL_RECORDED", "")  # a folder of answers, for the provider "recorded"
MODEL_POSTURE = env.text("MODEL_POSTURE", "")  # what the vendor keeps and for how long, as agreed
MODEL_LOCAL_FILE = env.text("MODEL_LOCAL_FILE", "")  # weights (GGUF) for "local"; else the extra's
MODEL_NAME = env.text("MODEL_NAME", "local" if MODEL_PROVIDER == "local" else "claude-haiku-5-5")
# From the smallest to the largest, "MODEL, MODEL; PURPOSE: MODEL, MODEL"; left out: that one model.
MODEL_LADDER = env.text("MODEL_LADDER", MODEL_NAME)
# Of a ladder the smallest is asked first that gave answers to use this often.
MODEL_BAR = env.amount("MODEL_BAR", "0.80")
MODEL_SECONDS = env.number("MODEL_SECONDS", 60, least=1, most=600)
MODEL_RETRIES = env.number("MODEL_RETRIES", 2, most=10)
MODEL_MOST_CHARACTERS = env.number("MODEL_MOST_CHARACTERS", 60_000, least=1)
MODEL_MOST_TOKENS = env.number("MODEL_MOST_TOKENS", 4_096, least=1)
MODEL_SPEND_A_DAY = env.amount("MODEL_SPEND_A_DAY", "10.00")
MODEL_PRICE_IN = env.amount("MODEL_PRICE_IN", "1.00")
MODEL_PRICE_OUT = env.amount("MODEL_PRICE_OUT", "5.00")
# Prices of each model, "MODEL IN OUT [CACHED CACHE_WRITE]; ..."; others cost the two above.
MODEL_PRICES = env.text("MODEL_PRICES", "")
MODEL_BATCH_SHARE = env.amount("MODEL_BATCH_SHARE", "0.5")  # of the price, for work of the night
# Which packaged model says where a text lies among meanings; "multilingual" is an extra.
EMBEDDING_MODEL = env.choice(
    "EMBEDDING_MODEL", "english", among=frozenset({"english", "multilingual"})
)

# --- the trail ---

CODE_VERSION = env.text("CODE_VERSION", "") or keys.code_version(BASE_DIR)
AUDIT_SIGNING_KEY = Path(env.text("AUDIT_SIGNING_KEY", str(HOME / "keys" / "audit_ed25519.pem")))
AUDIT_WITNESS_FILE = Path(env.text("AUDIT_WITNESS_FILE", str(HOME / "witness" / "checkpoints")))

# --- sign-in ---

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "backoffice.people.PeopleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "backoffice.signin.ClosedDoor"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tieout"

# Lockout is counted in the database, so every process and machine counts together.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURE_LIMIT", 5, least=1)
AXES_COOLOFF_TIME = env.number("LOGIN_LOCKOUT_HOURS", 1, least=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "backoffice.signin.name_tried"
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "backoffice.views.too_many"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "backoffice.views.form_was_refused"
# Two installations on one machine share a host name; their cookies must not meet.
SESSION_COOKIE_NAME = env.text("SESSION_COOKIE_NAME", f"session_{keys.mark_of(HOME)}")
CSRF_COOKIE_NAME = f"csrf_{keys.mark_of(HOME)}"

# --- what a browser may do ---

SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^api/v1/(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Large files are written to disk while they come in; forms without files stay small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- files and language ---

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(HOME / "static")))
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backoffice.staticfiles.CollectedFiles"},
}
MEDIA_ROOT = HOME / "files"

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# --- logs ---

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", among=logs.LEVELS)
LOGGING = logs.configuration(level=LOG_LEVEL, is_json=env.flag("LOG_JSON", default=True))
