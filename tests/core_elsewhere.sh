#!/bin/sh
# Runs the core's tests on the named other Pythons where they are present: sh tests/core_elsewhere.sh 3.12 3.13
# Each gets a small environment of its own, .venv-3.12, renewed when requirements-core.lock changes.
set -eu
judge="tests/connectors/test_addresses.py src/amends/connectors/addresses.py" # whom to ask is judged alike on all

find_python() { # prints a Python of version $1 that starts, or nothing: a shim may be there and lead nowhere
  for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
    if [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$1" ]; then
      echo "$candidate"
      return
    fi
  done
}

for version in "$@"; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "Python $version: not here, so the core was not tried on it. Install python$version to have it tried."
    continue
  fi
  venv=.venv-$version
  if [ ! -e "$venv/installed" ] || [ requirements-core.lock -nt "$venv/installed" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-compile --require-hashes -r requirements-core.lock
    touch "$venv/installed"
  fi
  echo "Python $version: the core's tests"
  # The house's own pytest options speak of Django, which is not here.
  "$venv/bin/python" -m pytest -q --no-header tests/core src/amends/core $judge --hypothesis-profile elsewhere -m "not once" \
    -o addopts="--import-mode=importlib --doctest-modules --strict-markers" -W ignore::pytest.PytestConfigWarning
done
