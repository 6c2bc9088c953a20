"""evidence, verify, anchor, audit: what anyone can check, and how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.events import EVENT
from ledger.cli.service import DATA, DEFAULT_DATA
from ledger.cli.session import Session, read_json, write_text
from ledger.cli.terminal import Terminal, command
from ledger.errors import InputRefused, ProofError

if TYPE_CHECKING:
    from ledger.evidence.report import Report
    from ledger.evidence.trust import TrustPolicy

TRUST = Annotated[Path, typer.Option("--trust", help="信任策略文件 · trust policy")]
_COMPARED = ("origin", "log_key", "chain_id", "genesis", "contracts")


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    evidence = typer.Typer(help="证据 · evidence: get, tlog-proof, extract, verify", no_args_is_help=True)
    command(evidence, "get")(get)
    command(evidence, "tlog-proof")(tlog_proof)
    command(evidence, "extract")(extract)
    command(evidence, "verify", online=False)(verify_file)
    app.add_typer(evidence, name="evidence")
    command(app, "verify")(verify_service)
    anchor = typer.Typer(help="锚定 · anchors: status", no_args_is_help=True)
    command(anchor, "status")(anchor_status)
    app.add_typer(anchor, name="anchor")
    command(app, "audit", online=False)(audit)


def get(
    session: Session,
    event: EVENT,
    out: Annotated[Path, typer.Option(help="证据文件 · the evidence file")],
    disclose: Annotated[str | None, typer.Option(help="披露的字段, 逗号分隔 · fields to disclose, by commas")] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="等到锚定 · until it is anchored")] = True,
) -> None:
    """取证据文件 · fetch the evidence of an event."""
    client = session.caller()
    names = None if disclose is None else [name for name in disclose.split(",") if name]

    def anchored() -> bytes | None:
        from ledger.errors import NotAnchoredYet

        try:
            found = client.evidence(event, names)
        except NotAnchoredYet:
            return None
        return found if "anchor" in json.loads(found) else None

    document = client.wait_until(anchored, f"anchor of {event}") if wait else client.evidence(event, names)
    write_text(out, document.decode())
    session.terminal.facts({"event": event, "file": str(out), "anchored": "anchor" in json.loads(document)})


def tlog_proof(
    session: Session,
    event: EVENT,
    out: Annotated[Path, typer.Option(help="证明文件, 习惯后缀 .tlog-proof · the file, by custom .tlog-proof")],
) -> None:
    """取 C2SP 包含证明, 供各家日志工具核验 · fetch the C2SP tlog-proof, for any log tool to verify."""
    from ledger.evidence.tlog_proof import TlogProof

    text = session.caller().tlog_proof(event)
    proof = TlogProof.parse(text)
    write_text(out, text)
    session.terminal.facts({"event": event, "file": str(out), "index": proof.index})


def extract(  # noqa: PLR0913, PLR0917 - what of, from where, to where
    session: Session,
    out: Annotated[Path, typer.Option(help="摘录文件 · the extract")],
    agreement: Annotated[str | None, typer.Option(help="协议 · of an agreement")] = None,
    item: Annotated[str | None, typer.Option(help="目录项 · of a catalogue item")] = None,
    department: Annotated[str | None, typer.Option("--of", help="部门 · of a department")] = None,
    start: Annotated[int | None, typer.Option("--from", min=0, help="自第几条(含) · from this position")] = None,
    end: Annotated[int | None, typer.Option("--to", min=1, help="至第几条(不含) · before this position")] = None,
    since: Annotated[str | None, typer.Option(help="自何时入账(含) · recorded at or after")] = None,
    until: Annotated[str | None, typer.Option(help="至何时入账(不含) · recorded before")] = None,
) -> None:
    """取一份协议、目录项或部门的连续记录, 附无遗漏证明 · a stream's entries, with proof that none is left out."""
    asked = {"agreement": agreement, "item": item, "department": department}
    query = {**asked, "from": start, "to": end, "since": since, "until": until}
    document = session.caller().extract(query)
    write_text(out, document.decode())
    found = json.loads(document)
    facts = {name: found[name] for name in ("stream", "start", "count")}
    shown = sum("event" in one for one in found["entries"])
    session.terminal.facts({**facts, "entries": len(found["entries"]), "shown": shown, "file": str(out),
                            "anchored": "anchor" in found})  # fmt: skip


def verify_file(
    terminal: Terminal,
    file: Annotated[Path, typer.Argument(help="证据文件 · the evidence file")],
    trust: TRUST,
) -> int:
    """离线核验证据、摘录或 tlog-proof: 0 通过, 1 不通过, 2 无法判定 · verify offline: 0 verified, 1 failed, 2 cannot be determined."""
    from ledger.evidence.documents import MAX_DOCUMENT, verify_document
    from ledger.evidence.trust import TrustPolicy

    policy = TrustPolicy.load(trust)
    try:
        with file.open("rb") as opened:
            document = opened.read(MAX_DOCUMENT + 1)
    except OSError as error:
        raise InputRefused.unreadable(file, error) from error
    report = verify_document(document, policy)
    terminal.answer(report.to_json(), lambda: _print_report(report))
    return report.exit_code


def verify_service(
    session: Session,
    trust: TRUST,
    older: Annotated[Path | None, typer.Option(help="从前保存的检查点 · a checkpoint kept earlier")] = None,
    save: Annotated[Path | None, typer.Option(help="保存此检查点 · keep this checkpoint")] = None,
) -> None:
    """核对服务的检查点: 签名, 信任策略, 与旧检查点一致 · check a service's checkpoint against a trust policy."""
    from ledger.checkpoint import verify_note
    from ledger.evidence.trust import TrustPolicy

    policy = TrustPolicy.load(trust)
    client = session.public()
    published, expected = client.published_trust(), read_json(trust)
    if differing := [name for name in _COMPARED if published.get(name) != expected.get(name)]:
        raise ProofError(
            zh=f"服务所用的 {', '.join(differing)} 与信任策略不同: 这不是所信任的账本",
            en=f"{', '.join(differing)} of the service differ from the trust policy: it is not the ledger that is trusted",
            differing=differing,
        )
    note = client.checkpoint()
    checkpoint = verify_note(note, policy.log_key)
    facts: dict[str, Any] = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    facts["signature"] = "verified"
    if older is not None:
        facts |= _check_growth(session, policy, note, older)
    if save is not None:
        write_text(save, note)
    session.terminal.facts(facts)


def anchor_status(session: Session) -> None:
    """日志、检查点、锚定进展 · how far log, checkpoints and anchors have come."""
    session.terminal.facts(session.public().status())


def audit(terminal: Terminal, data: DATA = DEFAULT_DATA) -> int:
    """审计本地存储的全部内容: 0 相符, 1 不符, 2 链不可达 · re-verify everything stored: 2 if the chain is silent."""
    from ledger.cli.auditing import audit_folder

    return audit_folder(terminal, data)


def _check_growth(session: Session, policy: TrustPolicy, note: str, older: Path) -> dict[str, Any]:
    from ledger.checkpoint import decode64, verify_note
    from ledger.merkle import verify_consistency

    try:
        before = verify_note(older.read_text("utf-8"), policy.log_key)
    except OSError as error:
        raise InputRefused.unreadable(older, error) from error
    now = verify_note(note, policy.log_key)
    if now.size < before.size:
        raise ProofError(
            zh=f"日志变短了: 从前 {before.size} 条, 现在 {now.size} 条",
            en=f"the log has become shorter: {before.size} entries then, {now.size} now",
        )
    path: list[bytes] = []
    if 0 < before.size < now.size:
        path = [decode64(one, 32) for one in session.public().consistency(before.size, now.size)]
    if before.size:
        verify_consistency(before.size, now.size, before.root, now.root, path)
    return {"older_size": before.size, "consistency": "verified"}


def _print_report(report: Report) -> None:
    for zh, en in zip(report.lines("zh"), report.lines("en"), strict=True):
        number, dot, title = en.partition(". ")
        # the step's number, or the finding's code, stands in front already
        typer.echo(f"{zh} · {title if dot and number.strip().isdigit() else en.removeprefix(zh.split(' ')[0] + ' ')}")
