"""import: what was kept elsewhere becomes signed events: case logs, catalogue sheets, DCAT catalogues, records of calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session, ask_passphrase
from ledger.cli.terminal import command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.cli.import_memory import ImportMemory
    from ledger.imports.case_log import HandMapping
    from ledger.imports.importing import Batch, Hand, Plan


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "import")(import_file)


def import_file(  # noqa: PLR0913, PLR0917 - what several kinds of files need
    session: Session,
    what: Annotated[
        str, typer.Argument(metavar="[catalogue|dcat|calls]", help="种类, 或办件日志 CSV · a kind, or a case log")
    ],
    file: Annotated[Path | None, typer.Argument(help="种类之后: 文件 · after a kind: the file")] = None,
    mapping: Annotated[Path | None, typer.Option(help="办件、调用: 映射 TOML · cases, calls: the mapping")] = None,
    department: DEPARTMENT = None,
    memory: Annotated[
        Path | None,
        typer.Option(help="导入密语与进度的目录, 缺省在密钥旁 · secret and progress; default: beside the key"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查, 不记录 · check only")] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="略过有问题的行并列出 · leave out bad rows, and list them")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="目录: 来源名, 缺省为文件名 · catalogue: name of the source")
    ] = None,
    manager: Annotated[
        str, typer.Option(help="目录: 未写主管部门者用此 · catalogue: manager where none is named")
    ] = "",
    approved_by: Annotated[str, typer.Option(help="目录: 审批人或文号 · catalogue: who approved it")] = "",
    secrecy_assessment: Annotated[str, typer.Option(help="目录: 保密审查结论 · catalogue: secrecy assessment")] = "",
    fill: Annotated[
        Path | None, typer.Option(help="dcat: 补齐各项的 JSON {代码或*: {…}} · JSON that completes entries")
    ] = None,
    drafts: Annotated[Path | None, typer.Option(help="dcat: 条目草稿写入此 JSON · write the drafts here")] = None,
) -> None:
    """导入办件日志、目录表、DCAT、调用记录, 每行恰好一个事件, 可续可重复 · one event a row, exactly once however often it runs."""
    from ledger.cli.import_kinds import Beside, import_calls, import_catalogue, import_dcat

    if file is None:
        _import_cases(session, Path(what), mapping, department, memory, dry_run=dry_run)
        return
    beside = Beside(department, memory, source, manager, approved_by, secrecy_assessment, dry_run, skip_bad)
    if what == "catalogue":
        import_catalogue(session, file, beside)
    elif what == "dcat":
        import_dcat(session, file, fill, drafts, beside)
    elif what == "calls":
        import_calls(session, file, _needed(mapping), beside)
    else:
        raise typer.BadParameter(
            f"不认识 {what}: 应为 catalogue、dcat 或 calls · {what} is none of catalogue, dcat, calls"
        )


def _import_cases(
    session: Session, file: Path, mapping: Path | None, department: str | None, folder: Path | None, *, dry_run: bool
) -> None:
    from ledger.cli.import_memory import ImportMemory
    from ledger.imports.case_log import load_mapping, read_case_log
    from ledger.imports.importing import plan

    read = load_mapping(_needed(mapping))
    log = read_case_log(file, read)
    kept = ImportMemory(session, folder, read.source, read.digest)
    built = plan(log, open_hands(session, read.hands, department), session.public().separator(), kept.secret)
    kept.compare(built)
    facts: dict[str, Any] = {"file": str(file), "source": read.source, "rows": len(built.built)}
    if not dry_run:
        facts |= send_plan(session, built, kept)
    session.terminal.facts(facts)


def _needed(mapping: Path | None) -> Path:
    if mapping is None:
        raise typer.BadParameter("须给出 --mapping · --mapping is needed")
    return mapping


def send_plan(session: Session, built: Plan, kept: ImportMemory) -> dict[str, Any]:
    """Record what is not recorded yet; how many were recorded now and before, and the lane."""
    from ledger.errors import QuanzeError
    from ledger.imports.importing import send

    client, reached = session.public(), 0

    def submit(batch: Batch) -> Iterator[bool]:
        return iter([one.duplicate for one in client.submit_batch(batch.events, batch.signature)])

    with session.terminal.progress("记录 · recording", len(built.built)) as show:

        def done(count: int) -> None:
            nonlocal reached
            reached = count
            kept.remember(built, count)
            show(count)

        try:
            recorded, before = send(built, client.next_seq, submit, done)
        except QuanzeError as error:
            error.details["rows_recorded"] = reached
            session.terminal.say(
                f"已记录 {reached} 行, 其余未记录; 处理后原样再运行即可 · {reached} rows are recorded and the rest is "
                "not; run the same again once this is settled"
            )
            raise
    return {"recorded": recorded, "recorded_before": before, "lane": built.batches[0].lane}


def open_hands(session: Session, named: Mapping[str, HandMapping], department: str | None) -> dict[str, Hand]:
    """Who signs, by actor; the importing key for all where none is named, and for those without a key of their own."""
    from ledger.imports.importing import Hand
    from ledger.keys import Signer, open_signer

    if not named:
        return {"": Hand(session.department(department), session.signer())}
    opened: dict[str, Signer] = {}
    for one in named.values():
        if one.key not in opened:
            opened[one.key] = (
                open_signer(one.key, passphrase=ask_passphrase(), passphrase_file=session.passphrase_file)
                if one.key
                else session.signer()
            )
    return {actor: Hand(one.department, opened[one.key]) for actor, one in named.items()}
