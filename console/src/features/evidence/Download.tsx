/** Small downloads of what proves something: the extract of a stream, the tlog-proof of an event. */
import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { type StreamOf, extract, tlogProof } from "../../api/proofs";
import { ApiProblem } from "../../api/problem";
import { useTexts } from "../../i18n";
import { useProofTexts } from "../../i18n/proofs";
import { Mark } from "../shared/Marks";
import { save } from "../shared/save";

interface Taken {
  readonly name: string;
  readonly file: Uint8Array;
}

/** Of all entries of a stream; what the reader may not see stands in its place without content. */
export function ExtractDownload({ of }: { of: StreamOf }) {
  const p = useProofTexts();
  const name = `extract-${Object.entries(of)[0]!.join("-").replace(/[^0-9A-Za-z.-]/g, "_").slice(0, 60)}.json`;
  return <Download label={p.take} hint={p.takeHint} name={name} type="application/json" get={() => extract(of)} />;
}

export function ProofDownload({ event }: { event: string }) {
  const p = useProofTexts();
  return <Download label={p.takeProof} name={`${event.slice(0, 16)}.tlog-proof`} type="text/plain" get={() => tlogProof(event)} />;
}

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly name: string;
  readonly type: string;
  readonly get: () => Promise<Uint8Array>;
}

function Download({ label, hint, name, type, get }: Props) {
  const { pick } = useTexts();
  const p = useProofTexts();
  const navigate = useNavigate();
  const taking = useMutation({
    mutationFn: async (): Promise<Taken> => ({ name, file: await get() }),
    onSuccess: ({ file }) => save(name, file, type),
  });
  const { data, error } = taking;
  return (
    <span className="download">
      <Button icon={<DownloadOutlined />} title={hint} loading={taking.isPending} onClick={() => taking.mutate()}>
        {label}
      </Button>
      {data && (
        <span role="status" className="quiet">
          {p.saved(size(data.file.length))} <Button type="link" size="small" onClick={() => navigate("/verify", { state: data })}>{p.verifyHere}</Button>
        </span>
      )}
      {error && <span role="alert"><Mark tone="bad">{error instanceof ApiProblem ? pick(error) : error.message}</Mark></span>}
    </span>
  );
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
