"""``cleanr completion``: the script that makes a shell complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cleanr.cli.printing import show
from cleanr.cli.values import OneOf

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_CLEANR_COMPLETE"
"""Through which the shell asks; click makes it of the command's name."""

EXAMPLES = """\b
Examples:
  cleanr completion bash > ~/.local/share/bash-completion/completions/cleanr
  cleanr completion zsh > "${fpath[1]}/_cleanr"
  cleanr completion fish > ~/.config/fish/completions/cleanr.fish
"""


@click.command("completion", epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", type=OneOf(SHELLS))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script for a SHELL: bash, zsh or fish."""
    script = get_completion_class(shell)
    if script is not None:
        show(script(ctx.find_root().command, {}, "cleanr", VARIABLE).source())
