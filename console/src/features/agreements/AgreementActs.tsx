/** What may be done to an agreement on the chain: each act with who signs it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { acts } from "../../api/acts";
import { useTexts } from "../../i18n";
import { useEditingTexts } from "../../i18n/editing";
import { Section } from "../shared/Page";
import { Answer } from "../shared/States";
import "./editing.css";

type Act = Schema["ActAnswer"];

/** Acts that concern one agreement by its id. */
export const ofAgreement = (act: Act): boolean => act.contract === "Agreements" && "agreement" in (act.message["properties"] as object);

export function AgreementActs({ agreement }: { agreement: string }) {
  const { pick, language } = useTexts();
  const e = useEditingTexts();
  const line = (act: Act, to: string) => (
    <li key={act.name}>
      <Link to={to}>{pick(act)}</Link>
      <span className="quiet">
        {e.signedBy}: {act.parties.map(pick).join(language === "zh" ? "、" : ", ")}
        {act.article && ` (${e.article(act.article)})`}
      </span>
    </li>
  );
  return (
    <Section title={e.acts} extra={<span className="quiet">{e.actsIntro}</span>}>
      <Answer query={useQuery(acts)}>
        {(all) => (
          <ul className="act-list">
            {all.filter(({ name }) => name === "amend").map((act) => line(act, `/agreements/new?amend=${agreement}`))}
            {all.filter(ofAgreement).map((act) => line(act, `/agreements/${agreement}/acts/${act.name}`))}
          </ul>
        )}
      </Answer>
    </Section>
  );
}
