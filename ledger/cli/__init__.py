"""The command ``quanze``: every use of the ledger from a terminal.

Exit codes: 0 done, permitted or verified; 1 refused or failed; 2 cannot be determined, or wrong usage; 3 a part that is
needed (service, chain, database, port) does not answer. Commands import what they need when they run, so that
``quanze --help`` is quick and ``quanze evidence verify`` loads neither database, chain nor network code.
"""

from __future__ import annotations

import typer

from ledger.cli import (
    acts,
    agreements,
    alerts,
    asking,
    catalogue,
    chain,
    contracts,
    departments,
    event_commands,
    events,
    figures,
    importer,
    keeping,
    keys,
    proofs,
    questions,
    service,
    witnesses,
    work,
)

app = typer.Typer(
    name="quanze",
    help="权责: 共享政务数据的确权与追责账本 · Quanze: who owns, uses and manages shared government data, provably.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    service,
    departments,
    keys,
    catalogue,
    agreements,
    acts,
    events,
    asking,
    figures,
    questions,
    work,
    alerts,
    proofs,
    chain,
    contracts,
    importer,
    witnesses,
    keeping,
    # last: it adds to the groups of the others
    event_commands,
):
    module.add_to(app)


def main() -> None:
    """Entry point of the command ``quanze``."""
    app()
