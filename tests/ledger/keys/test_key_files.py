from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import stat
import traceback
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from eth_keyfile import create_keyfile_json, decode_keyfile_json

import ledger.keys
from ledger.errors import QuanzeError, SignerRefused
from ledger.keys import (
    LocalSigner,
    LogKey,
    Signer,
    create_keystore,
    find_passphrase,
    new_secret,
    open_signer,
    read_keystore,
)
from ledger.keys import keystore as keystore_module
from ledger.keys import signer as signer_module
from ledger.keys.secret_file import MAX_SECRET_FILE, write_new
from ledger.keys.signatures import ORDER

SECRET = bytes(range(1, 33))
PASSPHRASE = "correct horse 电池"
CHEAP = 1 << 10


@pytest.fixture
def keystore(tmp_path: Path) -> Path:
    path = tmp_path / "head.json"
    create_keystore(path, SECRET, PASSPHRASE, scrypt_n=CHEAP)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_exported_names_exist() -> None:
    assert all(hasattr(ledger.keys, name) for name in ledger.keys.__all__)


def test_keystore_is_read_back_and_private(keystore: Path) -> None:
    assert read_keystore(keystore, PASSPHRASE) == SECRET
    assert mode(keystore) == 0o600
    assert list(keystore.parent.iterdir()) == [keystore]


def test_eth_keyfile_reads_ours(keystore: Path) -> None:
    document = json.loads(keystore.read_text())
    assert decode_keyfile_json(document, PASSPHRASE.encode()) == SECRET
    assert "0x" + document["address"] == LocalSigner(SECRET).address


def test_ours_reads_eth_keyfile(tmp_path: Path) -> None:
    path = tmp_path / "theirs.json"
    document = create_keyfile_json(SECRET, PASSPHRASE.encode(), kdf="scrypt", iterations=CHEAP)
    document["Crypto"] = document.pop("crypto")
    path.write_text(json.dumps(document))
    assert read_keystore(path, PASSPHRASE) == SECRET


def test_another_passphrase_is_refused(keystore: Path) -> None:
    with pytest.raises(SignerRefused, match="wrong passphrase"):
        read_keystore(keystore, PASSPHRASE + "!")


def change(document: dict[str, Any], name: str, value: object) -> None:
    *path, last = name.split(".")
    for part in path:
        document = document[part]
    if value is None:
        del document[last]
    else:
        document[last] = value


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param("version", 4, "version 3", id="version 4"),
        pytest.param("version", None, "not a keystore", id="no version"),
        pytest.param("crypto", [], "not a keystore", id="crypto is a list"),
        pytest.param("crypto.kdf", "pbkdf2", "version 3", id="pbkdf2"),
        pytest.param("crypto.cipher", "aes-256-gcm", "version 3", id="another cipher"),
        pytest.param("crypto.mac", None, "not a complete", id="no mac"),
        pytest.param("crypto.mac", "00", "wrong passphrase", id="short mac"),
        pytest.param("crypto.ciphertext", "zz", "not a complete", id="ciphertext not hex"),
        pytest.param("crypto.ciphertext", 5, "not a complete", id="ciphertext a number"),
        pytest.param("crypto.cipherparams.iv", "00", "wrong passphrase", id="short iv"),
        pytest.param("crypto.kdfparams.n", 1 << 30, "not a complete", id="scrypt beyond the memory cap"),
        pytest.param("crypto.kdfparams.n", 1000, "not a complete", id="scrypt cost no power of two"),
        pytest.param("crypto.kdfparams.p", 0, "not a complete", id="scrypt without lanes"),
        pytest.param("crypto.kdfparams.p", 1000, "not a complete", id="scrypt with too many lanes"),
        pytest.param("crypto.kdfparams.dklen", 16, "not a complete", id="short derived key"),
    ],
)
def test_a_damaged_keystore_is_refused(keystore: Path, name: str, value: object, reason: str) -> None:
    document = json.loads(keystore.read_text())
    change(document, name, value)
    keystore.write_text(json.dumps(document))
    with pytest.raises(SignerRefused, match=reason):
        read_keystore(keystore, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 5000, b"x" * (MAX_SECRET_FILE + 1)])
def test_another_file_is_no_keystore(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(SignerRefused):
        read_keystore(path, PASSPHRASE)


def test_a_keystore_that_holds_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    path.write_text(json.dumps(keystore_module._encrypt(SECRET[:31], "p", CHEAP, bytes(20))))
    with pytest.raises(SignerRefused, match="not a secp256k1"):
        read_keystore(path, "p")


def test_a_key_file_is_never_overwritten(keystore: Path) -> None:
    before = keystore.read_bytes()
    with pytest.raises(SignerRefused, match="never overwritten"):
        create_keystore(keystore, SECRET, PASSPHRASE, scrypt_n=CHEAP)
    with pytest.raises(SignerRefused, match="never overwritten"):
        LogKey.generate().save(keystore)
    assert keystore.read_bytes() == before
    assert list(keystore.parent.iterdir()) == [keystore]


def test_an_absent_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignerRefused, match="No such file"):
        write_new(tmp_path / "absent" / "key", b"")


def test_an_umask_does_not_widen_the_mode(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_new(tmp_path / "key", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "key") == 0o600


@pytest.mark.parametrize("secret", [b"", b"\x01" * 31, bytes(32), ORDER.to_bytes(32, "big"), b"\xff" * 32])
def test_bytes_that_are_no_key_are_refused(tmp_path: Path, secret: bytes) -> None:
    with pytest.raises(SignerRefused):
        LocalSigner(secret)
    with pytest.raises(SignerRefused):
        create_keystore(tmp_path / "k", secret, PASSPHRASE, scrypt_n=CHEAP)


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignerRefused, match="empty"):
        create_keystore(tmp_path / "k", SECRET, "")
    with pytest.raises(SignerRefused, match="empty"):
        LogKey.generate().save(tmp_path / "l", "")
    assert not list(tmp_path.iterdir())


class TestOpenSigner:
    def test_a_file_with_a_passphrase_that_is_asked_for(self, keystore: Path) -> None:
        signer = open_signer(f"file:{keystore}", passphrase=lambda: PASSPHRASE, environ={})
        assert isinstance(signer, Signer)
        assert signer.address == LocalSigner(SECRET).address

    def test_the_environment_comes_before_the_question(self, keystore: Path) -> None:
        environ = {"QUANZE_PASSPHRASE": PASSPHRASE}
        assert open_signer(f"file:{keystore}", passphrase=lambda: "", environ=environ).address

    def test_a_passphrase_file_comes_first(self, keystore: Path, tmp_path: Path) -> None:
        file = tmp_path / "passphrase"
        file.write_text(PASSPHRASE + "\n")
        environ = {"QUANZE_PASSPHRASE": "another"}
        assert open_signer(f"file:{keystore}", passphrase_file=file, environ=environ).address

    @pytest.mark.parametrize("prefix", ["", "0x"])
    def test_a_key_in_the_environment(self, prefix: str) -> None:
        signer = open_signer("env:HEAD_KEY", environ={"HEAD_KEY": prefix + SECRET.hex()})
        assert signer.sign_digest(bytes(32)) == LocalSigner(SECRET).sign_digest(bytes(32))

    @pytest.mark.parametrize(
        ("uri", "environ"),
        [
            pytest.param("hsm:slot", {}, id="unknown scheme"),
            pytest.param("file:", {}, id="no path"),
            pytest.param("env:", {}, id="no variable"),
            pytest.param(SECRET.hex(), {}, id="a key in place of its URI"),
            pytest.param("file:absent.json", {"QUANZE_PASSPHRASE": "x"}, id="no such file"),
            pytest.param("file:absent.json", {}, id="no passphrase"),
            pytest.param("env:K", {}, id="variable unset"),
            pytest.param("env:K", {"K": SECRET.hex()[:-2]}, id="key too short"),
            pytest.param("env:K", {"K": "0x" + SECRET.hex() + " "}, id="key with white space"),
            pytest.param("env:K", {"K": "ff" * 32}, id="key beyond the order"),
        ],
    )
    def test_a_uri_that_opens_nothing_is_refused(self, uri: str, environ: dict[str, str]) -> None:
        with pytest.raises(SignerRefused) as caught:
            open_signer(uri, environ=environ)
        assert SECRET.hex()[:20] not in str(caught.value)

    def test_an_unknown_scheme_is_told_the_known_ones(self) -> None:
        with pytest.raises(SignerRefused, match=r"file:PATH or env:NAME"):
            open_signer("hsm:slot")

    def test_an_empty_passphrase_file_gives_none(self, tmp_path: Path) -> None:
        (tmp_path / "p").write_text("")
        with pytest.raises(SignerRefused, match="no passphrase"):
            find_passphrase(None, tmp_path / "p", {})


def test_key_material_shows_in_no_repr_error_or_log(keystore: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(LocalSigner(SECRET)), repr(LogKey.from_seed(SECRET))]
    attempts = [
        lambda: read_keystore(keystore, PASSPHRASE + "x"),
        lambda: open_signer("env:K", environ={"K": SECRET.hex() + "0"}),
        lambda: LocalSigner(SECRET + b"\x01"),
        lambda: LocalSigner(SECRET).sign_digest(b""),
        lambda: LogKey.from_seed(SECRET + b"\x01"),
    ]
    for attempt in attempts:
        with pytest.raises(QuanzeError) as caught:
            attempt()
        shown += traceback.format_exception(caught.value)
    text = "".join([*shown, caplog.text])
    for form in (SECRET.hex(), repr(SECRET)[2:-1], str(int.from_bytes(SECRET, "big")), PASSPHRASE):
        assert form not in text


@pytest.mark.parametrize("holder", [LocalSigner(SECRET), LogKey.from_seed(SECRET)], ids=["signer", "log key"])
def test_a_key_holder_is_neither_pickled_nor_copied(holder: object) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(holder)
    with pytest.raises(TypeError):
        copy.deepcopy(holder)


def test_fresh_keys_differ() -> None:
    assert LocalSigner.generate().address != LocalSigner.generate().address


def test_a_random_draw_outside_the_order_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([b"\xff" * 32, bytes(32), SECRET])
    monkeypatch.setattr(signer_module.secrets, "token_bytes", lambda _size: next(draws))
    assert new_secret() == SECRET


class TestLogKey:
    @pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
    def test_it_is_read_back_and_private(self, tmp_path: Path, passphrase: str | None) -> None:
        key, path = LogKey.generate(), tmp_path / "log.pem"
        key.save(path, passphrase)
        again = LogKey.load(path, passphrase)
        assert again.public == key.public
        assert mode(path) == 0o600
        Ed25519PublicKey.from_public_bytes(key.public).verify(again.sign(b"x"), b"x")

    @pytest.mark.parametrize(
        ("saved", "given"),
        [pytest.param(PASSPHRASE, None, id="none given"), pytest.param(PASSPHRASE, "x", id="wrong"),
         pytest.param(None, "x", id="not encrypted")],
    )  # fmt: skip
    def test_another_passphrase_is_refused(self, tmp_path: Path, saved: str | None, given: str | None) -> None:
        path = tmp_path / "log.pem"
        LogKey.generate().save(path, saved)
        with pytest.raises(SignerRefused, match="passphrase"):
            LogKey.load(path, given)

    def test_another_kind_of_key_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "x.pem"
        path.write_bytes(X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        with pytest.raises(SignerRefused, match="Ed25519"):
            LogKey.load(path)

    def test_a_seed_makes_the_key_of_rfc_8032(self) -> None:
        seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        assert LogKey.from_seed(bytes.fromhex(seed)).public.hex() == public
