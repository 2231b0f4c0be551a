"""The command line: one file a command, each importing what it needs when it is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "account": "Connect the accounts you speak with on Bluesky and Mastodon.",
    "alarm": "Judge a series of counts: alerts, nominal and measured false alarms.",
    "campaign": "Compare storms under one sponsor, and look at them together.",
    "corrections": "Count the readings you corrected by hand, or write them into a file.",
    "demo": "Play the story of the storm on a site of its own.",
    "doctor": "Say what is configured, what is missing and what to do.",
    "drill": "Send a made-up storm to whoever is told, and say how long it takes.",
    "erase": "Erase what is kept of somebody who asks to be forgotten.",
    "export": "Write a public case into a file that anybody can check, or everything for its owner.",
    "listen": "Listen to a network from now on, by a handle or an address, and meet your ordinary week.",
    "memory": "Write what a look at a draft remembers of this site into a small file.",
    "peer": "Name the sites that remember this ledger, and whose ledger this site remembers.",
    "person": "Say what is held about one person, and when it is let go.",
    "preflight": "Look at a draft before it is published: ties, streams and promises.",
    "read": "Read posts from JSON Lines: stance, heat, grounds, language.",
    "replay": "Feed an archive through the antennae and say what they would have told you.",
    "setup-link": "Print a new one-time link that makes you the owner.",
    "source": "Say what this site listens to, and give it the keys that others ask for.",
    "up": "Start the site, the listener and the reconciler in one process.",
    "verify": "Check a case or a receipt: what was changed, and where.",
}


FORMER = {"forget": "erase"}
"""Names that commands had before, and still answer to."""


class _Lazy(click.Group):
    """Loads a command's module only when that command is called, so that start-up stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        cmd_name = FORMER.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"amends.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="amends")
def main() -> None:
    """Know within minutes that people think you are in the wrong."""
