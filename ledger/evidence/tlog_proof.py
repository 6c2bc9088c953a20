"""C2SP tlog-proof: a text file that proves one entry's inclusion to any tool that reads the format.

``extra`` holds the entry's bytes, so that the file is self-contained: what is proved is the leaf SHA-256(0x00 ‖ extra).
It is not authenticated by itself; a reader hashes it and checks the path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.checkpoint import decode64, encode64, split_note
from ledger.errors import EvidenceRefused, NoteRefused

FORMAT = "c2sp.org/tlog-proof@v1"
FAMILY = "c2sp.org/tlog-proof@"
SUFFIX = ".tlog-proof"
MAX_TLOG_PROOF = 1_048_576
MAX_PATH = 64
_OTHER = re.compile(rf"{re.escape(FAMILY)}v(?!1$)[0-9]+", re.ASCII)
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class TlogProof:
    """Index of an entry, its path (32 bytes each, nearest sibling first), the signed checkpoint, and extra data."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def encode(self) -> str:
        """The file's text."""
        lines = [FORMAT, *([f"extra {encode64(self.extra)}"] if self.extra else []), f"index {self.index}"]
        return "\n".join([*lines, *map(encode64, self.path), "", self.checkpoint])

    @classmethod
    def read(cls, document: bytes) -> TlogProof:
        """Read the bytes of a file that holds its entry (docs/formats.md §16); nothing is verified.

        Raises:
            EvidenceRefused: as `parse`, too long, no UTF-8, or without its entry.
        """
        if len(document) > MAX_TLOG_PROOF:
            raise _refused("包含证明过大", f"a tlog-proof has at most {MAX_TLOG_PROOF} bytes")
        try:
            proof = cls.parse(document.decode("utf-8"))
        except UnicodeDecodeError:
            raise _refused("这不是 UTF-8 文本", "this is no UTF-8 text") from None
        if not proof.extra:
            raise _refused("缺少 extra 行: 条目不在文件中", "the line extra is missing: the file holds no entry")
        return proof

    @classmethod
    def parse(cls, text: str) -> TlogProof:
        """Read a file; nothing is verified.

        Raises:
            EvidenceRefused: another format, with the rule ``version`` where it is another version of this one; a malformed
                line, or no checkpoint.
        """
        head, gap, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if _OTHER.fullmatch(first):
            raise EvidenceRefused(zh="包含证明的版本未知", en=f"the only known format is {FORMAT}", rule="version")
        if first != FORMAT or not gap:
            raise _refused("这不是 tlog-proof 文件", "this is no tlog-proof file")
        try:
            extra = decode64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
            found = _INDEX.fullmatch(lines.pop(0)) if lines else None
            if found is None or len(lines) > MAX_PATH:
                raise _refused("索引行不合格式, 或路径过长", "a malformed index line, or a path that is too long")
            split_note(checkpoint)
            return cls(int(found[1]), tuple(decode64(line, 32) for line in lines), checkpoint, extra)
        except NoteRefused as error:
            raise _refused(error.zh, error.en) from error


def _refused(zh: str, en: str) -> EvidenceRefused:
    return EvidenceRefused(zh=zh, en=en)
