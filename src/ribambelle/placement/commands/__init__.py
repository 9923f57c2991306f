"""One module per command of the engine: ``add(parsers)`` declares it, ``run`` does it and gives the exit code."""
