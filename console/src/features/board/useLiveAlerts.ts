/** Alerts as they stand and as they change, while the page is open. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Connection, follow } from "../../api/alertStream";
import { alerts } from "../../api/board";
import { type AlertView, type Wanted, overlay } from "./overlay";

interface Live {
  readonly connection: Connection;
  /** What changed since the page was opened, by id. */
  readonly moved: ReadonlyMap<string, AlertView>;
  /** Ids of those raised since the page was opened. */
  readonly raised: ReadonlySet<string>;
}

const NEW = ["raised", "reopened"];
const POLL_MS = 15_000;

export function useLiveAlerts(wanted: Wanted) {
  const { connection, moved, raised } = useStream();
  const { level, owner, state } = wanted;
  const asked = { ...(level && { level }), ...(owner && { owner }), ...(state !== "all" && { open: state !== "closed" }) };
  const query = useInfiniteQuery({
    ...alerts(asked),
    // Where the stream is down the list is asked again and again instead
    refetchInterval: connection === "live" ? false : POLL_MS,
  });
  return { query, rows: query.data && overlay(query.data.pages.flatMap((page) => page.alerts), moved, wanted), connection, raised };
}

function useStream(): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ connection: "connecting", moved: new Map(), raised: new Set() });
  useEffect(() => {
    const closing = new AbortController();
    const set = (connection: Connection): void => setLive((before) => ({ ...before, connection }));
    void follow(
      {
        opened: (anew) => {
          set("live");
          if (anew) void queries.invalidateQueries({ queryKey: ["alerts"] });
        },
        lost: () => set("down"),
        moved: ({ change, alert }) =>
          setLive(({ connection, moved, raised }) => ({
            connection,
            moved: new Map(moved).set(alert.id, alert),
            raised: NEW.includes(change) ? new Set(raised).add(alert.id) : raised,
          })),
      },
      closing.signal,
    );
    return () => closing.abort();
  }, [queries]);
  return live;
}
