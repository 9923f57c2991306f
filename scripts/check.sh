#!/bin/sh
# Lint, format, architecture, types, templates, migrations, translations.
set -eu
bin=$1
"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/lint-imports"
"$bin/mypy" --no-incremental # the Django plugin misreads its own cache when models moved
"$bin/djlint" --lint --quiet src/ribambelle
RIBAMBELLE_DATA=${TMPDIR:-/tmp}/ribambelle-check "$bin/ribambelle" manage makemigrations --check --dry-run
"$bin/python" scripts/messages.py check
