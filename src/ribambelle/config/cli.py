"""The one command of the product. It imports a room only when a command of that room is asked for.

`place`, `check`, `explain`, `compare`, `generate`, `seal`, `replay` belong to the engine and never load Django.
"""

import sys

ENGINE = ("place", "check", "explain", "compare", "generate", "seal", "replay", "simulate", "select")


def main(argv: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["replay"]:
        from ribambelle.config import replaying

        if (path := replaying.sealed_session(arguments)) is not None:
            return replaying.main(path)
    if arguments and arguments[0] in ENGINE:
        from ribambelle.placement.cli import main as engine

        return int(engine(arguments))
    from ribambelle.config.product import main as product

    return product(arguments)


if __name__ == "__main__":
    sys.exit(main())
