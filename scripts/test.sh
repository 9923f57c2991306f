#!/bin/sh
# Every test: once without a database's name mattering, then the same suite on PostgreSQL.
# With arguments: pytest with them, on SQLite (or on RIBAMBELLE_TEST_DB).
# The order of the tests is shuffled, the same way every time: RIBAMBELLE_TEST_SEED=last, or a number, for another.
set -eu
seed=${RIBAMBELLE_TEST_SEED:-1}
if [ $# -gt 0 ]; then exec "$PYTHON" -m pytest "$@"; fi
printf '\n== SQLite: the whole suite ==\n'
RIBAMBELLE_TEST_DB=sqlite "$PYTHON" -m pytest --randomly-seed "$seed" -n 2 -m "not browser" tests
printf '\n== PostgreSQL: everything that touches a database ==\n'
RIBAMBELLE_TEST_DB=postgres "$PYTHON" -m pytest --randomly-seed "$seed" -n 2 -m "not browser" tests/integration
