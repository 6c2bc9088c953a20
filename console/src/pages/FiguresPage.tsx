import { useQuery } from "@tanstack/react-query";
import * as queries from "../api/figures";
import { Asking } from "../features/figures/Asking";
import { Exports } from "../features/figures/Exports";
import { FigureTable } from "../features/figures/FigureTable";
import { FiguresFoot } from "../features/figures/FiguresFoot";
import { Recount } from "../features/figures/Recount";
import { useAsked } from "../features/figures/useAsked";
import { Verdict } from "../features/shared/Marks";
import { Page, Section } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";
import { figures } from "../i18n/figures";
import { useWords } from "../i18n/words";
import "../features/figures/figures.css";

export default function FiguresPage() {
  const w = useWords(figures);
  const { pick } = useTexts();
  const { asked } = useAsked();
  const query = useQuery(queries.figures(asked));
  const name = `figures-${query.data?.period ?? "all"}`;
  return (
    <Page title={w.title} intro={w.intro} actions={<Exports name={name} fetch={(format, language) => queries.exportFigures(asked, format, language)} />}>
      <Asking />
      <Answer query={query}>
        {(found) => (
          <>
            <div className="verdict-sentence">
              <Verdict tone="quiet" title={pick(found.verdict)} />
            </div>
            <Section title={`${w.report} ${found.period}`}>
              <FigureTable rows={found.figures} label={w.title} />
            </Section>
            <FiguresFoot found={found} />
          </>
        )}
      </Answer>
      <Recount />
    </Page>
  );
}
