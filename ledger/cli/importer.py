"""import: a case log kept elsewhere becomes signed events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.keys import DEPARTMENT
from ledger.cli.session import Session, ask_passphrase
from ledger.cli.terminal import command

if TYPE_CHECKING:
    from ledger.case_log import LogMapping
    from ledger.importing import Batch, Hand, Plan


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "import")(import_file)


def import_file(
    session: Session,
    file: Annotated[Path, typer.Argument(help="办件日志 CSV · case log")],
    mapping: Annotated[Path, typer.Option(help="列映射 TOML · mapping of columns")],
    department: DEPARTMENT = None,
    memory: Annotated[
        Path | None,
        typer.Option(help="导入密语与进度的目录, 缺省在密钥旁 · secret and progress; default: beside the key"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查, 不记录 · check only")] = False,
) -> None:
    """导入办件日志, 每行恰好一个事件, 可续可重复 · one event a row, exactly once however often it runs."""
    from ledger.case_log import load_mapping, read_case_log
    from ledger.importing import plan

    read = load_mapping(mapping)
    log = read_case_log(file, read)
    kept = _Memory(session, memory, read)
    built = plan(log, _hands(session, read, department), session.public().separator(), kept.secret)
    kept.compare(built)
    facts: dict[str, Any] = {"file": str(file), "source": read.source, "rows": len(built.built)}
    if not dry_run:
        facts |= _send(session, built, kept)
    session.terminal.facts(facts)


def _send(session: Session, built: Plan, kept: _Memory) -> dict[str, Any]:
    from ledger.errors import QuanzeError
    from ledger.importing import send

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


def _hands(session: Session, mapping: LogMapping, department: str | None) -> dict[str, Hand]:
    from ledger.importing import Hand
    from ledger.keys import Signer, open_signer

    if not mapping.hands:
        return {"": Hand(session.department(department), session.signer())}
    opened: dict[str, Signer] = {}
    for one in mapping.hands.values():
        if one.key not in opened:
            opened[one.key] = open_signer(one.key, passphrase=ask_passphrase(), passphrase_file=session.passphrase_file)
    return {actor: Hand(one.department, opened[one.key]) for actor, one in mapping.hands.items()}


class _Memory:
    """The secret of a source's salts, and how far its import has come: files that only their owner reads."""

    def __init__(self, session: Session, folder: Path | None, mapping: LogMapping) -> None:
        from ledger.errors import ImportRefused

        found = folder or session.beside_key("import")
        if found is None:
            raise ImportRefused(
                zh="密钥不在文件中: 请用 --memory 指明保存导入密语的目录",
                en="the key is in no file: name the folder for the import's secret with --memory",
            )
        self._folder, self._mapping = found, mapping
        self._progress = found / f"{mapping.source}.json"
        self.secret = self._secret()

    def compare(self, built: Plan) -> None:
        """Refuse a file whose rows differ from those recorded before: events are never changed by importing again.

        Raises:
            ImportRefused: rows are missing or were changed, or the mapping was.
        """
        from ledger.errors import ImportRefused

        try:
            known = json.loads(self._progress.read_text("utf-8"))
        except (OSError, ValueError):
            return
        rows = int(known["rows"])
        if len(built.built) < rows or built.digest(rows) != known["digest"]:
            what = "映射 · mapping" if known["mapping"] != self._mapping.digest else "行 · rows"
            raise ImportRefused(
                zh=f"此来源已记录 {rows} 行, 而现在的文件得出不同的事件({what} 有变化): 更正请另记事件, 新数据请换 source",
                en=f"{rows} rows of this source are recorded, and the file now gives other events ({what} changed): "
                "record corrections as events of their own, or give new data another source",
                rows=rows,
            )

    def remember(self, built: Plan, rows: int) -> None:
        """Keep how far it has come; only rows in file order, which one key's batches are."""
        from ledger.wiring import write_json

        if len({one.address for one in built.batches}) == 1 or rows == len(built.built):
            write_json(self._progress, {"rows": rows, "digest": built.digest(rows), "mapping": self._mapping.digest})

    def _secret(self) -> bytes:
        import secrets

        from ledger.errors import ImportRefused
        from ledger.importing import SECRET_SIZE
        from ledger.keys.secret_file import read_small, write_new

        file = self._folder / "secret"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not file.exists():
                write_new(file, secrets.token_hex(SECRET_SIZE).encode() + b"\n")
            return bytes.fromhex(read_small(file).decode().strip())
        except (OSError, ValueError) as error:
            raise ImportRefused(
                zh=f"导入密语 {file} 不可用: {error}", en=f"the secret {file} is of no use: {error}"
            ) from error
