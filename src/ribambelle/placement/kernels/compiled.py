"""The kernels compiled by Numba from the very functions that run uncompiled, cached on disk between runs.

Importing this module declares them; each is compiled at its first call or read from the cache. The cache stands under
``NUMBA_CACHE_DIR`` where that is set, else under the user's cache folder, in a folder named for the content of every
kernel: Numba alone would not see that a function called by another has changed. Where nothing can be written, they are
compiled anew in each process.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from types import FunctionType, SimpleNamespace

import numba

from ribambelle.placement.kernels.sources import MODULES, constants_of, functions_of

__all__ = ["compiled_kernels"]


def _use_cache() -> bool:
    digest = hashlib.sha256(numba.__version__.encode())
    for module in MODULES:
        digest.update(Path(str(module.__file__)).read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(base).expanduser() / "ribambelle" / f"kernels-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return False
    setattr(numba.config, "CACHE_DIR", str(folder))  # noqa: B010  set by Numba at its import, unknown to its types
    return True


def _declare() -> SimpleNamespace:
    """Give this module a compiled twin of every kernel, each calling the others' twins."""
    cached, names = _use_cache(), globals()
    kernels = {}
    for module in MODULES:
        names.update(constants_of(module))
        for name, function in functions_of(module).items():
            twin = FunctionType(function.__code__, names, name)
            kernels[name] = names[name] = numba.njit(cache=cached, nogil=True)(twin)
    return SimpleNamespace(**kernels)


compiled_kernels = _declare()
