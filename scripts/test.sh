#!/bin/sh
# Every test: once without a database's name mattering, then the same suite on PostgreSQL.
# With arguments: pytest with them, on SQLite (or on RIBAMBELLE_TEST_DB).
set -eu
if [ $# -gt 0 ]; then exec "$PYTHON" -m pytest "$@"; fi
printf '\n== SQLite: the whole suite ==\n'
RIBAMBELLE_TEST_DB=sqlite "$PYTHON" -m pytest -n 2 -m "not browser" tests
printf '\n== PostgreSQL: everything that touches a database ==\n'
RIBAMBELLE_TEST_DB=postgres "$PYTHON" -m pytest -n 2 -m "not browser" tests/integration
