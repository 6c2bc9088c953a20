/** The moment of signing: a check by hand, one signature, and why there is none. */
import { Alert, Button, Checkbox } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { TypedDataDefinition } from "viem";
import { useTexts } from "../../i18n";
import { useSession } from "./Session";
import { type Signer, typedText } from "./signers";
import { useSigningFault } from "./useSigningFault";

interface Props {
  readonly check: string;
  readonly label: string;
  readonly sign: (signer: Signer) => Promise<void>;
  /** Signed already: once is enough. */
  readonly done?: boolean;
  readonly busy?: boolean;
  /** What else stands beside the signature. */
  readonly children?: ReactNode;
}

export function SignRow({ check, label, sign, done = false, busy = false, children }: Props) {
  const { signer } = useSession();
  const say = useSigningFault();
  const [checked, setChecked] = useState(false);
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const go = async (): Promise<void> => {
    if (!signer) return;
    setAsked(true);
    setFault(null);
    try {
      await sign(signer);
    } catch (error) {
      setFault(error);
    } finally {
      setAsked(false);
    }
  };
  return (
    <>
      {fault !== null && <Alert type="error" showIcon title={say(fault)} className="gap" />}
      <div className="filters sign-row">
        <Checkbox checked={checked} onChange={({ target }) => setChecked(target.checked)}>{check}</Checkbox>
        <Button type="primary" disabled={!checked || done} loading={asked || busy} onClick={() => void go()}>{label}</Button>
        {children}
      </div>
    </>
  );
}

/** What a wallet or a key file is asked to sign, as it stands. */
export function TypedData({ data }: { data: TypedDataDefinition }) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  useEffect(() => {
    void typedText(data).then((typed) => setText(JSON.stringify(JSON.parse(typed), null, 2)));
  }, [data]);
  return (
    <details>
      <summary>{t.signing.typed}</summary>
      <pre className="raw" tabIndex={0}>{text}</pre>
    </details>
  );
}
