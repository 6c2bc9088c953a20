/** A stream by what it is the stream of; a name that is of no stream stands for itself. */
import { useTexts } from "../../i18n";
import { useProofTexts } from "../../i18n/proofs";
import { hasForm } from "../../verify/forms.ts";
import { useSession } from "../session/Session";
import { Agreement, Department, Hash, Item } from "../shared/Marks";

export function Stream({ name }: { name: string }) {
  const { t } = useTexts();
  const p = useProofTexts();
  const { caller } = useSession();
  const [kind, code] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  if (kind === "agreement" && hasForm("agreement", code)) return <>{p.streamOf(t.common.agreement)} {caller ? <Agreement id={code} /> : <Hash value={code} />}</>;
  if (kind === "item" && hasForm("item", code)) return <>{p.streamOf(t.common.item)} <Item code={code} /></>;
  if (kind === "department" && hasForm("department", code)) return <>{p.streamOf(t.common.department)} <Department code={code} /></>;
  return <code>{name}</code>;
}
