"""What the command ``cleanr`` and ``python -m cleanr`` run."""

import sys

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 + SIGINT."""


def main() -> None:
    """Run the command line; Ctrl-C while it is imported ends it as it does later."""
    try:
        from cleanr.cli import main as command_line
    except KeyboardInterrupt:
        print("cleanr: interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
    command_line()


if __name__ == "__main__":
    main()
