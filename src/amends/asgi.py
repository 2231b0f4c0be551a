"""The site as an ASGI application, for a server of one's own; `amends up` serves it together with the listener."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
application = get_asgi_application()
