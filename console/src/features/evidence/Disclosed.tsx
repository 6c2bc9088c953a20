import { useMemo } from "react";
import { useTexts } from "../../i18n";
import { canonical } from "../../verify/canonical.ts";
import { parseEvidence } from "../../verify/evidence.ts";
import { Facts, Section } from "../shared/Page";
import { Nothing } from "../shared/States";

/** The values that the file discloses; whether they are what was committed to, step 3 says. */
export function Disclosed({ file }: { file: Uint8Array }) {
  const { t } = useTexts();
  const rows = useMemo(() => {
    try {
      return [...parseEvidence(file).disclosures].map(([name, { value }]) => [<code>{name}</code>, typeof value === "string" ? value : canonical(value)] as const);
    } catch {
      // Step 1 says what is wrong with the file
      return [];
    }
  }, [file]);
  return <Section title={t.verify.disclosures}>{rows.length === 0 ? <Nothing /> : <Facts rows={rows} />}</Section>;
}
