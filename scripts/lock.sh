#!/bin/sh
# Hashed requirements for every platform, without any address in them.
set -eu
uv=$1
compile() { "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 "$@"; }
printf 'uv\n' | compile - -o requirements/uv.txt
compile pyproject.toml -o requirements/base.txt
compile pyproject.toml --extra scale --extra cluster --group dev -o requirements/dev.txt
