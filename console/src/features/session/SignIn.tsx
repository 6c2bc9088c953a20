/** Sign-in by a wallet or a key file, and what can be done without. */
import { Alert, Button, Input } from "antd";
import { type FormEvent, useEffect, useState } from "react";
import { Link } from "react-router";
import { useTexts } from "../../i18n";
import { FileField } from "../shared/FileField";
import { Page } from "../shared/Page";
import { useSession } from "./Session";
import { type Signer, type Wallet, discoverWallets, keystoreSigner, walletSigner } from "./signers";
import { useSigningFault } from "./useSigningFault";

export function SignIn({ needed }: { needed: boolean }) {
  const { t } = useTexts();
  const { ended } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const say = useSigningFault();
  const session = useSession();
  const enter = async (open: () => Promise<Signer>): Promise<void> => {
    setBusy(true);
    setError(null);
    let signer: Signer | undefined;
    try {
      signer = await open();
      await session.signIn(signer);
    } catch (fault) {
      signer?.close();
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={t.session.title} intro={needed ? t.session.needed : t.session.intro}>
      {ended && <Alert type="warning" showIcon title={t.shell.ended} className="gap" />}
      {error !== null && <Alert type="error" showIcon title={say(error)} className="gap" />}
      <div className="sign-in">
        <KeyFile busy={busy} enter={enter} />
        <Wallets busy={busy} enter={enter} />
        <section className="panel">
          <h2>{t.session.without}</h2>
          <ul className="plain">
            <li><Link to="/verify">{t.session.verify}</Link></li>
            <li><Link to="/items">{t.session.catalogue}</Link></li>
            <li><Link to="/health">{t.session.health}</Link></li>
          </ul>
        </section>
      </div>
    </Page>
  );
}

interface Way {
  readonly busy: boolean;
  readonly enter: (open: () => Promise<Signer>) => Promise<void>;
}

function KeyFile({ busy, enter }: Way) {
  const { t } = useTexts();
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const open = (event: FormEvent): void => {
    event.preventDefault();
    if (!file) return;
    void enter(async () => keystoreSigner(file.name, await file.text(), passphrase)).finally(() => setPassphrase(""));
  };
  return (
    <form className="panel" onSubmit={open}>
      <h2>{t.session.keystore}</h2>
      <p className="quiet">{t.session.keystoreHint}</p>
      <FileField label={t.session.choose} take={([chosen]) => setFile(chosen ?? null)} />
      <label className="field">
        <span>{t.session.passphrase}</span>
        <Input.Password value={passphrase} onChange={({ target }) => setPassphrase(target.value)} autoComplete="off" />
      </label>
      <Button type="primary" htmlType="submit" disabled={!file} loading={busy}>
        {busy ? t.session.opening : t.session.open}
      </Button>
    </form>
  );
}

function Wallets({ busy, enter }: Way) {
  const { t } = useTexts();
  const [wallets, setWallets] = useState<Wallet[]>([]);
  useEffect(() => discoverWallets((wallet) => setWallets((known) => [...known.filter(({ id }) => id !== wallet.id), wallet])), []);
  return (
    <section className="panel">
      <h2>{t.session.wallet}</h2>
      {wallets.length === 0 && <p className="quiet">{t.session.noWallet}</p>}
      {wallets.map((wallet) => (
        <Button key={wallet.id} disabled={busy} onClick={() => void enter(() => walletSigner(wallet))}>
          {wallet.name}
        </Button>
      ))}
    </section>
  );
}
