import { Health } from "../features/board/Health";
import { InFlight } from "../features/board/InFlight";
import { LiveAlerts } from "../features/board/LiveAlerts";
import { Overdue } from "../features/board/Overdue";
import { Page } from "../features/shared/Page";
import { useTexts } from "../i18n";

export default function BoardPage() {
  const { t } = useTexts();
  return (
    <Page title={t.board.title} intro={t.board.intro}>
      <Health />
      <LiveAlerts />
      <Overdue />
      <InFlight />
    </Page>
  );
}
