"""The site as an ASGI application, for a server of one's own; `amends up` serves it together with the listener."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from amends.web.kept_pages import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
_site = cast("Application", get_asgi_application())

# Both read the store, which is there only once Django is.
from amends.web.kept_pages import KeptPages  # noqa: E402 - see above
from amends.web.quick_say import QuickSay  # noqa: E402 - see above

application = KeptPages(QuickSay(_site))
