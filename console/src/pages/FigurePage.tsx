import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Schema } from "../api/client";
import * as queries from "../api/figures";
import { Asking } from "../features/figures/Asking";
import { Bars } from "../features/figures/Bars";
import { Departments, Tiers } from "../features/figures/Comparison";
import { Exports } from "../features/figures/Exports";
import { FiguresFoot } from "../features/figures/FiguresFoot";
import { Members } from "../features/figures/Members";
import { useAsked } from "../features/figures/useAsked";
import { Measure, worded } from "../features/figures/Value";
import { Verdict } from "../features/shared/Marks";
import { Facts, Page, Section } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";
import { figures } from "../i18n/figures";
import { useWords } from "../i18n/words";
import "../features/figures/figures.css";

export default function FigurePage() {
  const w = useWords(figures);
  const { pick } = useTexts();
  const { asked, to } = useAsked();
  const id = useParams()["id"] ?? "";
  const query = useQuery(queries.figures(asked, id));
  const view = query.data?.figures[0];
  const actions = (
    <>
      <Link to={to("/figures")}>{w.back}</Link>
      <Exports name={`figures-${query.data?.period ?? "all"}`} fetch={(format, language) => queries.exportFigures(asked, format, language)} />
    </>
  );
  return (
    <Page title={view ? `${id} ${pick(view)}` : id} intro={view && `${w.period} ${query.data?.period}`} actions={actions}>
      <Asking />
      <Answer query={query}>
        {(found) => (
          <>
            {found.figures.map((one) => (
              <FigureOf key={one.id} view={one} />
            ))}
            {view && (
              <div className="columns">
                <Departments id={id} kind={view.kind} departments={found.departments} />
                <Tiers id={id} kind={view.kind} tiers={found.tiers} />
              </div>
            )}
            <FiguresFoot found={found} />
          </>
        )}
      </Answer>
      <Members id={id} />
    </Page>
  );
}

function FigureOf({ view }: { view: Schema["FigureView"] }) {
  const w = useWords(figures);
  const { pick } = useTexts();
  const { total } = view;
  const counted = total.standing === "counted";
  const parts = Object.entries(total.groups) as [string, [number, number]][];
  return (
    <>
      <div className={counted ? "figure-head" : ""}>
        <Verdict tone={counted || total.standing === "no-cases" ? "quiet" : "open"} title={counted ? worded(total, view.kind) : w.standing[total.standing]}>
        <p>
          {total.value !== null && `${total.numerator} / ${total.denominator}`} <Measure score={total} id={view.id} />
          {total.unknown > 0 && <> · {w.unknownCount(total.unknown)}</>}
          {view.kind === "balance" && <> · {w.balanced}</>}
        </p>
      </Verdict>
      </div>
      <Section title={w.defined}>
        <div className="definition">
          <Facts
            rows={[
              [`${w.numerator} (${total.numerator})`, pick(view.numerator)],
              [`${w.denominator} (${total.denominator})`, pick(view.denominator)],
            ]}
          />
          <Facts
            rows={[
              [w.article, w.of(view.articles)],
              [w.version, view.version],
            ]}
          />
        </div>
        {parts.length > 0 && (
          <Bars
            label={w.parts}
            rows={parts.map(([part, [above, below]]) => ({ key: part, name: w.term(part), share: below === 0 ? null : above / below, value: `${above} / ${below}` }))}
          />
        )}
      </Section>
    </>
  );
}
