"""The site as an ASGI application, for a server of one's own; `amends up` serves it together with the listener."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from django.core.asgi import get_asgi_application

from amends.web.kept_pages import KeptPages

if TYPE_CHECKING:
    from amends.web.kept_pages import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
application = KeptPages(cast("Application", get_asgi_application()))
