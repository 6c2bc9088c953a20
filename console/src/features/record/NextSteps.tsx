/** What may be recorded after an event: links into the forms, each with the event filled in. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { nextSteps } from "../../api/record";
import { useTexts } from "../../i18n";
import { useRecordTexts } from "../../i18n/record";
import { Section } from "../shared/Page";
import { Answer, Nothing } from "../shared/States";
import { recordPath } from "./path";
import { useRoles } from "./RecordForm";

export function NextSteps({ event }: { event: string }) {
  const { pick } = useTexts();
  const r = useRecordTexts();
  const roles = useRoles();
  return (
    <Section title={r.next} extra={<span className="quiet">{r.nextIntro}</span>}>
      <Answer query={useQuery(nextSteps(event))}>
        {(steps) =>
          steps.length === 0 ? (
            <Nothing>{r.noNext}</Nothing>
          ) : (
            <ul className="next-steps">
              {steps.map((one) => (
                <li key={one.type}>
                  <Link to={recordPath(one.type, event)}>{pick(one)}</Link> <span className="quiet">{one.signs ? r.bySelf : r.byKeys(roles(one.keys))}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Section>
  );
}
