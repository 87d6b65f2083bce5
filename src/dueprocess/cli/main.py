"""``dueprocess …``: the list of commands. Each is loaded only when it is called, so that help is quick.

Commands of the table of acts are made from it (``acting.py``) and stand under the same headings.
"""

import importlib
from collections.abc import Sequence
from typing import Any, Final

import click

COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    # name: (module:function, one line of help, heading)
    "demo": ("demo:demo", "fifteen demands pass through a desk, in a throw-away home", "Begin"),
    "keys": ("keys:keys", "a person's identity: make one, show its public card", "Begin"),
    "init": ("founding:init", "found a desk: provider, people, recovery, roster", "Begin"),
    "mail-key": (
        "mail_key_commands:mail_key_group",
        "the mailbox's key: make, share, export it",
        "Begin",
    ),
    "roster": ("rosters:roster", "who may do what: show, sign, propose the next, share", "Begin"),
    "freeze": ("stop_commands:freeze", "stop every production and release; two people lift it", "Begin"),
    "vault": ("vault_command:vault", "the vault, served by your own machine to your browser", "Begin"),
    "raid": ("raid:raid", "the card by the door for the day on which officers come", "Begin"),
    "account": ("accounts:account", "who may log in to the staff desk: invite, list, remove", "Begin"),
    "token": ("token_commands:token", "what a program of yours shows: make, list, end", "Begin"),
    "doctor": ("doctor:doctor", "is everything as it must be?", "Begin"),
    "serve": ("serve_command:serve", "the staff desk, vault, interface, door and public site", "Begin"),
    "worker": ("worker_command:worker", "the desk's background work: silences end, late duties become urgent", "Begin"),
    "night": ("night_commands:night", "who watches when; alerts go on until somebody acknowledges", "Begin"),
    "read": ("read_command:read", "read demands without storing anything", "Arrive"),
    "intake": ("arrival_commands:intake", "register arrivals, sealed", "Arrive"),
    "receive": ("receive_command:receive", "mail as it comes: from a mail server, or out of a mailbox", "Arrive"),
    "import": ("import_command:import_", "past demands out of a sheet: counted by year, never acted on", "Publish"),
    "history": ("import_command:history", "past demands that were counted from sheets", "Publish"),
    "note": ("arrival_commands:note", "a telephone call or a visit, in a minute", "Arrive"),
    "hold-outside": ("arrival_commands:hold_outside", "a stub for what must not enter the desk", "Arrive"),
    "inquiry": ("arrival_commands:inquiry", "the one answer to whoever asks about themselves", "Arrive"),
    "due": ("due_command:due", "whose turn it is: what is due, when, by which rule", "Look"),
    "absent": ("days_commands:absent", "when you are away, and who stands in", "Look"),
    "remind": ("days_commands:remind", "cases that you look at again on a day", "Look"),
    "cases": ("queue_commands:cases", "the queue", "Look"),
    "show": ("queue_commands:show", "a case without what is encrypted", "Look"),
    "open": ("queue_commands:open_case", "a case with what is encrypted, on your own machine", "Look"),
    "unseal": ("unseal_command:unseal", "what its sender sealed, opened on your own machine", "Look"),
    "assess": ("assess_command:assess", "a demand checked against the law: findings with citations", "Check"),
    "target": ("targets:target", "what you read in the original as a target; two people each do", "Release"),
    "transfer": (
        "transfer_commands:transfer",
        "a record for disk or paper, ETSI messages around sealed files",
        "Release",
    ),
    "release": ("release_commands:release", "order, agree, veto, finish, recall: k people and a hold", "Release"),
    "letter": ("letter_commands:letter", "the letter that the case now needs", "Answer"),
    "send": ("letter_commands:send", "send a letter, or record that it left", "Answer"),
    "portal": (
        "portal_commands:portal",
        "receipts of the authority portal; the parts of a release left there",
        "Answer",
    ),
    "notice": ("notice_commands:notice", "a page for the person who was asked about, under a code", "Answer"),
    "notifier": (
        "notifier_commands:notifier",
        "what people chose, a banner after the log-in, a mail without a link",
        "Answer",
    ),
    "reasons": ("measure_commands:reasons", "why a post or account was restricted without an order (DSA 17)", "Answer"),
    "blocked": ("measure_commands:blocked", "the page in place of what is blocked (HTTP 451)", "Answer"),
    "tell": ("tell_command:tell", "the text for one person of an item: own part, own account", "Answer"),
    "contest": (
        "contest_commands:contest",
        "what a person contests: find, record, decide by somebody else, answer, give back",
        "Answer",
    ),
    "draft": (
        "draft_command:draft_command",
        "a motion against an order of silence, words after a wrong release: counsel finishes them",
        "Answer",
    ),
    "counsel": ("counsel_commands:counsel", "one lawyer and one case: ask, read, answer, take it back", "Decide"),
    "cost": ("cost_commands:cost", "minutes and units of the law's tariff on an item", "Answer"),
    "invoice": ("cost_commands:invoice", "what the law pays, claimed before the claim expires; export", "Answer"),
    "traffic-log": (
        "traffic_log_command:traffic_log",
        "the quarter's check of German answers about traffic data: sheets, and the regulator's letter",
        "Answer",
    ),
    "forget": (
        "forget_commands:forget",
        "two people destroy what is sealed of a case; what can still open it",
        "Answer",
    ),
    "purge": (
        "purge_command:purge",
        "two people destroy what was signed on a forgotten case; counts stay",
        "Answer",
    ),
    "chain": ("chain_commands:chain", "a history that is refused: compare it by voice, and accept it", "Answer"),
    "strike": ("strike_command:strike", "two people strike out what a third signed", "Answer"),
    "split": ("case_commands:split", "move items into a new case", "Answer"),
    "produce": (
        "produce_command:produce",
        "the extraction host: read the data, seal them, share out the key",
        "Release",
    ),
    "document": (
        "document_commands:document",
        "letters in public: drawn anew, covered, looked at by two",
        "Publish",
    ),
    "heads": ("heads_commands:heads", "one signature a day over all histories, for who checks later", "Publish"),
    "reads": (
        "reads_command:reads",
        "the database's own log against the productions of this host: who read without one",
        "Release",
    ),
    "publish": ("publication_commands:publish", "write the public site", "Publish"),
    "alert": ("alert_commands:alert", "news of the public site by mail and webhook", "Publish"),
    "report": ("report_group:report", "the transparency report, and a check of anybody's", "Publish"),
    "score": (
        "score_command:score",
        "the index of Ranking Digital Rights: companies, or this desk",
        "Publish",
    ),
    "scorecard": ("scorecard_commands:scorecard", "this desk's own score: answers with their public pages", "Publish"),
    "onward": (
        "onward_commands:onward",
        "what becomes of data: assurances, passing on, how often",
        "Release",
    ),
    "contacts": ("contacts_commands:contacts", "who we are to authorities: list, sign; the wrong addressee", "Law"),
    "language": ("language_commands:language", "languages in which letters bind: list, show, sign", "Law"),
    "law": ("law:law", "law as data: list, show, check, sign", "Law"),
    "services": ("services:services", "what we hold, how long, who can read it", "Law"),
    "authority": ("authority_commands:authority", "the directory: list, show, verify, confirm", "Law"),
    "talk": ("talk_commands:talk", "talks with governments: record, read, publish on their day", "Publish"),
    "ally": ("ally_commands:ally", "organisations that help: verify their keys, ask one", "Law"),
    "verify": ("verify_command:verify", "is what a desk serves what was published?", "Operate"),
    "backup": ("backup_commands:backup", "the whole home, consistent, read back", "Operate"),
    "prune": ("forget_commands:prune", "delete kept backups that could open a forgotten case", "Operate"),
    "restore": ("backup_commands:restore", "a home out of a backup, in an empty folder, verified", "Operate"),
    "senders": ("senders_commands:senders", "keys and lists by which it is known who sends", "Operate"),
    "upgrade": ("backup_commands:upgrade", "bring the home to this version, after a backup", "Operate"),
}

HEADINGS: Final = (
    *("Begin", "Arrive", "Look", "Check", "Decide"),
    *("Release", "Answer", "Publish", "Law", "Operate"),
)
GROUPS: Final = {
    "secrecy": "a duty of silence: record it, end it",
    "publication": "propose, publish, take back an item of a register",
    "told": "who was told of a demand, by two people; who could not be reached",
    "hold": "data that are kept: until when, the end, that the copy is destroyed",
    "outside": "give data outside the desk: two agree, then one says that they left",
}
"""Groups that the table of acts fills, where one of its titles does not say what they are for."""

WITH_ACTS: Final = frozenset({"contest", "cost", "counsel", "document", "onward"})
"""Groups written by hand that also hold commands of the table."""


def listed() -> dict[str, tuple[str, str]]:
    """Every command's line of help and heading by its first word, in the order of the way of a demand."""
    from dueprocess.acts.table import ON_CASE

    found = {name: (line, heading) for name, (_place, line, heading) in COMMANDS.items()}
    for declared in ON_CASE.values():
        first = declared.command.partition(" ")[0]
        if first and first not in found:
            line = GROUPS.get(first, declared.title)
            found[first] = (line[0].lower() + line[1:], declared.heading)
    return dict(sorted(found.items(), key=lambda entry: HEADINGS.index(entry[1][1])))


def of_acts(name: str, found: click.Command | None) -> click.Command | None:
    """A command with what the table of acts makes of its name: itself, or parts of a group."""
    from dueprocess.cli import acting

    if found is None and name in acting.commands():
        return acting.make(name)
    parts = [whole for whole in acting.commands() if whole.startswith(f"{name} ")]
    if found is None and parts:
        found = click.Group(name, help=f"{listed()[name][0].capitalize()}.")
    if isinstance(found, click.Group):
        for whole in parts:
            found.add_command(acting.make(whole))
    return found


def give_examples(command: click.Command, name: str) -> None:
    """Each command's help ends on its example."""
    from dueprocess.cli.examples import EXAMPLES

    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            give_examples(inner, f"{name} {part}")
    elif name in EXAMPLES:
        # \b keeps click from filling the lines.
        command.epilog = f"\b\nExample:\n  dueprocess {EXAMPLES[name]}"


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the way of a demand."""
        del ctx
        return list(listed())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return of_acts(cmd_name, None)
        module, _, name = entry[0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"dueprocess.cli.{module}"), name)
        give_examples(command, cmd_name)
        return of_acts(cmd_name, command) if cmd_name in WITH_ACTS else command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands under their headings, without importing any."""
        del ctx
        every = listed()
        for heading in dict.fromkeys(under for _, under in every.values()):
            with formatter.section(heading):
                formatter.write_dl([(name, line) for name, (line, under) in every.items() if under == heading])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Names the nearest command where there is none of that name."""
        import difflib

        if args and args[0] not in COMMANDS and args[0] not in listed() and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], listed(), 1)
            hint = f" Did you mean `dueprocess {near[0]}`?" if near else " See `dueprocess --help`."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dueprocess", message="%(prog)s %(version)s")
def cli() -> None:
    """The desk between a government demand and the people it is about.

    Operator's commands take --home DIR. People's commands take --as NAME --identity FILE: every change is signed.
    With --json, standard output holds JSON alone. Exit 0 done, 1 the answer is no, 2 the call was wrong.
    """


def main(argv: Sequence[str] | None = None) -> Any:
    """Entry point of the package."""
    from dueprocess.cli import faults

    return faults.run(cli, argv)


if __name__ == "__main__":
    main()
