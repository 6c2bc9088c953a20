/** An answer to a question: verdict, its own fields by name, events, proof. Nothing of it is left out. */
import { Button } from "antd";
import type { Answered } from "../../api/questions";
import { useTexts } from "../../i18n";
import { answers } from "../../i18n/answers";
import { useWords } from "../../i18n/words";
import { EventRows } from "../shared/EventRows";
import { type Tone, Verdict, useDepartmentName } from "../shared/Marks";
import { Section } from "../shared/Page";
import { Rests, Withheld } from "../shared/Rests";
import { save } from "../shared/save";
import { useMoment } from "../shared/When";
import { Fields } from "./Fields";

const HEAD = new Set(["verdict", "as_of", "calendar", "proof", "events", "withheld"]);
const NO_EVENTS = { weakest: "missing", anchored: 0, waiting: 0, missing: 0, failed: 0 } as const;

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const CODE = /[0-9A-Z][0-9A-Z-]{1,30}/g;

/** A sentence with departments by their names and moments in local time; what is neither stays as it is. */
function useWorded(): (sentence: string) => string {
  const named = useDepartmentName();
  const moment = useMoment();
  return (sentence) => sentence.replaceAll(MOMENT, (at) => moment(at)).replaceAll(CODE, named);
}

interface Props {
  readonly answer: Answered;
  readonly tone: Tone;
  readonly name: string;
}

export function AnswerView({ answer, tone, name }: Props) {
  const w = useWords(answers);
  const { pick } = useTexts();
  const worded = useWorded();
  const { events = [] } = answer;
  const own = Object.fromEntries(Object.entries(answer).filter(([field]) => !HEAD.has(field)));
  const raw = JSON.stringify(answer, null, 2);
  return (
    <>
      <Verdict tone={tone} title={worded(pick(answer.verdict))} />
      {answer.withheld.length > 0 && (
        <Section title={w.withheld}>
          <Withheld of={answer.withheld} className="plain" />
        </Section>
      )}
      <Fields of={own} title={w.answer} />
      {events.length > 0 && (
        <Section title={w.events}>
          <EventRows rows={events} label={w.events} />
        </Section>
      )}
      <Rests answer={{ ...answer, proof: answer.proof ?? NO_EVENTS, withheld: [] }} />
      <details className="raw-data">
        <summary>{w.raw}</summary>
        <p>
          <Button size="small" onClick={() => save(`${name}.json`, raw)}>
            {w.download}
          </Button>
        </p>
        <pre className="raw" tabIndex={0}>
          {raw}
        </pre>
      </details>
    </>
  );
}
