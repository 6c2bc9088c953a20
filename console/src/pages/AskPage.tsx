import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import * as queries from "../api/queries";
import { Asking } from "../features/decision/Asking";
import { Page } from "../features/shared/Page";
import { Answer } from "../features/shared/States";
import { useTexts } from "../i18n";

export default function AskPage() {
  const { t } = useTexts();
  const [search] = useSearchParams();
  return (
    <Page title={t.ask.title} intro={t.ask.intro}>
      <Answer query={useQuery(queries.items)}>{(items) => <Asking items={items} first={search.get("item") ?? undefined} />}</Answer>
    </Page>
  );
}
