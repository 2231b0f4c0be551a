"""A site of another author (django-indieweb, BSD) that takes webmentions and sends them; run by the Python it is for.

It prints its port. `/header` and `/tag` are pages that want to be told, `/deaf` is one that does not; what is posted to
`/write/NAME` stands at `/wrote/NAME`, and is gone once nothing is posted; `/mentions` tells what it received, and how
often; `/tell` lets it send. Its guard against addresses inside a network is taken off for this machine alone.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PAGES = {"/tag": '<link rel="webmention" href="/indieweb/webmention/">', "/deaf": "A page that wants to know nothing."}
wrote: dict[str, str] = {}
times: dict[str, int] = {}


def later(key):
    """Process a mention in its own time, as a busy site does."""
    from indieweb.models import Webmention
    from indieweb.processors import WebmentionProcessor

    def process():
        row = Webmention.objects.get(pk=key)
        WebmentionProcessor().process_webmention(row.source_url, row.target_url)
        times[f"{row.source_url} {row.target_url}"] = times.get(f"{row.source_url} {row.target_url}", 0) + 1

    threading.Thread(target=process, daemon=True).start()


def page(request, name=""):
    from django.http import HttpResponse

    if request.method == "POST":
        wrote[name] = request.body.decode()
        return HttpResponse(status=204)
    if name:
        return HttpResponse(wrote.get(name, ""), status=200 if wrote.get(name) else 410)
    answer = HttpResponse(PAGES.get(request.path, "A page."))
    if request.path == "/header":
        answer["Link"] = '</indieweb/webmention/>; rel="webmention"'
    return answer


def mentions(_request):
    from django.http import JsonResponse
    from indieweb.models import Webmention

    rows = Webmention.objects.values("source_url", "target_url", "status")
    return JsonResponse({
        f"{row['source_url']} {row['target_url']}": row["status"] for row in rows
        if f"{row['source_url']} {row['target_url']}" in times
    } | {"times": times})  # fmt: skip


def tell(request):
    from django.http import JsonResponse
    from indieweb.senders import WebmentionSender

    source, target, sender = request.GET["source"], request.GET["target"], WebmentionSender()
    endpoint = sender.discover_endpoint(target)
    told = sender.send_webmention(source, target, endpoint) if endpoint else {}
    return JsonResponse({"endpoint": endpoint} | told)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told):
        pass


def main(folder):
    """Make the site in a folder, and serve it until the process ends."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "site.sqlite3"),
                               # Two mentions at once wait for each other, and neither is lost to a locked table.
                               "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sites", "indieweb"],
        SECRET_KEY="this machine alone", ROOT_URLCONF=__name__, SITE_ID=1, ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None,
        MIGRATION_MODULES=dict.fromkeys(("contenttypes", "auth", "sites", "indieweb")), USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INDIEWEB_WEBMENTION_ENQUEUE=f"{__name__}.later",
    )  # fmt: skip
    django.setup()
    from django.contrib.sites.models import Site
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from django.views.decorators.csrf import csrf_exempt
    from indieweb import http_client

    guard = http_client._blocked_ip_address
    http_client._blocked_ip_address = lambda address: address != "127.0.0.1" and guard(address)
    sys.modules[__name__].urlpatterns = [
        path("indieweb/", include("indieweb.urls")), path("mentions", mentions), path("tell", tell),
        path("write/<str:name>", csrf_exempt(page)), path("wrote/<str:name>", page),
        *(path(each, page) for each in ("header", "tag", "deaf")),
    ]  # fmt: skip
    call_command("migrate", run_syncdb=True, verbosity=0)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    Site.objects.update(domain=f"127.0.0.1:{server.server_port}")
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(made)
