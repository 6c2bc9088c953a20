import { useTexts } from "../../i18n";
import type { Opened } from "../../verify/examine.ts";
import { Facts, Section } from "../shared/Page";
import { Nothing } from "../shared/States";

/** The values that evidence of one event discloses. */
export function Disclosed({ fields }: { fields: readonly Opened[] }) {
  const { t } = useTexts();
  return <Section title={t.verify.disclosures}>{fields.length === 0 ? <Nothing /> : <Fields fields={fields} />}</Section>;
}

export function Fields({ fields }: { fields: readonly Opened[] }) {
  return <Facts rows={fields.map(([name, value]) => [<code>{name}</code>, value] as const)} />;
}
