"""A hub for feeds that is not ours (Flask-WebSub), on this machine alone; run by the Python it was installed for.

It prints its port. What it does, it does before it answers, so that who asked need not wait for it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path


def main():
    from celery import Celery
    from flask import Flask
    from flask_websub.hub import Hub, SQLite3HubStorage
    from werkzeug.serving import make_server

    at_once = Celery("hub", broker="memory://")
    at_once.conf.task_always_eager = True
    app = Flask("hub")
    settings = {"PUBLISH_SUPPORTED": True, "HUB_MIN_LEASE_SECONDS": 1, "SIGNATURE_ALGORITHM": "sha256"}
    app.config.update(settings, REQUEST_TIMEOUT=60)
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(SQLite3HubStorage(str(Path(folder) / "hub.sqlite3")), at_once, **app.config)
        app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
