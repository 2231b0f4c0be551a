"""A real mail server (Dovecot), in processes of its own, with one mailbox."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest


@contextlib.contextmanager
def running():
    """Start the server for `anna@mail.example`, whose password is `secret`; gives its port and the mailbox."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if not found:
        pytest.skip("Dovecot is not installed here (on Debian: dovecot-imapd).")
    if os.getuid() != 0:
        pytest.skip(f"Dovecot's own accounts are used, which {getpass.getuser()} may not become.")
    with tempfile.TemporaryDirectory() as folder:
        # Not below the tests' own directory: the server's account may not look into that.
        yield from _started(found, Path(folder))


def _started(found, folder):
    folder.chmod(0o755)
    mail = folder / "mail"
    for name in ("mail", "home", "mail/new", "mail/cur", "mail/tmp"):
        (folder / name).mkdir(exist_ok=True)
        os.chown(folder / name, 65_534, 65_534)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "dovecot.conf"
    settings.write_text(f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{mail}
mailbox_idle_check_interval = 1 s
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={folder}/home
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
""")
    with subprocess.Popen([found, "-F", "-c", str(settings)], stdout=subprocess.DEVNULL) as process:
        try:
            _until_it_answers(port, process)
            yield port, mail
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _until_it_answers(port, process):
    ends = time.monotonic() + 20
    while time.monotonic() < ends and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as line:
                if line.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail("Dovecot did not start.")


def deliver(mail, raw, name):
    kept = mail / "tmp" / name
    kept.write_bytes(raw)
    os.chown(kept, 65_534, 65_534)
    kept.rename(mail / "new" / name)
