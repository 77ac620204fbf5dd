"""``python -m cleanr``: the same as the command ``cleanr``."""

from cleanr.cli import main

if __name__ == "__main__":
    main()
