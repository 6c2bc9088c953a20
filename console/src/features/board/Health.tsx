/** How log and chain are, in one row: the last anchor, and how long what is not anchored has waited. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import * as queries from "../../api/queries";
import { useTexts } from "../../i18n";
import { Mark } from "../shared/Marks";
import { Answer } from "../shared/States";
import { When } from "../shared/When";

export function Health() {
  const { t } = useTexts();
  return (
    <Answer query={useQuery(queries.status)}>
      {(status) => (
        <dl className="tiles health" aria-label={t.board.chain}>
          <div className="tile">
            <dt><Link to="/health">{t.board.chain}</Link></dt>
            <dd>
              {status.frozen ? <Mark tone="bad">{t.board.frozen}</Mark> : <Mark tone={status.chain_ok ? "good" : "bad"}>{status.chain_ok ? t.board.chainOk : t.health.chainDown}</Mark>}
            </dd>
          </div>
          <div className="tile">
            <dt>{t.board.anchored}</dt>
            <dd><When at={status.anchored_at} /></dd>
          </div>
          <div className="tile">
            <dt>{t.board.unanchored}</dt>
            <dd><b>{status.unanchored_count.toLocaleString()}</b></dd>
          </div>
          <div className="tile">
            <dt>{t.board.age}</dt>
            <dd><b>{status.unanchored_age_ms === null ? "–" : t.health.seconds(Math.round(status.unanchored_age_ms / 1000))}</b></dd>
          </div>
          <div className="tile">
            <dt>{t.board.size}</dt>
            <dd><b>{status.size.toLocaleString()}</b></dd>
          </div>
        </dl>
      )}
    </Answer>
  );
}
